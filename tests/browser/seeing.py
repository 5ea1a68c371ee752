"""A page looked at once, in every way: on a phone, on larger screens, in all colours, on paper, and by axe."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pytest
from playwright.sync_api import Page

from tests.browser import test_accessibility
from tests.browser.places import LANGUAGES, Kind, turn_of
from tests.browser.test_layout import EVERY, SCREENS, Found, Look, in_usual_lights, look_at, look_at_open, only
from tests.browser.visitors import Visitor

SLUGS = tuple(LANGUAGES)


class Seen(NamedTuple):
    """What was found on one page."""

    on_a_phone: dict[str, list[str]]
    in_large: dict[str, list[str]]
    axe: list[str]


class Looks(NamedTuple):
    """What is looked for: on a phone, in large, and at which widths beside these whether there is room."""

    on_a_phone: dict[str, Look]
    in_large: dict[str, Look]
    widths: Sequence[int]


def see(visitor: Visitor, kind: Kind, slug: str, looks: Looks) -> Seen:
    """Open a page once and look at it in every way."""
    page = visitor.see(kind, slug)
    page.set_viewport_size(SCREENS["narrow"]["viewport"])
    on_a_phone = look_at_open(visitor, looks.on_a_phone)
    page.set_viewport_size(SCREENS["wide"]["viewport"])
    in_large = look_at_open(visitor, looks.in_large)
    axe = test_accessibility.look_through(page)
    for width in looks.widths:
        page.set_viewport_size({"width": width, "height": 900})
        in_large[f"too wide at {width}"] = visitor.measure("tooWide")
    return Seen(on_a_phone, in_large, axe)


class Pages:
    """Many kinds of pages: each seen in one language in every way, and in others on a phone as they are asked for."""

    def __init__(self, visitor: Visitor, kinds: Sequence[Kind], looks: Looks) -> None:
        self._visitor, self._kinds, self._looks = visitor, kinds, looks
        self._in_all = dict[str, Found]()
        self.seen = {kind.name: see(visitor, kind, self.slug_of(kind), self._looks_at(kind)) for kind in kinds}

    def _looks_at(self, kind: Kind) -> Looks:
        """Return what to look for: paper and the reader's own colours on some of the pages."""
        if self._kinds.index(kind) % EVERY == 0:
            return self._looks
        return self._looks._replace(in_large=in_usual_lights(self._looks.in_large))

    def slug_of(self, kind: Kind) -> str:
        """Return the language in which a page is seen where one has to do."""
        return turn_of(self._kinds.index(kind))

    @property
    def on_paper(self) -> Found:
        """What was found on larger screens of those pages that were looked at on paper too."""
        return {name: looks for name, looks in self.in_large.items() if "titles on paper" in looks}

    @property
    def in_large(self) -> Found:
        """What was found on larger screens."""
        return {name: each.in_large for name, each in self.seen.items()}

    def on_a_phone(self, slug: str) -> Found:
        """Return what was found on the pages that were seen in a language."""
        own = (kind for kind in self._kinds if self.slug_of(kind) == slug)
        return {kind.name: self.seen[kind.name].on_a_phone for kind in own}

    def all_on_a_phone(self, slug: str) -> Found:
        """Return what is found on all pages in a language."""
        if slug not in self._in_all:
            rest = [kind for kind in self._kinds if self.slug_of(kind) != slug]
            self._visitor.page.set_viewport_size(SCREENS["narrow"]["viewport"])
            found = {kind.name: look_at(self._visitor, kind, slug, self._looks.on_a_phone) for kind in rest}
            self._visitor.page.set_viewport_size(SCREENS["wide"]["viewport"])
            self._in_all[slug] = found | self.on_a_phone(slug)
        return self._in_all[slug]


def faults_of(visitor: Visitor, page: Page, looks: Mapping[str, dict[str, Look]]) -> list[str]:
    """Return what axe and ``looks`` (by the name of a screen) find on the page that is open."""
    found = test_accessibility.look_through(page)
    for screen, asked in looks.items():
        page.set_viewport_size(SCREENS[screen]["viewport"])
        found += [f"{look}: {fault}" for look, faults in look_at_open(visitor, asked).items() for fault in faults]
    return found


def without_room(found: Found) -> Found:
    """Return what has no room on a phone, by what was looked for: empty when everything has."""
    return {name: faults for name in ("too wide", "torn", "small", "low") if (faults := only(found, name))}


def in_its_turn(number: int, page: object) -> object:
    """Return a test's page of a list in which each place comes in every language, one after the other.

    Each place is looked at in the language whose turn it is: the long run looks at all.
    """
    place, language = divmod(number, len(SLUGS))
    marks = () if SLUGS[language] == turn_of(place) else pytest.mark.long
    return pytest.param(page, marks=marks, id=getattr(page, "name", None))
