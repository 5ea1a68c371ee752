"""Somebody who fills in a form: finds everything by what it is called, and sees it as the page shows it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import Browser, Download, Locator, Page, expect

from tests.browser.places import LANGUAGES
from tests.browser.visitors import visiting
from tests.halls import Hall
from tests.journeys.pictures import take

SMALL = {"width": 320, "height": 640}


@dataclass(frozen=True, slots=True)
class Words:
    """What the buttons and links of a form are called in one language."""

    start: str
    sign_in: str
    go_on: str
    back: str
    later: str
    change: str
    check: str
    error: str
    parts: tuple[str, str, str]


WORDS = {
    "en": Words(
        "Start now",
        "Sign in",
        "Continue",
        "Back",
        "Save and come back later",
        "Change",
        "Check your answers",
        "Error:",
        ("Year", "Month", "Day"),
    ),
    "zh-hant": Words(
        "立即辦理", "登入", "繼續", "返回", "儲存，稍後繼續", "更改", "核對資料", "錯誤：", ("年", "月", "日")
    ),
    "zh-hans": Words(
        "立即办理", "登录", "继续", "返回", "保存，稍后继续", "修改", "核对信息", "错误：", ("年", "月", "日")
    ),
}


@dataclass
class Writer:
    """One person at one window, in one language at a time."""

    page: Page
    hall: Hall
    slug: str
    pictures: Path
    walk: str
    scripts: bool
    seen: int = field(default=0, init=False)

    @property
    def words(self) -> Words:
        """What things are called in the language that is read now."""
        return WORDS[self.slug]

    def open(self, path: str) -> None:
        """Go to an address below the language."""
        self.page.goto(f"{self.hall.url}/{self.slug}/{path}")

    def at(self, title: str) -> None:
        """Stand in front of a page with this title, which is that of the window too, and look at it."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(_perhaps_optional(title))
        assert self.page.locator("html").get_attribute("lang") == LANGUAGES[self.slug]
        assert self.page.title().removeprefix(self.words.error).strip().startswith(title)
        self.seen += 1
        take(self.page, self.pictures / f"{self.walk}-{self.seen:02}.png")

    def press(self, words: str, *, exact: bool = True) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=words, exact=exact).click()

    def follow(self, words: str, *, exact: bool = True) -> None:
        """Follow the first link of this name on the page."""
        self.page.get_by_role("main").get_by_role("link", name=words, exact=exact).first.click()

    def go_on(self) -> None:
        """Press the main button of a page of questions."""
        self.press(self.words.go_on)

    def back(self) -> None:
        """Go one step back by what stands at the top: a link, or a button where something is sent along."""
        self.page.locator(".step-back").locator("a, button").filter(has_text=self.words.back).click()

    def box(self, label: str) -> Locator:
        """Return the box of this name."""
        return self.page.get_by_role("textbox", name=_perhaps_optional(label))

    def write(self, question: str, words: str) -> None:
        """Answer a question by typing, and send it with Enter."""
        self.at(question)
        self.box(question).fill(words)
        self.box(question).press("Enter")

    def choose(self, question: str, answer: str) -> None:
        """Choose an answer by keyboard, and go on."""
        self.at(question)
        self.tick("radio", answer)
        self.go_on()

    def tick(self, role: str, answer: str) -> None:
        """Mark one answer, as a keyboard does."""
        box = self.page.get_by_role(role, name=answer, exact=True)  # type: ignore[arg-type]
        box.press("Space")
        expect(box).to_be_checked()

    def date(self, question: str, day: date) -> None:
        """Fill in the three boxes of a date, and go on."""
        self.at(question)
        self.fill_date(str(day.year), str(day.month), str(day.day))
        self.go_on()

    def fill_date(self, *parts: str) -> None:
        """Fill in year, month and day as they are typed."""
        for label, words in zip(self.words.parts, parts, strict=True):
            self.page.get_by_role("textbox", name=label, exact=True).fill(words)

    def send(self, question: str, name: str, content: bytes) -> None:
        """Send a file from this device, and go on."""
        self.at(question)
        self.page.get_by_label(re.compile(rf"^{re.escape(question)}")).set_input_files(
            {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        )
        self.go_on()

    def switch(self, slug: str, name: str) -> None:
        """Read on in another language."""
        self.page.get_by_role("navigation").get_by_role("button", name=name).click()
        self.slug = slug

    def is_told(self, sentence: str) -> None:
        """Read what has to be changed: on top, where the focus is, and beside the field, in the same words."""
        expect(self.page).to_have_title(re.compile(rf"^{re.escape(self.words.error)}"))
        summary = self.page.get_by_role("group").filter(has=self.page.get_by_role("link", name=sentence)).first
        expect(summary).to_be_focused()
        beside = self.page.locator(".field__error").first
        expect(beside).to_have_text(re.compile(rf"{re.escape(sentence)}$"))
        summary.get_by_role("link", name=sentence).click()
        assert self.page.evaluate("document.activeElement.matches('input, select, textarea, fieldset')")

    def sign_in(self, person: str) -> None:
        """Choose who to be, on the page of a demonstration; most people there are folded away."""
        button = self.page.locator("button").filter(has_text=person)
        folded = self.page.locator("details:not([open])").filter(has=button)
        while folded.count():
            folded.first.locator("> summary").click()
        button.click()

    def answer_to(self, question: str) -> Locator:
        """Return the row of a question on the page of all answers."""
        term = self.page.get_by_role("term").filter(has_text=_perhaps_optional(question))
        return self.page.locator("dl > div").filter(has=term)

    def keep(self, words: str) -> Path:
        """Keep what a link offers as a file."""
        with self.page.expect_download() as waiting:
            self.follow(words)
        download: Download = waiting.value
        path = self.pictures / download.suggested_filename
        download.save_as(path)
        return path


def _perhaps_optional(label: str) -> re.Pattern[str]:
    """Return what finds a label; “(optional)” may follow it."""
    return re.compile(rf"^\s*{re.escape(label)}\s*([(（](optional|選填|选填)[)）])?\s*$")


@contextmanager
def writing(  # noqa: PLR0913 - who, where, how, and where their pictures go
    browser: Browser, hall: Hall, slug: str, pictures: Path, walk: str, *, scripts: bool, small: bool = False
) -> Iterator[Writer]:
    """Open a window for somebody; no visit leaves the machine, breaks a policy or logs an error."""
    size = {"viewport": SMALL} if small else {}
    with visiting(browser, hall, java_script_enabled=scripts, **size) as visitor:
        name = f"{walk}-{'with' if scripts else 'without'}-scripts"
        yield Writer(visitor.page, hall, slug, pictures, name, scripts)
