"""A young mother gets her driving licence, and then the permit for driving abroad: the second service asks her nothing
that is held, not even the number of the licence that the hall gave her with the first.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from openhall.blocks.catalogue.facade import form_of
from openhall.blocks.documents.tests import samples
from tests.halls import Hall
from tests.journeys.papers import work
from tests.journeys.writers import Writer, writing
from tests.reports import report_of, services_of

pytestmark = pytest.mark.browser

FIRST = "transport-department/full-driving-licence"
SECOND = "transport-department/international-driving-permit"
SHE, FEE = "CHAN Wing Sze", "HK$900"


def test_the_second_service_asks_nothing_that_is_held(browser: Browser, quiet_hall: Hall, pictures: Path) -> None:
    with writing(browser, quiet_hall, "en", pictures, "once-only", scripts=True) as she:
        asked_first = _gets_a_driving_licence(she, quiet_hall)
        assert "Driving licence number" in asked_first, "nobody holds it yet"
        licence = _number_in_the_register(quiet_hall)

        asked = list(_walked_through(she, SECOND, {"Collection": "Counter"}))
        held = _held_by(SECOND)
        assert len(held) == 7
        assert held & set(asked) == set(), "asked again"
        assert asked == ["Collection", "Photograph of the applicant", "Copy of Hong Kong identity card"]
        _finds_all_of_it_at_the_check(she, held, licence)


def _gets_a_driving_licence(she: Writer, hall: Hall) -> list[str]:
    answers = {
        "What would you like to do?": "Get my first full licence",
        "Have you passed the test and finished probation?": "Yes, both",
        "Driving licence number": "Z001011",
        "Which vehicles are you licensed to drive?": "Private car",
        "How old will you be when the new licence starts?": "Below 61",
    }
    asked = list(_walked_through(she, FIRST, answers))
    assert not (_held_by(FIRST) - {"Driving licence number"}) & set(asked)
    she.press("Submit the application")
    she.at("We have your application")
    she.page.get_by_role("link", name=f"Pay {FEE}").click()
    she.tick("radio", "Faster Payment System (FPS)")
    she.press(f"Go on to pay {FEE}")
    she.press("Play the bank: the money has come")
    she.at("Receipt for your payment")
    work(hall)
    return asked


def _walked_through(she: Writer, service: str, answers: dict[str, str]) -> Iterator[str]:
    """Go through a service as it asks, up to the check; yield what each page asks."""
    she.open(f"apply/{service}/")
    if she.page.get_by_role("heading", level=1).inner_text() == "Sign in to begin":
        she.follow("Sign in")
        she.sign_in(SHE)
    for _ in range(40):
        title = re.sub(r"\s*\(optional\)$", "", she.page.get_by_role("heading", level=1).inner_text().strip())
        if title == "Check your answers":
            return
        yield title
        before = she.page.url
        if she.page.locator("input[type=file]").count():
            she.send(title, "photo.jpg", samples.jpg())
        else:
            answer = answers[title]
            if she.page.get_by_role("textbox").count():
                she.box(title).fill(answer)
            else:
                role = "radio" if she.page.get_by_role("radio").count() else "checkbox"
                she.tick(role, answer)
            she.go_on()
        expect(she.page).not_to_have_url(re.compile(f"^{re.escape(before)}$"))
    raise AssertionError("there is no end of it")


def _held_by(service: str) -> set[str]:
    """Return what the questions of a service are called that a fact of the state answers."""
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    form = form_of(services_of("hongkong")[service], jurisdiction)
    return {each.question.label["en"] for each in form.asked if each.question.prefill}


def _number_in_the_register(hall: Hall) -> str:
    query = "SELECT number FROM registers_entry WHERE register = 'driving-licences' AND person = 'chan-wing-sze'"
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        ((number,),) = database.execute(query).fetchall()
    return str(number)


def _finds_all_of_it_at_the_check(she: Writer, held: set[str], licence: str) -> None:
    she.at("Check your answers")
    for question in held:
        expect(she.answer_to(question)).to_contain_text("as of")
    expect(she.answer_to("Driving licence number")).to_contain_text(licence)
    expect(she.answer_to("Driving licence number")).to_contain_text("Register of driving licences, as of")
    expect(she.answer_to("Name in English")).to_contain_text("Records of persons, as of")
    she.press("Submit the application")
    she.at("We have your application")
