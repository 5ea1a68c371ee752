"""Somebody with a firm has the post sent on: for the firm at first, then for themselves, without a script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.halls import Hall
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "hongkong-post/mail-redirection"


def test_for_a_firm_and_then_for_oneself(browser: Browser, quiet_hall: Hall, pictures: Path) -> None:
    with writing(browser, quiet_hall, "en", pictures, "for-whom", scripts=False, small=True) as owner:
        owner.open("sign-in/")
        owner.sign_in("CHU Man Wai")
        owner.open(f"apply/{SERVICE}/")
        _chooses_in_two_languages(owner)
        owner.open(f"apply/{SERVICE}/")
        owner.follow("从上次停下的地方继续")
        _is_asked_for_oneself(owner)


def _chooses_in_two_languages(owner: Writer) -> None:
    """The choice waits while the language is changed; the firm's name is not asked for then."""
    owner.at("For whom do you apply?")
    owner.go_on()
    owner.is_told("Choose for whom you apply")
    owner.tick("radio", "Clear Spring Dispensary")
    owner.switch("zh-hans", "简体中文")
    owner.at("您为谁申请？")
    expect(owner.page.get_by_role("radio", name="清泉药房", exact=True)).to_be_checked()
    owner.go_on()
    assert "company-en" not in owner.page.url


def _is_asked_for_oneself(owner: Writer) -> None:
    reference = owner.page.url.split("/")[-3]
    owner.open(f"apply/{SERVICE}/{reference}/for-whom/")
    owner.choose("您为谁申请？", "我自己")
    assert owner.page.url.endswith("/company-en/")
