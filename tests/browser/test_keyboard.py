"""Everything can be reached by keyboard, in the order of the page, and one always sees where one is."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.places import DOG
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

PLACES = ["", f"services/{DOG}/", "search/?q=dog+licence"]
SCREENS: dict[str, dict[str, Any]] = {
    "wide": {},
    "magnified": {"viewport": {"width": 320, "height": 256}},
    "dark": {"color_scheme": "dark"},
    "own colours": {"forced_colors": "active"},
}


def _walk(visitor: Visitor) -> list[dict[str, Any]]:
    """Press Tab from the start of the page until it has no more stops; return what was met."""
    met = []
    for _ in visitor.measure("stops"):
        visitor.page.keyboard.press("Tab")
        met.append(visitor.measure("focused"))
    return met


@pytest.mark.parametrize("slug", ["en", "zh-hant"])
@pytest.mark.parametrize("place", PLACES, ids=["home", "service", "search"])
def test_tab_goes_through_the_page_in_order(visitor: Visitor, slug: str, place: str) -> None:
    page = visitor.open(f"/{slug}/{place}")
    names = visitor.measure("stops")
    met = _walk(visitor)
    assert [stop["name"] for stop in met] == names
    page.keyboard.press("Tab")
    assert visitor.measure("focused")["number"] in {-1, 0}, "there is a way out after the last"
    for part in (".skip", "header .languages a", "[role=search] input", "main a", "#person a", "footer a"):
        assert set(visitor.measure("visible", part)) & set(names), part


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("place", PLACES, ids=["home", "service", "search"])
def test_one_always_sees_where_one_is(browser: Browser, hall: Hall, screen: str, place: str) -> None:
    with visiting(browser, hall, **SCREENS[screen]) as visitor:
        visitor.open(f"/en/{place}")
        assert visitor.measure("outlined") == [], "nothing looks focused before it is"
        faults = [
            stop
            for stop in _walk(visitor)
            if not (stop["outline"] >= 2 and stop["contrast"] >= 3 and stop["isInView"] and stop["isOnTop"])
        ]
    assert faults == []


def test_the_first_stop_leads_past_the_head(visitor: Visitor) -> None:
    page = visitor.open("/en/services/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("main a").first).to_be_focused()


def test_what_is_closed_opens_by_keyboard(visitor: Visitor) -> None:
    page = visitor.open(f"/en/services/{DOG}/")
    summary = page.locator("main summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator("main details .asks__label").first).to_be_visible()
    page.keyboard.press("Space")
    expect(page.locator("main details .asks__label").first).to_be_hidden()
