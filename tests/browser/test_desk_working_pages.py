"""The working pages of the desk: sound HTML, axe, narrow and wide, in each language."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.applicants import Applicant
from tests.browser import checker, test_layout
from tests.browser.officers import CLERK, FIRE, HEAD, at_the_desk, desk_hall
from tests.browser.places import LANGUAGES, Kind
from tests.browser.seeing import faults_of, in_its_turn
from tests.browser.visitors import Visitor
from tests.halls import Hall

pytestmark = pytest.mark.browser

PLACES = (
    "?tab=office",
    "?tab=mine",
    "counts/",
    "troubles/",
    "keys/",
    "money/books/",
    "money/vouchers/",
    "find/",
    "looks/",
    "looks/questions/",
    "cases/{0}/",
    "cases/{1}/",
    "cases/{0}/?paper={2}",
)
ROOM = {name: test_layout.SIZES[name] for name in ("too wide", "torn", "small")}
LOOKS = ROOM | {name: test_layout.COLOURS_AND_PAPER[name] for name in ("faint", "faint in the dark")}
#: A finger needs room; where there is a mouse, the desk is dense.
ON_A_PHONE = ROOM | {"low": test_layout.SIZES["low"]}


@pytest.fixture(scope="module")
def desk(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, list[str]]]:
    """Return a hall, with the references of a case to decide and of one that waits, and the id of a paper."""
    with desk_hall(hall, tmp_path_factory.mktemp("desk") / "home", 2) as (running, references):
        fire, head = Applicant(running), Applicant(running)
        fire.sign_in(FIRE)
        head.sign_in(HEAD)
        paper = re.search(r"/papers/(\w+)", head.look(f"/desk/cases/{references[0]}/").text)
        assert paper is not None
        sent = head.send(f"/desk/cases/{references[1]}/message/", {"words": "We look at it this week. 本週處理。"})
        assert sent.status == 303
        _looks_often(running)
        fire.close()
        head.close()
        yield running, [*references, paper[1]]


def _looks_often(hall: Hall) -> None:
    """Let an officer look for somebody without a case, and more often than is usual."""
    reason = "She rang at the counter and asks whether her letter came. 來電查詢信件。"
    asked = {"name": "CHAN Wing Sze", "number": "", "purpose": "enquiry", "reason": reason, "_once": "browser"}
    with closing(Applicant(hall)) as clerk:
        clerk.sign_in(CLERK)
        assert clerk.send("/desk/find/", asked).status == 303
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3", timeout=20)) as database:
        database.execute(
            "INSERT INTO oversight_alert (actor, office, day, kind, count, at, seen_by)"
            " SELECT actor, office, date(at), kind, 61, at, '' FROM oversight_look,"
            " (SELECT 'people' AS kind UNION SELECT 'without-case')"
        )
        database.commit()


@pytest.fixture(scope="module")
def officer(browser: Browser, desk: tuple[Hall, list[str]]) -> Iterator[Visitor]:
    with at_the_desk(browser, desk[0], HEAD) as visitor:
        yield visitor


def kinds(given: list[str]) -> list[Kind]:
    def address(place: str, slug: str) -> str:
        path = place.format(*given)
        return f"/desk/{path}{'&' if '?' in path else '?'}lang={slug}"

    return [Kind(f"{place or 'work'} ({slug})", address(place, slug)) for place in PLACES for slug in LANGUAGES]


@pytest.mark.parametrize("number", [in_its_turn(number, number) for number in range(len(PLACES) * len(LANGUAGES))])
def test_a_page_of_the_desk_is_for_everybody_at_it(officer: Visitor, desk: tuple[Hall, list[str]], number: int) -> None:
    kind = kinds(desk[1])[number]
    slug = kind.place.rpartition("=")[2]
    page = officer.see(kind, slug)
    assert page.get_attribute("html", "lang") == LANGUAGES[slug]
    found = faults_of(officer, page, {"narrow": ON_A_PHONE, "wide": LOOKS})
    assert found == [], kind.name


def test_the_nu_checker_finds_nothing(desk: tuple[Hall, list[str]], tmp_path: Path) -> None:
    head = Applicant(desk[0])
    head.sign_in(HEAD)
    pages = {kind.name: head.look(kind.place).text for kind in kinds(desk[1])}
    pages["performance"] = head.look("/zh-hant/performance/").text
    head.close()

    assert checker.faults(pages, tmp_path) == []
