"""Somebody's own pages in a browser: axe, all screens and colours, the keyboard, and what a first visit weighs."""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import test_accessibility, test_layout
from tests.browser.matters import REPORT, matter
from tests.browser.own import OWN, QUESTIONS
from tests.browser.places import LANGUAGES, Kind
from tests.browser.test_layout import COLOURS_AND_PAPER, SCREENS, SIZES, Found, only
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

SLUGS = tuple(LANGUAGES)
#: What is wider than a phone; each is looked at in one language, for they differ in words alone.
WIDER = (768, 1280, 1920)
MOST_BYTES = 100_000
Looking = Callable[[str], Found]
Looks = dict[str, list[str]]


class Seen(NamedTuple):
    """What was found on one page: on a phone, in large, and by axe."""

    on_a_phone: Looks
    in_large: Looks
    axe: list[str]


def _slug_of(kind: Kind) -> str:
    """Return the language in which a page is looked at where one has to do: each third of the pages in each."""
    return SLUGS[OWN.index(kind) % len(SLUGS)]


@pytest.fixture(scope="module")
def own(browser: Browser, quiet_hall: Hall) -> Iterator[Visitor]:
    with visiting(browser, quiet_hall) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def look(browser: Browser, quiet_hall: Hall, seen: dict[str, Seen]) -> Looking:
    """Look at all pages of a language on a phone; a third of them was open for everything else already."""

    @cache
    def looking(slug: str) -> Found:
        rest = [kind for kind in OWN if _slug_of(kind) != slug]
        with visiting(browser, quiet_hall, **SCREENS["narrow"]) as visitor:
            others = {kind.name: test_layout.look_at(visitor, kind, slug, SIZES) for kind in rest}
        return others | {kind.name: seen[kind.name].on_a_phone for kind in OWN if _slug_of(kind) == slug}

    return looking


@pytest.fixture(scope="module")
def seen(own: Visitor) -> dict[str, Seen]:
    """Look at all pages in one language each, in every way: each is opened once."""
    return {kind.name: _seen(own, kind) for kind in OWN}


@pytest.fixture(scope="module")
def in_large(seen: dict[str, Seen]) -> Found:
    return {name: each.in_large for name, each in seen.items()}


def _seen(visitor: Visitor, kind: Kind) -> Seen:
    page = visitor.see(kind, _slug_of(kind))
    page.set_viewport_size(SCREENS["narrow"]["viewport"])
    on_a_phone = test_layout.look_at_open(visitor, SIZES)
    page.set_viewport_size(SCREENS["wide"]["viewport"])
    in_large = test_layout.look_at_open(visitor, SIZES | COLOURS_AND_PAPER)
    for width in WIDER:
        page.set_viewport_size({"width": width, "height": 900})
        in_large[f"too wide at {width}"] = visitor.measure("tooWide")
    page.set_viewport_size(SCREENS["wide"]["viewport"])
    return Seen(on_a_phone, in_large, test_accessibility.look_through(page))


@pytest.mark.parametrize("slug", LANGUAGES)
def test_everything_has_room_on_a_phone(look: Looking, slug: str) -> None:
    for name in ("too wide", "torn", "small", "low"):
        assert only(look(slug), name) == {}, name


@pytest.mark.parametrize("width", WIDER)
def test_everything_has_room_on_larger_screens(in_large: Found, width: int) -> None:
    assert only(in_large, f"too wide at {width}") == {}


@pytest.mark.parametrize("shown", ["torn", "small", *(name for name in COLOURS_AND_PAPER if name.startswith("faint"))])
def test_everything_can_be_read_in_all_colours(in_large: Found, shown: str) -> None:
    assert only(in_large, shown) == {}


def test_paper_shows_the_page_and_not_the_ways_around_it(in_large: Found) -> None:
    assert only(in_large, "furniture on paper") == {}
    assert only(in_large, "missing on paper") == {}
    assert [kind for kind, looks in in_large.items() if len(looks["titles on paper"]) != 1] == []


# The places are those of the frame, which is the same in every language: the others are walked in the long run.
@pytest.mark.parametrize(
    "slug", [pytest.param(each, marks=() if each == "en" else pytest.mark.long) for each in LANGUAGES]
)
def test_a_person_is_found_in_the_same_place(look: Looking, slug: str) -> None:
    places = {kind: looks["person"] for kind, looks in look(slug).items()}
    first = next(iter(places.values()))
    assert first[:3] == ["after the page", "before the foot", "1 way"]
    assert {kind: place for kind, place in places.items() if place != first} == {}


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.name)
def test_axe_finds_nothing(seen: dict[str, Seen], kind: Kind) -> None:
    assert seen[kind.name].axe == []


@pytest.mark.parametrize("kind", [*QUESTIONS, *OWN[-1:]], ids=lambda kind: kind.name)
def test_tab_goes_through_the_page_in_order_and_one_sees_where_one_is(own: Visitor, kind: Kind) -> None:
    own.see(kind, _slug_of(kind))
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
