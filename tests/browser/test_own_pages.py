"""Somebody's own pages in a browser: axe, all screens and colours, the keyboard, and what a first visit weighs."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.matters import REPORT, matter
from tests.browser.own import OWN, QUESTIONS
from tests.browser.places import LANGUAGES, Kind
from tests.browser.seeing import Looks, Pages, without_room
from tests.browser.test_accessibility import faint_to_axe
from tests.browser.test_layout import COLOURS_AND_PAPER, SIZES, Found, only
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

#: What is wider than a phone; each is looked at in one language, for they differ in words alone.
WIDER = (768, 1920)
MOST_BYTES = 100_000


@pytest.fixture(scope="module")
def own(browser: Browser, quiet_hall: Hall) -> Iterator[Visitor]:
    with visiting(browser, quiet_hall) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def pages(own: Visitor) -> Pages:
    return Pages(own, OWN, Looks(SIZES, SIZES | COLOURS_AND_PAPER, WIDER))


@pytest.fixture(scope="module")
def in_large(pages: Pages) -> Found:
    return pages.in_large


@pytest.mark.parametrize("slug", LANGUAGES)
def test_everything_has_room_on_a_phone(pages: Pages, slug: str) -> None:
    assert without_room(pages.on_a_phone(slug)) == {}


@pytest.mark.long
@pytest.mark.parametrize("slug", LANGUAGES)
def test_everything_has_room_in_every_language(pages: Pages, slug: str) -> None:
    assert without_room(pages.all_on_a_phone(slug)) == {}


@pytest.mark.parametrize("width", WIDER)
def test_everything_has_room_on_larger_screens(in_large: Found, width: int) -> None:
    assert only(in_large, f"too wide at {width}") == {}


@pytest.mark.parametrize("shown", ["torn", "small", *(name for name in COLOURS_AND_PAPER if name.startswith("faint"))])
def test_everything_can_be_read_in_all_colours(in_large: Found, shown: str) -> None:
    assert only(in_large, shown) == {}


def test_paper_shows_the_page_and_not_the_ways_around_it(pages: Pages) -> None:
    assert only(pages.on_paper, "furniture on paper") == {}
    assert only(pages.on_paper, "missing on paper") == {}
    assert [kind for kind, looks in pages.on_paper.items() if len(looks["titles on paper"]) != 1] == []


@pytest.mark.parametrize("slug", LANGUAGES)
def test_a_person_is_found_in_the_same_place(pages: Pages, slug: str) -> None:
    """The place is that of the frame; how high it is depends on the language."""
    places = {kind: looks["person"] for kind, looks in pages.on_a_phone(slug).items()}
    first = next(iter(places.values()))
    assert first[:3] == ["after the page", "before the foot", "1 way"]
    assert {kind: place for kind, place in places.items() if place != first} == {}


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.name)
def test_axe_finds_nothing(pages: Pages, kind: Kind) -> None:
    assert pages.seen[kind.name].axe == []


@pytest.mark.long
@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.name)
def test_axe_finds_no_faint_colour(own: Visitor, kind: Kind) -> None:
    assert faint_to_axe(own.see(kind, "en")) == []


@pytest.mark.parametrize("kind", [*QUESTIONS, *OWN[-1:]], ids=lambda kind: kind.name)
def test_tab_goes_through_the_page_in_order_and_one_sees_where_one_is(own: Visitor, pages: Pages, kind: Kind) -> None:
    own.see(kind, pages.slug_of(kind))
    names, met = own.measure("stops"), []
    for _ in names:
        own.page.keyboard.press("Tab")
        met.append(own.measure("focused"))
    assert [stop["name"] for stop in met] == names
    assert [stop for stop in met if not _is_seen(stop)] == []


def _is_seen(stop: dict[str, Any]) -> bool:
    return bool(stop["outline"] >= 2 and stop["contrast"] >= 3 and stop["isInView"] and stop["isOnTop"])


@pytest.mark.parametrize("page", ["new/name-en", "{reference}/photos", "{reference}/check"])
def test_a_first_visit_weighs_little(browser: Browser, quiet_hall: Hall, page: str) -> None:
    """Counted as it comes over the wire: headers, page, styles, scripts and pictures, with nothing kept from before."""
    held = matter(quiet_hall, "report to check")
    path = f"/zh-hant/apply/{REPORT}/{page.format(reference=held.reference)}/"
    with visiting(browser, quiet_hall) as visitor:
        cookies = [{"name": name, "value": value, "url": quiet_hall.url} for name, value in held.cookies.items()]
        visitor.page.context.add_cookies(cookies)  # type: ignore[arg-type]
        came = _weighed(visitor.page, lambda: visitor.open(path))
    assert 3 <= len(came) <= 8
    assert sum(came) <= MOST_BYTES / 2, came


def _weighed(page: Page, visit: Callable[[], object]) -> list[int]:
    came: list[int] = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: came.append(int(event["encodedDataLength"])))
    visit()
    page.wait_for_load_state("networkidle")
    return came
