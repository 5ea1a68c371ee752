"""Somebody wants to renew a dog licence, knows no department, and is there within three presses."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.places import DOG, LANGUAGES
from tests.browser.visitors import visiting
from tests.halls import Hall
from tests.journeys.pictures import take

pytestmark = pytest.mark.browser

MOST_PRESSES = 3


@dataclass(frozen=True, slots=True)
class Words:
    """What a reader of one language types and looks for."""

    typed: str
    event: str
    service: str


WORDS = {
    "en": Words("renew my dog licence", "Leisure and culture", "Dog licence and microchip"),
    "zh-hant": Words("狗牌續期", "康樂及文化", "狗隻牌照及晶片"),
    "zh-hans": Words("狗证续期", "休闲和文化", "犬只牌照及芯片"),
}


@dataclass(slots=True)
class Walker:
    """Somebody who counts their presses and takes a picture after each."""

    page: Page
    pictures: Path
    walk: str
    presses: int = field(default=0, init=False)

    def click(self, target: Locator) -> None:
        """Press something on the page."""
        before = self.page.url
        target.click()
        self._pressed(before)

    def enter(self, target: Locator, words: str) -> None:
        """Type words as a person does, and press Enter."""
        before = self.page.url
        target.click()
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")
        self._pressed(before)

    def _pressed(self, before: str) -> None:
        self.page.wait_for_url(lambda url: url != before)
        self.presses += 1
        take(self.page, self.pictures / f"{self.walk}-{self.presses}.png")


@pytest.fixture
def page(browser: Browser, hall: Hall, *, scripts: bool) -> Iterator[Page]:
    """Return a window of somebody's own."""
    with visiting(browser, hall, java_script_enabled=scripts) as visitor:
        yield visitor.page


@pytest.mark.parametrize("slug", LANGUAGES)
def test_by_everyday_words(page: Page, hall: Hall, slug: str, pictures: Path) -> None:
    walker = Walker(page, pictures, f"dog-licence-words-{slug}")
    page.goto(f"{hall.url}/{slug}/")
    walker.enter(page.get_by_role("searchbox"), WORDS[slug].typed)
    first = page.locator("main .card__name a").first
    assert first.inner_text() == WORDS[slug].service
    walker.click(first)
    _has_arrived(walker, hall, slug)


@pytest.mark.parametrize("slug", LANGUAGES)
def test_by_what_happens_in_life(page: Page, hall: Hall, slug: str, pictures: Path) -> None:
    walker = Walker(page, pictures, f"dog-licence-life-{slug}")
    page.goto(f"{hall.url}/{slug}/")
    for words in (WORDS[slug].event, WORDS[slug].service):
        walker.click(page.get_by_role("main").get_by_role("link", name=words, exact=True))
    _has_arrived(walker, hall, slug)


def _has_arrived(walker: Walker, hall: Hall, slug: str) -> None:
    """What the walk was for is there: what it costs, how long it takes, which papers, and somebody to call."""
    page = walker.page
    assert walker.presses <= MOST_PRESSES
    assert page.url == f"{hall.url}/{slug}/services/{DOG}/"
    assert page.locator("html").get_attribute("lang") == LANGUAGES[slug]
    assert page.locator("h1").inner_text() == WORDS[slug].service
    assert page.title().startswith(WORDS[slug].service)
    expect(page.locator("main .glance")).to_contain_text("HK$80")
    expect(page.locator("section[aria-labelledby=cost]")).to_contain_text("HK$80")
    for part in ("section[aria-labelledby=time] p", "section[aria-labelledby=need] .needs li"):
        expect(page.locator(part).first).to_be_visible()
        assert page.locator(part).first.inner_text().strip()
    expect(page.locator("#person a[href='tel:1823']")).to_be_visible()
