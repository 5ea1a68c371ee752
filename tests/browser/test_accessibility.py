"""axe-core finds nothing on any kind of page, in light and in dark, in any language."""

from collections.abc import Iterator
from importlib.resources import files
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.places import KINDS, LANGUAGES, MAIN, SHOWCASE, Kind, turn_of
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
#: WCAG 2.0 to 2.2, levels A and AA, and what is good practice besides.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SLUGS = list(LANGUAGES)
Rules = dict[str, dict[str, bool]]
THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: All that can change when only colours do. Most of axe's time goes into these, and `measures.js` looks at the contrast
#: of every page too, in more lights than axe: so axe does it on the main pages, and on all in the long run.
COLOURS = ["color-contrast", "link-in-text-block"]
WITHOUT_COLOURS = {"color-contrast": {"enabled": False}}
#: The page of components shows the same piece once in each language, side by side: its parts have equal names.
OFF: dict[Kind, Rules] = {SHOWCASE: {"landmark-unique": {"enabled": False}}}


def _long_but_for_main(kind: Kind) -> object:
    return pytest.param(kind, marks=() if kind in MAIN else pytest.mark.long, id=kind.name)


@pytest.fixture(scope="module")
def somebody(browser: Browser, hall: Hall) -> Iterator[Visitor]:
    with visiting(browser, hall) as visitor:
        yield visitor


@pytest.mark.parametrize("kind", [*KINDS, SHOWCASE], ids=lambda kind: kind.name)
def test_axe_finds_nothing(somebody: Visitor, kind: Kind) -> None:
    found = {slug: look_through(somebody.see(kind, slug), OFF.get(kind)) for slug in _languages(kind)}
    assert {slug: told for slug, told in found.items() if told} == {}


@pytest.mark.parametrize("kind", [_long_but_for_main(kind) for kind in (*KINDS, SHOWCASE)])
def test_axe_finds_no_faint_colour(somebody: Visitor, kind: Kind) -> None:
    assert faint_to_axe(somebody.see(kind, _languages(kind)[0])) == []


def _languages(kind: Kind) -> list[str]:
    """Return every language for the main pages; the others differ in words only: there the one whose turn it is."""
    if kind is SHOWCASE:
        return ["en"]
    return SLUGS if kind in MAIN else [turn_of(KINDS.index(kind))]


def look_through(page: Page, off: Rules | None = None) -> list[str]:
    """Return what axe finds on the page that is open, but for colours."""
    page.evaluate(AXE)
    return faults(page, RULES, WITHOUT_COLOURS | (off or {}))


def faint_to_axe(page: Page) -> list[str]:
    """Return which colours of the page that is open axe finds too faint, in light and in dark."""
    page.evaluate(AXE)
    found = []
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        found += [f"{theme}: {fault}" for fault in faults(page, COLOURS, {})]
    page.emulate_media(color_scheme="light")
    return found


def faults(page: Page, rules: list[str], off: Rules) -> list[str]:
    options = {"runOnly": rules, "resultTypes": ["violations"], "rules": off}
    violations = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in violations for node in rule["nodes"]]
