"""A courier renews his vehicle licence in English, on a very small screen, in two goes, and holds the receipt."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from openhall.blocks.documents.tests import samples
from tests.halls import Hall, run
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "transport-department/vehicle-licence-renewal"
DRIVER = "LEE Kwok Hin"
COVERED_UNTIL = datetime.now(UTC).date() + timedelta(days=300)


def test_a_vehicle_licence_is_renewed(browser: Browser, quiet_hall: Hall, pictures: Path, *, scripts: bool) -> None:
    before = _cases(quiet_hall)
    with writing(browser, quiet_hall, "en", pictures, "vehicle", scripts=scripts, small=True) as driver:
        _begins_and_is_called_away(driver)
    with writing(browser, quiet_hall, "en", pictures, "vehicle-later", scripts=scripts, small=True) as driver:
        _goes_on_on_another_telephone(driver)
        _changes_one_answer_from_the_check_page(driver)
        _submits_with_two_presses(driver)
        _holds_a_receipt_that_anybody_can_check(driver, quiet_hall)
    assert _cases(quiet_hall) == before + 1


def _cases(hall: Hall) -> int:
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        found: int = database.execute("SELECT count(*) FROM cases_case").fetchone()[0]
    return found


def _begins_and_is_called_away(driver: Writer) -> None:
    driver.open(f"services/{SERVICE}/")
    driver.follow("Start now")
    driver.at("Sign in to begin")
    driver.follow("Sign in")
    driver.sign_in(DRIVER)
    driver.choose("Who is the registered owner?", "I am")
    driver.choose("When does the present licence end?", "In four months or less")
    driver.choose("Is the vehicle insured?", "Yes, the insurance is valid")
    driver.choose("What kind of vehicle is it?", "Goods vehicle")
    driver.write("Permitted gross vehicle weight in tonnes", "5.5")
    driver.at("For how long would you like the licence?")
    driver.tick("radio", "4 months")
    driver.press("Save and come back later")
    driver.at("Your answers are saved")
    expect(driver.page.get_by_text("Nothing has been sent yet")).to_be_visible()


def _goes_on_on_another_telephone(driver: Writer) -> None:
    driver.open(f"services/{SERVICE}/")
    driver.follow("Start now")
    driver.follow("Sign in")
    driver.sign_in(DRIVER)
    driver.at("You have begun this already")
    driver.follow("Go on where you stopped")
    driver.at("For how long would you like the licence?")
    expect(driver.page.get_by_role("radio", name="4 months")).to_be_checked()
    driver.go_on()
    driver.write("Insurance policy number", "MV-2026-0045871")
    driver.date("Insurance expiry date", COVERED_UNTIL)
    driver.choose("How would you like to get the licence?", "At a counter")
    driver.send("Vehicle registration document", "IMG_2041.HEIC", samples.heic())
    driver.send("Valid third-party insurance document", "IMG_2042.jpg", samples.jpg())


def _changes_one_answer_from_the_check_page(driver: Writer) -> None:
    driver.at("Check your answers")
    expect(driver.answer_to("Vehicle registration document")).to_contain_text("IMG_2041.HEIC")
    expect(driver.answer_to("Vehicle registration mark")).to_contain_text("ZZ 1028")
    expect(driver.answer_to("For how long would you like the licence?")).to_contain_text("4 months")
    driver.follow("Change For how long would you like the licence?")
    driver.choose("For how long would you like the licence?", "12 months")
    driver.at("Check your answers")
    expect(driver.answer_to("For how long would you like the licence?")).to_contain_text("12 months")


def _submits_with_two_presses(driver: Writer) -> None:
    driver.page.get_by_role("button", name="Submit the application").dblclick()
    driver.at("We have your application")
    expect(driver.page.get_by_text("Transport Department").first).to_be_visible()
    # It was decided in the moment of submitting: nobody is told to wait for it.
    expect(driver.page.get_by_text("Granted", exact=True)).to_be_visible()
    expect(driver.page.get_by_text("You can expect an answer")).to_have_count(0)


def _holds_a_receipt_that_anybody_can_check(driver: Writer, hall: Hall) -> None:
    done = driver.page.url
    kept = driver.keep("Keep the receipt as a file")
    driver.follow("See and print the receipt")
    driver.at("Receipt")
    document = json.loads(kept.read_text("utf-8"))
    expect(driver.page.get_by_role("definition").filter(has_text=document["statement"]["subject"])).to_be_visible()
    genuine = run("verify", hall.home, str(kept))
    assert genuine.returncode == 0, genuine.stdout + genuine.stderr
    document["statement"]["at"] = "2020-01-01T00:00:00Z"
    kept.write_text(json.dumps(document), "utf-8")
    assert run("verify", hall.home, str(kept)).returncode == 1
    driver.page.goto(done)
    driver.at("We have your application")
