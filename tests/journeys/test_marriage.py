"""A couple book a time to give notice of marriage in 繁體中文, move it, take it along, and give it up."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect

from tests.applicants import Applicant, words_of
from tests.halls import Hall, run
from tests.journeys.answering import answer_all
from tests.journeys.papers import work
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "immigration-department/marriage-notice-appointment"
_LONGEST_HOLIDAYS = timedelta(days=5)
_TODAY = datetime.now(UTC).date()
_ANSWERS: Mapping[str, str | date] = {
    "雙方是否已年滿16歲？": "是，雙方都已滿16歲",
    "想到哪區的婚姻登記處？": "九龍",
    "婚禮想在什麼時間舉行？": "辦公時間內",
    "想哪一天遞交通知書？": _TODAY + timedelta(days=30),
    "擬結婚日期": _TODAY + timedelta(days=75),
    "新郎姓名": "POON, TSZ LONG",
    "新郎使用哪種身份證明文件？": "香港身份證",
    "新郎的香港身份證號碼": "A967017(6)",
    "新郎的婚姻狀況": "未婚",
    "新娘姓名": "CHAN, WING SZE",
    "新娘使用哪種身份證明文件？": "香港身份證",
    "新娘的香港身份證號碼": "V229815(5)",
    "新娘的婚姻狀況": "未婚",
    "聯絡電話": "62718840",
    "香港身份證副本": "card.jpg",
}


def test_a_couple_book(browser: Browser, quiet_hall: Hall, pictures: Path) -> None:
    with writing(browser, quiet_hall, "zh-hant", pictures, "marriage", scripts=True, small=True) as bride:
        _applies(bride)
        first = _sees_the_time(bride)
        moved = _moves_it(bride)
        assert moved != first
        _takes_it_along(bride, moved)
        _cannot_have_what_others_took(bride)
        put_off = _is_put_off_when_the_registry_has_to_stay_shut(bride, moved)
        _gives_it_up(bride)
        _has_letters_that_say_when(bride, first, moved, put_off)


def _applies(bride: Writer) -> None:
    bride.open("sign-in/")
    bride.sign_in("陳詠詩")
    bride.open(f"services/{SERVICE}/")
    bride.follow("立即辦理")
    answer_all(bride, _ANSWERS, "核對資料")
    bride.at("核對資料")
    bride.press("遞交預約")
    bride.at("我們已收到你的預約")
    # Whoever has just booked reads at once when and where.
    card = bride.page.get_by_role("region", name="預約", exact=True)
    expect(card.get_by_text("尖沙咀婚姻登記處")).to_be_visible()
    expect(bride.page.get_by_text("有回覆")).to_have_count(0)
    bride.follow("查詢進度")


def _sees_the_time(bride: Writer) -> str:
    bride.at("預約遞交擬結婚通知書")
    card = bride.page.get_by_role("region", name="預約", exact=True)
    expect(card.get_by_text("尖沙咀婚姻登記處")).to_be_visible()
    expect(card.get_by_text("請二人一同前來")).to_be_visible()
    when = card.locator(".appointment__when").inner_text()
    late = _day_of(when) - _wished()
    assert timedelta(0) <= late <= _LONGEST_HOLIDAYS, "the first day on which the office is open"
    expect(bride.page.get_by_text("已為你預留時間", exact=True)).to_be_visible()
    # Nothing is due today: they give notice when they come.
    due = bride.page.locator(".due").first.inner_text()
    assert _day_of(due) == _day_of(when)
    return when


def _moves_it(bride: Writer) -> str:
    """Choose another office, and a time there in the week that she has now."""
    kept = _day_of(bride.page.locator(".appointment__when").inner_text())
    bride.follow("更改時間")
    bride.at("更改時間")
    week = [_day_of(each) for each in bride.page.locator("legend").all_inner_texts()]
    assert min(week) <= kept <= max(week), "they look around the time that they have"
    bride.page.get_by_role("combobox", name="辦公室").select_option(label="沙田婚姻登記處")
    bride.press("顯示該處的時間")
    expect(bride.page.locator(".appointment__times")).to_be_visible()
    bride.page.get_by_role("radio").nth(1).press("Space")
    bride.at("更改時間")
    bride.press("預約這個時間")
    bride.at("預約遞交擬結婚通知書")
    expect(bride.page.get_by_text("你更改了時間")).to_be_visible()
    card = bride.page.get_by_role("region", name="預約", exact=True)
    expect(card.get_by_text("沙田婚姻登記處")).to_be_visible()
    return card.locator(".appointment__when").inner_text()


def _takes_it_along(bride: Writer, shown: str) -> None:
    file = bride.keep("加入你的日曆")
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    begins = event.decoded("dtstart")
    assert begins.strftime("%H:%M") in shown
    assert begins.date() == _day_of(shown)
    assert "沙田" in str(event["location"])
    assert event.decoded("dtend") - begins == timedelta(minutes=30)
    assert str(event["status"]) == "CONFIRMED"


def _cannot_have_what_others_took(bride: Writer) -> None:
    """Two couples take the two places of a time while she looks at it: hers stays, and she is told."""
    bride.follow("更改時間")
    bride.at("更改時間")
    slot = bride.page.get_by_role("radio").nth(3)
    wanted = str(slot.get_attribute("value"))
    for person in ("lee-kwok-hin", "ho-ka-ming"):
        assert _another_couple_takes(bride.hall, person, wanted) == 303
    assert _another_couple_takes(bride.hall, "wong-tai-loi", wanted) == 422
    slot.press("Space")
    bride.press("預約這個時間")
    expect(bride.page.locator(".field__error")).to_have_text("這個時間已沒有空位，請選擇另一個。")
    expect(bride.page.locator(f"input[value='{wanted}']")).to_have_count(0)
    bride.at("更改時間")
    bride.back()
    expect(bride.page.get_by_text("沙田婚姻登記處").first).to_be_visible()


def _another_couple_takes(hall: Hall, person: str, slot: str) -> int:
    """Apply as somebody else, and move to a time at Sha Tin; return what the hall answers."""
    couple = Applicant(hall)
    couple.become(person)
    answers = couple.call("GET", f"/api/v1/services/{SERVICE}/example").json()["answers"]
    given = couple.call(
        "POST", "/api/v1/applications", {"service": SERVICE, "answers": answers}, Idempotency_Key=f"{person}:{slot}"
    )
    assert given.status == 201, given.text
    couple.token = ""
    couple.sign_in(person)
    place = f"/en/track/{given.json()['reference']}/appointment/"
    booking = re.search(r'name="booking" value="([^"]+)"', couple.look(place).text)
    assert booking is not None
    answer = couple.send(place, {"booking": booking[1], "office": "sha-tin-marriage-registry", "slot": slot})
    if answer.status != 303:
        assert "This time is not free any more." in words_of(answer)
    couple.close()
    return answer.status


def _is_put_off_when_the_registry_has_to_stay_shut(bride: Writer, moved: str) -> str:
    """A pipe bursts at Sha Tin: she has a later day there at the same hour, and reads why."""
    day = _day_of(moved)
    closing = ("close", bride.hall.home, day.isoformat(), "--office", "sha-tin-marriage-registry", "--reason", "Pipe")
    for told in (r"^[1-9]\d* appointments have another time", "^0 appointments have another time"):
        done = run(*closing)
        assert done.returncode == 0, done.stderr
        assert re.search(told, done.stdout, re.MULTILINE)
    bride.page.reload()
    bride.at("預約遞交擬結婚通知書")
    expect(bride.page.get_by_text("辦事處當日須關閉，已為你另留時間")).to_be_visible()
    when = bride.page.locator(".appointment__when").inner_text()
    assert _day_of(when) > day
    assert when.split()[-1][-5:] == moved.rsplit(maxsplit=1)[-1][-5:]
    return when


def _gives_it_up(bride: Writer) -> None:
    bride.follow("取消預約")
    bride.at("要取消預約嗎？")
    bride.press("取消預約")
    bride.at("預約遞交擬結婚通知書")
    expect(bride.page.get_by_text("你取消了預約")).to_be_visible()
    file = bride.keep("從你的日曆移除")
    (event,) = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
    assert str(event["status"]) == "CANCELLED"


def _has_letters_that_say_when(bride: Writer, first: str, moved: str, put_off: str) -> None:
    # She is one of the people of the demonstration: others may have booked as her before.
    reference = bride.page.url.rstrip("/").rsplit("/", 1)[-1]
    work(bride.hall)
    told = (("你已成功預約", first), ("你的預約已改期", moved), ("辦事處關閉", put_off), ("你的預約已取消", put_off))
    for title, when in told:
        bride.open("me/letters/")
        bride.at("信件")
        links = bride.page.get_by_role("main").get_by_role("link", name=re.compile(f"^{title}"))
        links.filter(has_text=reference).click()
        expect(bride.page.get_by_role("main")).to_contain_text(when.strip())


def _wished() -> date:
    day = _ANSWERS["想哪一天遞交通知書？"]
    assert isinstance(day, date)
    return day


def _day_of(shown: str) -> date:
    year, month, day = map(int, re.findall(r"\d+", shown)[:3])
    return date(year, month, day)
