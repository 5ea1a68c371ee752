"""Every kind of page on every kind of screen: narrow, magnified, dark, in the reader's own colours, on paper."""

from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.places import KINDS, LANGUAGES, MAIN, SHOWCASE, Kind
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

#: 320 CSS pixels: a small phone, and a window of 1,280 by 1,024 at four times the size.
NARROW = {"viewport": {"width": 320, "height": 640}}
MAGNIFIED = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 4}
READABLE = 4.5
in_every_language = pytest.mark.parametrize("slug", LANGUAGES)


def _everywhere(
    visitor: Visitor, slug: str, question: str, *given: object, kinds: Sequence[Kind] = (*KINDS, SHOWCASE)
) -> list[str]:
    """Ask a question of `measures.js` about every kind of page; return the faults with their page."""
    faults = []
    for kind in kinds:
        visitor.see(kind, slug)
        faults += [f"{kind.name}: {fault}" for fault in visitor.measure(question, *given)]
    return faults


@pytest.mark.parametrize("screen", [NARROW, MAGNIFIED], ids=["narrow", "magnified"])
@in_every_language
def test_nothing_is_wider_than_a_narrow_screen(browser: Browser, hall: Hall, slug: str, screen: dict[str, Any]) -> None:
    with visiting(browser, hall, **screen) as visitor:
        assert _everywhere(visitor, slug, "tooWide") == []


@in_every_language
def test_nothing_is_wider_than_a_wide_screen(visitor: Visitor, slug: str) -> None:
    assert _everywhere(visitor, slug, "tooWide") == []


@pytest.mark.parametrize("screen", [{}, NARROW], ids=["wide", "narrow"])
@in_every_language
def test_what_can_be_pressed_is_large_enough(browser: Browser, hall: Hall, slug: str, screen: dict[str, Any]) -> None:
    with visiting(browser, hall, **screen) as visitor:
        assert _everywhere(visitor, slug, "smallTargets", 24) == []


@in_every_language
def test_main_acts_are_a_thumb_high_on_a_phone(browser: Browser, hall: Hall, slug: str) -> None:
    with visiting(browser, hall, **NARROW, has_touch=True) as visitor:
        assert _everywhere(visitor, slug, "lowActs", 44, kinds=KINDS) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@in_every_language
def test_text_is_readable_in_both_themes(browser: Browser, hall: Hall, slug: str, theme: str) -> None:
    with visiting(browser, hall, color_scheme=theme) as visitor:
        assert _everywhere(visitor, slug, "faint", READABLE) == []


def test_the_dark_theme_is_dark(browser: Browser, hall: Hall) -> None:
    with visiting(browser, hall, color_scheme="dark") as visitor:
        # The search box of the home page is a lit field on purpose: it is the one thing to find there.
        lit = [fault for fault in _everywhere(visitor, "en", "brightPlaces", 0.2) if "seek__row" not in fault]
        assert lit == []
        assert visitor.measure("brightness") < 0.05
    with visiting(browser, hall, color_scheme="light") as visitor:
        visitor.open("/en/")
        assert visitor.measure("brightness") > 0.8


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_in_the_readers_own_colours(browser: Browser, hall: Hall, theme: str) -> None:
    with visiting(browser, hall, forced_colors="active", color_scheme=theme) as visitor:
        assert _everywhere(visitor, "zh-hant", "faint", READABLE) == []


@in_every_language
def test_paper_shows_the_page_and_not_the_ways_around_it(visitor: Visitor, slug: str) -> None:
    visitor.page.emulate_media(media="print")
    assert _everywhere(visitor, slug, "visible", "nav, [role=search], .skip, .button") == []
    for kind in KINDS:
        visitor.see(kind, slug)
        assert len(visitor.measure("visible", "h1")) == 1, kind.name
        written = "main :is(h1, h2, h3, p, dt, dd, li, td), #person, .lintel__demo"
        assert visitor.measure("hidden", f":is({written}):not(nav *, form *)") == [], kind.name


@pytest.mark.parametrize("screen", [{}, NARROW], ids=["wide", "narrow"])
@in_every_language
def test_a_person_is_found_in_the_same_place(browser: Browser, hall: Hall, slug: str, screen: dict[str, Any]) -> None:
    """After the page and before the foot of it, of the same shape, with the same number; the way there is the same."""
    with visiting(browser, hall, **screen) as visitor:
        places = {kind.name: _person(visitor, kind, slug) for kind in KINDS}
    assert len(set(places.values())) == 1, places


def _person(visitor: Visitor, kind: Kind, slug: str) -> tuple[object, ...]:
    page = visitor.see(kind, slug)
    panel, foot, main = (visitor.measure("box", each) for each in ("#person", "footer", "main"))
    assert panel["y"] == pytest.approx(main["y"] + main["height"], abs=1), kind.name
    assert foot["y"] == pytest.approx(panel["y"] + panel["height"], abs=1), kind.name
    assert page.locator("header a[href='#person']").count() == 1, kind.name
    return panel["x"], panel["width"], panel["height"], page.locator("#person a").get_attribute("href")


@pytest.mark.parametrize("slug", [slug for slug in LANGUAGES if slug != "en"])
def test_the_language_switch_keeps_the_place(visitor: Visitor, slug: str) -> None:
    for kind in MAIN:
        page = visitor.see(kind, "en")
        page.locator(f"header a[hreflang='{LANGUAGES[slug]}']").click()
        assert page.url == visitor.hall.url + kind.path(slug)
        assert page.locator("html").get_attribute("lang") == LANGUAGES[slug]
        page.locator("header a[hreflang='en']").click()
        assert page.url == visitor.hall.url + kind.path("en")
