"""Every kind of page on every kind of screen: narrow, magnified, dark, in the reader's own colours, on paper."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.browser.places import KINDS, LANGUAGES, MAIN, SHOWCASE, Kind, turn_of
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

#: The narrow one is a window of 1,280 by 1,024 at four times the size: no wider than a small phone, and lower.
SCREENS: dict[str, dict[str, ViewportSize]] = {
    "wide": {"viewport": {"width": 1280, "height": 800}},
    "narrow": {"viewport": {"width": 320, "height": 256}},
}
READABLE = 4.5
WRITTEN = ":is(main :is(h1, h2, h3, p, dt, dd, li, td), #person, .lintel__demo):not(nav *, form *)"
SCREEN = {"media": "screen", "color_scheme": "light", "forced_colors": "none"}


class Look(NamedTuple):
    """What to look for: how the page is shown, a question of `measures.js` and what it is given."""

    shown: dict[str, str]
    question: str
    given: object = None


#: Whatever depends on the size of the screen.
SIZES = {
    "too wide": Look({}, "tooWide"),
    "torn": Look({}, "torn"),
    "small": Look({}, "smallTargets", 24),
    "low": Look({}, "lowActs", 44),
    "person": Look({}, "person"),
}
COLOURS_AND_PAPER = {
    "faint": Look({}, "faint", READABLE),
    "faint in the dark": Look({"color_scheme": "dark"}, "faint", READABLE),
    "bright in the dark": Look({"color_scheme": "dark"}, "brightPlaces", 0.2),
    "faint in own colours": Look({"forced_colors": "active"}, "faint", READABLE),
    "faint in own dark colours": Look({"forced_colors": "active", "color_scheme": "dark"}, "faint", READABLE),
    "furniture on paper": Look({"media": "print"}, "visible", "nav, [role=search], .skip, .button"),
    "missing on paper": Look({"media": "print"}, "hidden", WRITTEN),
    "titles on paper": Look({"media": "print"}, "visible", "h1"),
    "faint on paper": Look({"media": "print"}, "faint", READABLE),
    "faint on paper from a dark screen": Look({"media": "print", "color_scheme": "dark"}, "faint", READABLE),
}
_USUAL_LIGHTS: tuple[dict[str, str], ...] = ({}, {"color_scheme": "dark"})
#: Paper and the reader's own colours are looked at on so many of the pages: all are made of the same pieces, and `/ui/`
#: shows each piece in every light.
EVERY = 3
Found = dict[str, dict[str, list[str]]]
Looking = Callable[[str, str], Found]

in_every_language = pytest.mark.parametrize("slug", LANGUAGES)
on_every_screen = pytest.mark.parametrize("screen", SCREENS)


@pytest.fixture(scope="module")
def look(browser: Browser, hall: Hall) -> Looking:
    """Look at pages of a language on all screens: each is opened once, whatever is looked for."""

    @cache
    def opened(slug: str) -> dict[str, Found]:
        found: dict[str, Found] = {screen: {} for screen in SCREENS}
        with visiting(browser, hall) as visitor:
            for kind in seen_in(slug):
                visitor.see(kind, slug)
                for screen, looks in looks_at(kind).items():
                    visitor.page.set_viewport_size(SCREENS[screen]["viewport"])
                    found[screen][kind.name] = look_at_open(visitor, looks)
        return found

    return lambda slug, screen: opened(slug)[screen]


def seen_in(slug: str) -> Iterator[Kind]:
    """Yield the pages that are looked at in a language: the main ones in all, each other one in its turn.

    The page of components is one page for all languages.
    """
    yield from (kind for number, kind in enumerate(KINDS) if kind in MAIN or turn_of(number) == slug)
    if slug == "en":
        yield SHOWCASE


def looks_at(kind: Kind) -> dict[str, dict[str, Look]]:
    """Return what to look for on each screen."""
    is_in_every_light = kind in MAIN or kind is SHOWCASE or KINDS.index(kind) % EVERY == 0
    wide = SIZES | COLOURS_AND_PAPER
    return {"wide": wide if is_in_every_light else in_usual_lights(wide), "narrow": SIZES}


def in_usual_lights(looks: dict[str, Look]) -> dict[str, Look]:
    """Return what to look for on a screen, light and dark."""
    return {name: look for name, look in looks.items() if look.shown in _USUAL_LIGHTS}


def look_at(visitor: Visitor, kind: Kind, slug: str, looks: dict[str, Look]) -> dict[str, list[str]]:
    """Open a page and look at it."""
    visitor.see(kind, slug)
    return look_at_open(visitor, looks)


def look_at_open(visitor: Visitor, looks: dict[str, Look]) -> dict[str, list[str]]:
    """Look at the page that is open; whatever is asked of it in the same light is asked at once."""
    lights = defaultdict[tuple[tuple[str, str], ...], dict[str, Look]](dict)
    for name, each in looks.items():
        lights[tuple(each.shown.items())][name] = each
    found: dict[str, list[str]] = {}
    for shown, asked in lights.items():
        if shown:  # a page is opened in the usual light, and left in it
            visitor.page.emulate_media(**{**SCREEN, **dict(shown)})  # type: ignore[arg-type]
        questions = [(each.question, [each.given]) for each in asked.values()]
        found |= zip(asked, visitor.measure_all(questions), strict=True)
    if any(lights):
        visitor.page.emulate_media(**SCREEN)  # type: ignore[arg-type]
    return found


def only(found: Found, name: str) -> dict[str, list[str]]:
    return {kind: looks[name] for kind, looks in found.items() if looks.get(name)}


@on_every_screen
@in_every_language
def test_everything_has_room(look: Looking, slug: str, screen: str) -> None:
    assert only(look(slug, screen), "too wide") == {}
    assert only(look(slug, screen), "torn") == {}


@pytest.mark.long
@in_every_language
def test_everything_has_room_in_every_language(browser: Browser, hall: Hall, slug: str) -> None:
    with visiting(browser, hall, **SCREENS["narrow"]) as visitor:
        found = {kind.name: look_at(visitor, kind, slug, SIZES) for kind in KINDS}
    for name in ("too wide", "torn", "small", "low"):
        assert only(found, name) == {}, name


@on_every_screen
@in_every_language
def test_what_can_be_pressed_is_large_enough(look: Looking, slug: str, screen: str) -> None:
    assert only(look(slug, screen), "small") == {}


@in_every_language
def test_main_acts_are_a_thumb_high_on_a_phone(look: Looking, slug: str) -> None:
    found = only(look(slug, "narrow"), "low")
    found.pop(SHOWCASE.name, None)  # choices are pressed by their label there, which is higher than the box
    assert found == {}


@pytest.mark.parametrize("shown", [name for name in COLOURS_AND_PAPER if name.startswith("faint")])
@in_every_language
def test_text_is_readable_in_all_colours(look: Looking, slug: str, shown: str) -> None:
    assert only(look(slug, "wide"), shown) == {}


def test_the_dark_theme_is_dark(look: Looking, visitor: Visitor) -> None:
    found = [only(look(slug, "wide"), "bright in the dark") for slug in LANGUAGES]
    lit = {place for kinds in found for places in kinds.values() for place in places}
    # A code is dark on white in every light: else no wallet reads it; a wide button is as light as a narrow one.
    codes = ("wallet__square", "paying__code", "<svg>", 'class="button"')
    lit = {place for place in lit if not any(each in place for each in codes)}
    assert all("seek__row" in place for place in lit), f"only the search box in the dark head of a page is lit: {lit}"
    page = visitor.open("/en/")
    assert visitor.measure("brightness") > 0.8
    page.emulate_media(color_scheme="dark")
    assert visitor.measure("brightness") < 0.05


@in_every_language
def test_paper_shows_the_page_and_not_the_ways_around_it(look: Looking, slug: str) -> None:
    found = look(slug, "wide")
    assert only(found, "furniture on paper") == {}
    assert only(found, "missing on paper") == {}
    titles = [looks["titles on paper"] for looks in found.values() if "titles on paper" in looks]
    assert len(titles) >= len(MAIN)
    assert all(len(each) == 1 for each in titles)


@on_every_screen
@in_every_language
def test_a_person_is_found_in_the_same_place(look: Looking, slug: str, screen: str) -> None:
    """After the page and before the foot of it, of the same shape, with the same number; the way there is the same."""
    places = {kind: looks["person"] for kind, looks in look(slug, screen).items() if kind != SHOWCASE.name}
    assert places["home"][:3] == ["after the page", "before the foot", "1 way"]
    assert {kind: place for kind, place in places.items() if place != places["home"]} == {}


@pytest.mark.parametrize("slug", [slug for slug in LANGUAGES if slug != "en"])
def test_the_language_switch_keeps_the_place(visitor: Visitor, slug: str) -> None:
    for kind in MAIN:
        page = visitor.see(kind, "en")
        page.locator(f"header a[hreflang='{LANGUAGES[slug]}']").click()
        assert page.url == visitor.hall.url + kind.path(slug)
        assert page.locator("html").get_attribute("lang") == LANGUAGES[slug]
        page.locator("header a[hreflang='en']").click()
        assert page.url == visitor.hall.url + kind.path("en")
