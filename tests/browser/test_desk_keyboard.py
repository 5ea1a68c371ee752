"""The desk by keyboard alone: ten cases worked without a mouse, one of them refused; and one worked without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.officers import CLERK, FIRE, at_the_desk, desk_hall
from tests.browser.visitors import Visitor
from tests.halls import Hall
from tests.officers import Officers

pytestmark = pytest.mark.browser

#: Of these two go on to the departments before anybody looks.
CASES, ASKED = 14, 2
_MOST_STOPS = 120
_FOCUSED = "document.activeElement"


@pytest.fixture(scope="module")
def desk(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, list[str]]]:
    with desk_hall(hall, tmp_path_factory.mktemp("desk") / "home", CASES) as (running, references):
        officers = Officers(running)
        for reference in references[:ASKED]:
            officers.does(CLERK, reference, "approve")
        officers.close()
        yield running, references[ASKED:]


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until something is reached."""
    for _ in range(_MOST_STOPS):
        if page.evaluate(f"{_FOCUSED}.matches({selector!r})"):
            return
        page.keyboard.press("Tab")
    message = f"{selector} cannot be reached by keyboard"
    raise AssertionError(message)


def press_and_wait(page: Page, key: str) -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def refuse(page: Page) -> None:
    """Choose to refuse, tick a reason and an answer that it rests on, and write a note."""
    page.keyboard.press("r")
    tab_to(page, "input[name=reasons]")
    page.keyboard.press("Space")
    tab_to(page, "input[name=facts]")
    page.keyboard.press("Space")
    tab_to(page, "textarea[name=note]")
    page.keyboard.type("The kitchen is too small for a, r and n.")


def test_ten_cases_are_worked_by_keyboard_alone(browser: Browser, desk: tuple[Hall, list[str]]) -> None:
    hall, _references = desk
    with at_the_desk(browser, hall, CLERK, locale="en") as officer:
        page = officer.open("/desk/?tab=unclaimed&lang=en")
        waiting = page.locator("[data-row]").count()
        worked = []
        for number in range(10):
            press_and_wait(page, "n")
            reference = page.locator("h1 .numbers").inner_text()
            assert reference not in worked
            worked.append(reference)
            expect(page.locator(".task-strip")).to_contain_text("You")
            if number == 4:
                refuse(page)
            else:
                page.keyboard.press("a")
            press_and_wait(page, "Control+Enter")
            done = "Done: you refused it." if number == 4 else "Done: you approved it."
            expect(page.get_by_role("status").first).to_contain_text(done)
            expect(page.locator("#history")).to_contain_text("Refused:" if number == 4 else "Approved:")
        page.goto(f"{hall.url}/desk/?tab=unclaimed")
        assert page.locator("[data-row]").count() == waiting - 10


def test_one_walks_through_the_list_and_opens_from_it(browser: Browser, desk: tuple[Hall, list[str]]) -> None:
    with at_the_desk(browser, desk[0], FIRE, locale="en") as officer:
        page = officer.open("/desk/?tab=office&lang=en")
        page.keyboard.press("j")
        page.keyboard.press("j")
        second = page.locator("[data-row] [data-open]").nth(1)
        expect(second).to_be_focused()
        page.keyboard.press("k")
        expect(page.locator("[data-row] [data-open]").first).to_be_focused()
        reference = page.locator("[data-row] [data-open]").first.inner_text()
        press_and_wait(page, "Enter")
        expect(page.locator("h1")).to_contain_text(reference)
        page.keyboard.press("q")
        assert page.evaluate(f"{_FOCUSED}.closest('#ask') !== null")
        page.keyboard.press("1")
        assert page.evaluate(f"{_FOCUSED}.id") == "answers"
        page.keyboard.press("?")
        expect(page.locator("#desk-keys")).to_be_visible()


def test_what_is_typed_is_there_again_in_another_browser(browser: Browser, desk: tuple[Hall, list[str]]) -> None:
    hall, references = desk
    place = f"/desk/cases/{references[-1]}/?lang=en"
    words = "A note that nobody has sent yet."
    with at_the_desk(browser, hall, CLERK, locale="en") as officer:
        page = officer.open(place)
        page.get_by_label("A note").fill(words)
        with page.expect_response(lambda answer: "/notes/" in answer.url and answer.status == 204):
            page.get_by_label("A note").blur()
        expect(page.locator(".saved-word").first).to_contain_text("Saved at")
    with at_the_desk(browser, hall, CLERK, locale="en", java_script_enabled=False) as elsewhere:
        page = elsewhere.open(place)
        expect(page.get_by_label("A note")).to_have_value(words)


def test_a_case_is_worked_without_scripts(browser: Browser, desk: tuple[Hall, list[str]]) -> None:
    with at_the_desk(browser, desk[0], CLERK, locale="en", java_script_enabled=False) as officer:
        page = officer.open("/desk/?lang=en")
        page.get_by_role("button", name="Next case").click()
        reference = page.locator("h1 .numbers").inner_text()
        page.get_by_role("button", name="Give it back").click()
        expect(page.locator(".undo")).to_contain_text("Given back.")
        page.get_by_role("button", name="Take it").click()
        page.locator("#decide").get_by_label("Refuse", exact=False).first.check()
        page.get_by_role("button", name="Read the letter first").click()
        expect(page.locator("#letter .sheet").first).to_contain_text("Your application is not approved.")
        page.locator("#decide").get_by_label("Approve", exact=False).first.check()
        page.locator("#decide-form [data-main]").click()
        expect(page.locator(".undo")).to_contain_text("Done: you approved it.")
        expect(page.locator("h1")).to_contain_text(reference)
        _see(officer)


def _see(officer: Visitor) -> None:
    """Look at every other page of the desk without scripts."""
    for place in ("?tab=overdue", "counts/", "keys/", "people/"):
        officer.open(f"/desk/{place}")
