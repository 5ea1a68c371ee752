"""The hall without scripts, and without a line."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import halls
from tests.browser.places import DOG, KINDS, LANGUAGES
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser


def _headings(page: Page) -> list[str]:
    return page.locator("h1, h2, h3").all_inner_texts()


def test_a_page_says_the_same_without_scripts(browser: Browser, hall: Hall) -> None:
    with (
        visiting(browser, hall) as with_scripts,
        visiting(browser, hall, java_script_enabled=False) as without,
    ):
        for kind in KINDS:
            assert _headings(with_scripts.see(kind, "en")) == _headings(without.see(kind, "en")), kind.name


@pytest.mark.parametrize("slug", LANGUAGES)
def test_everything_works_without_scripts(browser: Browser, hall: Hall, slug: str) -> None:
    with visiting(browser, hall, java_script_enabled=False) as visitor:
        page = visitor.open(f"/{slug}/")
        page.get_by_role("searchbox").fill("licence")
        page.get_by_role("searchbox").press("Enter")
        first = page.locator("main .card__name").first.inner_text()
        page.locator("main a[rel=next]").click()
        assert page.url.endswith("page=2")
        assert page.locator("main .card__name").first.inner_text() != first
        page.locator("main .card__name a").first.click()
        expect(page.locator("main .glance")).to_be_visible()
        page.locator("header a[href='#person']").click()
        expect(page.locator("#person")).to_be_in_viewport()
        _opens_without_scripts(visitor, slug)


def _opens_without_scripts(visitor: Visitor, slug: str) -> None:
    page = visitor.open(f"/{slug}/services/{DOG}/")
    label = page.locator("main details .asks__label").first
    expect(label).to_be_hidden()
    page.locator("main summary").first.click()
    expect(label).to_be_visible()


@pytest.mark.parametrize(("slug", "place"), [("zh-hant", f"services/{DOG}/"), ("zh-hans", "services/"), ("en", "")])
def test_a_page_is_shown_when_the_line_is_cut(browser: Browser, hall: Hall, slug: str, place: str) -> None:
    """The line is cut for real: the hall is closed. The page comes from what the browser kept on an earlier visit."""
    with visiting(browser, hall, service_workers="allow") as visitor:
        with halls.serving(hall.home) as own:
            visitor.hall = own
            page = visitor.open("/en/")
            page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.goto(f"{own.url}/{slug}/{place}")
        assert page.locator("html").get_attribute("lang") == LANGUAGES[slug]
        assert page.locator("h1").inner_text() == _title_of(hall, slug)
        expect(page.locator("#person a[href^='tel:']")).to_be_visible()
        assert visitor.measure("brightness") > 0.8, "the stylesheet is there too"
        visitor.faults.clear()  # the browser complains of the line, rightly


def _title_of(hall: Hall, slug: str) -> str:
    return hall.get(f"/{slug}/offline/").text.partition("<h1>")[2].partition("</h1>")[0]
