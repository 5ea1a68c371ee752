"""A mother books the registration of her child's birth, in 繁體中文, with one thumb."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from tests.halls import Hall
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "immigration-department/birth-registration"
TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Hong_Kong")).date()
BORN, COMING = TODAY - timedelta(days=9), TODAY + timedelta(days=12)


def test_a_birth_is_registered(browser: Browser, quiet_hall: Hall, pictures: Path, *, scripts: bool) -> None:
    with writing(browser, quiet_hall, "zh-hant", pictures, "birth", scripts=scripts) as mother:
        _signs_in_of_her_own_accord_and_begins(mother)
        mother.choose("子女是否在香港出生？", "是")
        _mends_a_date(mother)
        mother.write("出生地點", "晨光產科醫院")
        _goes_back_and_finds_her_answers(mother)
        mother.write("子女姓名", "李樂心")
        mother.choose("同時出生的子女有多少？", "一名")
        _changes_the_language_in_the_middle(mother)
        mother.write("父親姓名", "李國軒")
        mother.choose("父母是否已結婚？", "是")
        mother.choose("你是誰？", "母親")
        mother.choose("想到哪區的出生登記處？", "新界東")
        mother.date("你想哪一天前來？", COMING)
        mother.choose("前來登記當日，子女有多大？", "42天或以內")
        _checks_and_submits(mother)


def _signs_in_of_her_own_accord_and_begins(mother: Writer) -> None:
    mother.open("sign-in/")
    mother.at("登入")
    mother.sign_in("陳詠詩")
    mother.open(f"services/{SERVICE}/")
    mother.follow("立即辦理")


def _mends_a_date(mother: Writer) -> None:
    mother.at("子女出生日期")
    mother.fill_date(str(BORN.year), "2", "31")
    mother.go_on()
    mother.is_told("請再看看日子：這個月沒有這一天")
    expect(mother.page.get_by_role("textbox", name="日", exact=True)).to_have_value("31")
    mother.date("子女出生日期", BORN)


def _goes_back_and_finds_her_answers(mother: Writer) -> None:
    """Also what stood in a box and was not sent by “continue”, with and without scripts."""
    mother.at("子女姓名")
    mother.box("子女姓名").fill("李樂")
    mother.back()
    expect(mother.box("出生地點")).to_have_value("晨光產科醫院")
    mother.back()
    for label, part in (("年", BORN.year), ("月", BORN.month), ("日", BORN.day)):
        expect(mother.page.get_by_role("textbox", name=label, exact=True)).to_have_value(str(part))
    mother.go_on()
    mother.at("子女姓名")
    expect(mother.box("子女姓名")).to_have_value("李樂")


def _changes_the_language_in_the_middle(mother: Writer) -> None:
    """What stands in the box is kept though it was never sent by “continue”."""
    mother.at("母親姓名")
    mother.box("母親姓名").fill("陳詠詩")
    mother.switch("zh-hans", "简体中文")
    mother.at("母亲姓名")
    expect(mother.box("母亲姓名")).to_have_value("陳詠詩")
    mother.switch("zh-hant", "繁體中文")
    mother.at("母親姓名")
    expect(mother.box("母親姓名")).to_have_value("陳詠詩")
    mother.go_on()


def _checks_and_submits(mother: Writer) -> None:
    mother.at("核對資料")
    expect(mother.answer_to("子女姓名")).to_contain_text("李樂心")
    expect(mother.answer_to("出生地點")).to_contain_text("晨光產科醫院")
    # Nobody asked her for these: the state holds them, and says who of it does.
    expect(mother.answer_to("你的香港身份證號碼")).to_contain_text("Z001011(2)")
    expect(mother.page.get_by_role("heading", name="入境事務處已有的資料")).to_be_visible()
    expect(mother.page.get_by_text("結婚證明書")).to_be_visible()
    mother.press("遞交預約")
    mother.at("我們已收到你的預約")
    expect(mother.page.get_by_text("入境事務處").first).to_be_visible()
    before = mother.page.url
    mother.page.reload()
    mother.at("我們已收到你的預約")
    assert mother.page.url == before, "loading it again changes nothing"
