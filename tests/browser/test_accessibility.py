"""axe-core finds nothing on any kind of page, in light and in dark, in any language."""

from importlib.resources import files

import pytest
from playwright.sync_api import Page

from tests.browser.places import KINDS, LANGUAGES, SHOWCASE, Kind
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
#: WCAG 2.0 to 2.2, levels A and AA, and what is good practice besides.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: The page of components shows the same piece once in each language, side by side: its parts have equal names.
OFF = {SHOWCASE: {"landmark-unique": {"enabled": False}}}


@pytest.mark.parametrize("kind", (*KINDS, SHOWCASE), ids=lambda kind: kind.name)
def test_axe_finds_nothing(visitor: Visitor, kind: Kind) -> None:
    found = []
    for slug in LANGUAGES if kind is not SHOWCASE else ("en",):
        page = visitor.see(kind, slug)
        page.evaluate(AXE)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            found += [f"{slug}, {theme}: {fault}" for fault in _faults(page, kind)]
    assert found == []


def _faults(page: Page, kind: Kind) -> list[str]:
    options = {"runOnly": RULES, "resultTypes": ["violations"], "rules": OFF.get(kind, {})}
    violations = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in violations for node in rule["nodes"]]
