"""A session ends while somebody writes: nothing of what they wrote is lost."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.halls import Hall
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "immigration-department/birth-registration"


def test_what_was_written_is_sent_after_signing_in_again(
    browser: Browser, quiet_hall: Hall, pictures: Path, *, scripts: bool
) -> None:
    # Each of them comes once, and leaves what they have begun.
    name = "LEUNG Mei Fong" if scripts else "Sofia Marques"
    with writing(browser, quiet_hall, "en", pictures, "signed-out", scripts=scripts) as parent:
        parent.open("sign-in/")
        parent.sign_in(name)
        parent.open(f"apply/{SERVICE}/")
        parent.choose("Was the child born in Hong Kong?", "Yes")
        parent.page.context.clear_cookies()
        _sends_it_later(parent, name)


def _sends_it_later(parent: Writer, name: str) -> None:
    parent.at("Date of birth of the child")
    parent.fill_date("2026", "11", "17")
    parent.go_on()
    parent.at("You have been signed out")
    with parent.page.context.expect_page() as opened:
        parent.follow("Sign in again in a new window")
    opened.value.get_by_role("button", name=name).click()
    opened.value.close()
    parent.press("Send my answer")
    parent.at("Place of birth")
    parent.back()
    expect(parent.page.get_by_role("textbox", name="Day", exact=True)).to_have_value("17")
