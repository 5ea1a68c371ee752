"""Somebody who cannot use a service is told early, kindly, with another way, and can change a slip."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.halls import Hall
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "immigration-department/birth-registration"


def test_a_slip_is_changed_and_one_goes_on(
    browser: Browser, quiet_hall: Hall, pictures: Path, *, scripts: bool
) -> None:
    with writing(browser, quiet_hall, "zh-hans", pictures, "stopped", scripts=scripts, small=True) as father:
        father.open("sign-in/")
        father.sign_in("吴兆文")
        father.open(f"apply/{SERVICE}/")
        father.choose("孩子是在香港出生的吗？", "不是")
        father.at("您不能使用这项服务")
        expect(father.page.get_by_text("这里只办理")).to_be_visible()
        expect(father.page.get_by_role("heading", name="您可以这样做")).to_be_visible()
        expect(father.page.get_by_role("blockquote")).to_contain_text("不是")
        father.follow("修改这个答案")
        father.at("孩子是在香港出生的吗？")
        expect(father.page.get_by_role("radio", name="不是")).to_be_checked()
        father.choose("孩子是在香港出生的吗？", "是")
        father.at("孩子的出生日期")
        _begins_anew(father)


def _begins_anew(father: Writer) -> None:
    """What he had begun is gone then, as the page says."""
    father.open(f"apply/{SERVICE}/")
    father.at("您已经开始填写这项申请")
    father.press("删除并重新开始")
    father.at("孩子是在香港出生的吗？")
    expect(father.page.get_by_role("radio", name="是", exact=True)).not_to_be_checked()
    father.open(f"apply/{SERVICE}/")
    father.at("孩子是在香港出生的吗？")
