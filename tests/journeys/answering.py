"""Somebody who knows their answers: fills in whatever each page asks, until there is nothing more to ask."""

import re
from collections.abc import Mapping
from datetime import date

from playwright.sync_api import Locator, expect

from openhall.blocks.documents.tests import samples
from tests.journeys.writers import Writer

_MOST_PAGES = 60


def answer_all(writer: Writer, answers: Mapping[str, str | date], until: str) -> None:
    """Answer every page by what its questions are called, up to the page with the title ``until``."""
    for _ in range(_MOST_PAGES):
        title = _bare(writer.page.get_by_role("heading", level=1).inner_text())
        if title == until:
            return
        writer.at(title)
        known = [label for label in answers if _answer(writer, title, label, answers[label])]
        assert known, f"nothing is known for the page “{title}”"
        before = re.compile(f"^{re.escape(writer.page.url)}$")
        writer.go_on()
        expect(writer.page).not_to_have_url(before)  # a file takes its time
    raise AssertionError(f"the form does not end at “{until}”")


def _answer(writer: Writer, title: str, label: str, value: str | date) -> bool:
    """Answer one question where the page asks it; tell whether it does."""
    page, named = writer.page, re.compile(rf"^\s*{re.escape(label)}\s*([(（].*[)）])?\s*$")
    scope = page.get_by_role("main") if title == label else page.get_by_role("group", name=named)
    if isinstance(value, date):
        return _date(writer, scope, value)
    chosen = scope.get_by_role("radio", name=value, exact=True)
    if chosen.count():
        chosen.press("Space")
        return True
    box, select = page.get_by_role("textbox", name=named), page.get_by_role("combobox", name=named)
    if box.count():
        box.fill(value)
    elif select.count():
        select.select_option(label=value)
    elif page.locator("input[type=file]").count() and title == label:
        content = samples.pdf() if value.endswith(".pdf") else samples.jpg()
        file = {"name": value, "mimeType": "application/octet-stream", "buffer": content}
        page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    else:
        return False
    return True


def _date(writer: Writer, scope: Locator, day: date) -> bool:
    parts = [scope.get_by_role("textbox", name=name, exact=True) for name in writer.words.parts]
    if not parts[0].count():
        return False
    for box, words in zip(parts, (day.year, day.month, day.day), strict=True):
        box.fill(str(words))
    return True


def _bare(title: str) -> str:
    return re.sub(r"\s*[(（](optional|選填|选填)[)）]\s*$", "", title).strip()
