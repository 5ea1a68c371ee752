"""Anybody tries a service with an invented person first: it says so on every page, and nothing of it stays."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.halls import Hall
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "immigration-department/birth-registration"
MOST_PAGES = 20


def test_practising_leaves_nothing(browser: Browser, quiet_hall: Hall, pictures: Path, *, scripts: bool) -> None:
    before = _rows(quiet_hall)
    with writing(browser, quiet_hall, "zh-hant", pictures, "practice", scripts=scripts) as parent:
        parent.open(f"services/{SERVICE}/")
        parent.follow("先用虛構人物試填一次")
        _makes_and_mends_an_error(parent)
        _goes_through_to_the_end(parent)
        parent.at("試填完成")
        _is_marked(parent)
        parent.follow("正式辦理")
        # Nobody needs an account for it: the first question in earnest is there at once, and says nothing of practice.
        parent.at("子女是否在香港出生？")
        expect(parent.page.get_by_text("人物是虛構的")).to_have_count(0)
    assert _rows(quiet_hall) == before


def _makes_and_mends_an_error(parent: Writer) -> None:
    parent.at("子女是否在香港出生？")
    parent.go_on()
    parent.at("子女出生日期")
    _is_marked(parent)
    parent.fill_date("2026", "2", "31")
    parent.go_on()
    _is_marked(parent)
    parent.is_told("請再看看日子：這個月沒有這一天")
    parent.fill_date("2026", "11", "17")
    _goes_back_and_loses_nothing(parent)
    parent.go_on()


def _goes_back_and_loses_nothing(parent: Writer) -> None:
    """Back is a button here, for the page carries what was typed; Enter still goes on."""
    parent.press("返回")
    parent.at("子女是否在香港出生？")
    parent.go_on()
    parent.at("子女出生日期")
    expect(parent.page.get_by_role("textbox", name="日", exact=True)).to_have_value("17")
    parent.page.get_by_role("textbox", name="日", exact=True).press("Enter")
    expect(parent.page.get_by_role("heading", level=1)).not_to_have_text("子女出生日期")
    parent.press("返回")
    parent.at("子女出生日期")


def _goes_through_to_the_end(parent: Writer) -> None:
    for _ in range(MOST_PAGES):
        _is_marked(parent)
        if parent.page.get_by_role("heading", level=1).inner_text() == "核對資料":
            parent.press("完成試填")
            return
        parent.go_on()
    pytest.fail("practice has no end")


def _is_marked(parent: Writer) -> None:
    """In words above the question, and across the whole window."""
    band = parent.page.get_by_text("人物是虛構的").first
    expect(band).to_be_visible()
    look = "style => [style.content, style.position, style.display]"
    across = band.evaluate(f"element => ({look})(getComputedStyle(element.closest('.practice'), '::after'))")
    assert across == ['"試填"', "fixed", "grid"]


def _rows(hall: Hall) -> dict[str, int]:
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        # The names come from the database itself.
        return {name: database.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
