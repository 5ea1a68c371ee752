"""A missing paper is sent on a small telephone without scripts; with them, a picture begins where the case is."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from openhall.blocks.documents.tests import samples
from tests.browser.licences import FIRE, LEAD, Licence
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser
SMALL = {"width": 320, "height": 640}
WORDS = "The plan is cut off on the left. Please send the whole sheet."


def _asked(words: str) -> Licence:
    ask = {"questions": ["plan"], "words": words, "days": 14}
    return Licence(((LEAD, "approve", {}), (FIRE, "ask", ask)))


def _at_home(visitor: Visitor, hall: Hall, licence: Licence) -> str:
    """Let the visitor be the owner of a licence; return its reference."""
    matter = licence.made(hall)
    cookies = [{"name": name, "value": value, "url": hall.url} for name, value in matter.cookies.items()]
    visitor.page.context.add_cookies(cookies)  # type: ignore[arg-type]
    return matter.reference


def _fits(page: Page) -> bool:
    wide: bool = page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    return wide


def test_one_missing_plan_is_sent_without_a_script(browser: Browser, quiet_hall: Hall, tmp_path: Path) -> None:
    plan = tmp_path / "whole plan.pdf"
    plan.write_bytes(samples.pdf())
    with visiting(browser, quiet_hall, java_script_enabled=False, viewport=SMALL) as visitor:
        reference = _at_home(visitor, quiet_hall, _asked(WORDS))
        page = visitor.open(f"/en/track/{reference}/")
        expect(page.get_by_role("main")).to_contain_text("The clock stopped on")
        page.get_by_role("link", name="Answer now").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Answer what was asked")
        expect(page.get_by_role("main")).to_contain_text(WORDS)
        assert page.locator("main form input[type=file]").count() == 1
        page.get_by_role("button", name="Remove").click()
        visitor.troubles.add(page.url)
        page.get_by_role("button", name="Send this to the office").click()
        expect(page.get_by_role("group", name="There is 1 answer to change")).to_contain_text("Choose a file")
        page.locator("input[type=file]").set_input_files(plan)
        page.get_by_role("button", name="Send this to the office").click()
        expect(page).to_have_url(f"{quiet_hall.url}/en/track/{reference}/")
        main = page.get_by_role("main")
        expect(main).to_contain_text("We have your answer")
        expect(main).to_contain_text("whole plan.pdf")
        expect(main).to_contain_text("Who has it now")
        expect(main).not_to_contain_text("while we wait for you")


def test_a_picture_begins_where_the_case_is(browser: Browser, quiet_hall: Hall) -> None:
    with visiting(browser, quiet_hall, viewport=SMALL) as visitor:
        reference = _at_home(visitor, quiet_hall, _asked(f"{WORDS} Once more."))
        page = visitor.open(f"/zh-hant/track/{reference}/")
        here = page.locator('.process-frame [data-mark="now"]').first.bounding_box()
        frame = page.locator(".process-frame").bounding_box()
        assert here is not None
        assert frame is not None
        assert frame["x"] <= here["x"]
        assert here["x"] + here["width"] <= frame["x"] + frame["width"]
        assert _fits(page)


def test_a_message_that_was_sent_does_not_come_back_into_its_box(browser: Browser, quiet_hall: Hall) -> None:
    with visiting(browser, quiet_hall, viewport=SMALL) as visitor:
        reference = _at_home(visitor, quiet_hall, _asked(f"{WORDS} Twice more."))
        page = visitor.open(f"/en/track/{reference}/messages/")
        box = page.get_by_label("Write to Food and Environmental Hygiene Department")
        box.fill("Is a photograph enough?")
        page.reload()
        expect(box).to_have_value("Is a photograph enough?")
        page.get_by_role("button", name="Send the message").click()
        expect(page.get_by_role("listitem").filter(has_text="Is a photograph enough?")).to_be_visible()
        expect(box).to_have_value("")
