"""A passer-by without an account reports building works, goes on at home, and follows what becomes of it."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from openhall.blocks.documents.tests import samples
from tests.halls import Hall
from tests.journeys.writers import Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "buildings-department/unauthorised-building-works-report"
SEEN = datetime.now(UTC).date() - timedelta(days=2)
DETAILS = "Two men build a room of brick on the roof.\nThey work at night."


def test_a_report_is_made_without_an_account(
    browser: Browser, quiet_hall: Hall, pictures: Path, *, scripts: bool
) -> None:
    with writing(browser, quiet_hall, "en", pictures, "report", scripts=scripts, small=True) as passer_by:
        reference, secret = _begins_in_the_street(passer_by)
    with writing(browser, quiet_hall, "en", pictures, "report-later", scripts=scripts) as passer_by:
        _comes_back_with_number_and_code(passer_by, reference, secret)
        _finishes(passer_by)
        _follows_it(passer_by, reference)
    with writing(browser, quiet_hall, "en", pictures, "report-lost", scripts=scripts) as passer_by:
        _asks_for_the_lost_code(passer_by, reference)
        assert _letters(quiet_hall, reference) == 1


def _begins_in_the_street(passer_by: Writer) -> tuple[str, str]:
    passer_by.open(f"services/{SERVICE}/")
    passer_by.follow("Start now")
    passer_by.write("Name in English", "Ann")
    passer_by.write("Contact telephone", "+852 9123 4567")
    passer_by.write("Email address", "ann@example.com")
    passer_by.at("Address of the premises")
    passer_by.box("Building or estate").fill("Old Well House")
    passer_by.press("Save and come back later")
    passer_by.at("Your answers are saved")
    told = passer_by.page.get_by_role("definition").all_inner_texts()
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", told[0])
    return told[0], told[1]


def _comes_back_with_number_and_code(passer_by: Writer, reference: str, secret: str) -> None:
    """Typed from paper: small letters, a slip first, and nothing typed is lost by it."""
    passer_by.open("track/")
    passer_by.at("Track progress")
    passer_by.box("Reference number").fill(reference.lower())
    passer_by.box("Secret code").fill("0000-0000-0000-0000")
    passer_by.press("Show it")
    passer_by.is_told("The number and the code do not go together. Check both, character by character.")
    expect(passer_by.box("Reference number")).to_have_value(reference.lower())
    passer_by.switch("zh-hant", "繁體中文")
    passer_by.at("查詢進度")
    expect(passer_by.page.get_by_label("檔案編號")).to_have_value(reference.lower())
    passer_by.switch("en", "English")
    passer_by.box("Secret code").fill(secret.lower().replace("-", " "))
    passer_by.box("Secret code").press("Enter")


def _finishes(passer_by: Writer) -> None:
    passer_by.at("Address of the premises")
    expect(passer_by.box("Building or estate")).to_have_value("Old Well House")
    passer_by.page.get_by_role("combobox", name="District").select_option(label="Sham Shui Po")
    passer_by.go_on()
    passer_by.choose("Nature", "Roof structure")
    passer_by.date("Date of occurrence", SEEN)
    passer_by.at("Details")
    passer_by.box("Details").fill(DETAILS)
    passer_by.go_on()
    _sends_a_wrong_file_and_then_two_photos(passer_by)
    passer_by.at("Check your answers")
    expect(passer_by.answer_to("Details")).to_contain_text("They work at night.")
    expect(passer_by.answer_to("Photographs")).to_contain_text("from-far.heic")
    expect(passer_by.answer_to("Contact telephone")).to_contain_text("9123 4567")
    passer_by.press("Send the report")


def _sends_a_wrong_file_and_then_two_photos(passer_by: Writer) -> None:
    chosen = passer_by.page.get_by_label(re.compile("^Photographs"))
    passer_by.at("Photographs")
    chosen.set_input_files({"name": "letter.jpg", "mimeType": "image/jpeg", "buffer": b"Dear Sir or Madam"})
    refused = passer_by.page.get_by_text(re.compile("Save it as one of these and send that")).first
    if not passer_by.scripts:
        passer_by.go_on()
    expect(refused).to_be_visible()
    near: FilePayload = {"name": "from-near.jpg", "mimeType": "image/jpeg", "buffer": samples.jpg()}
    far: FilePayload = {"name": "from-far.heic", "mimeType": "image/heic", "buffer": samples.heic()}
    chosen.set_input_files([near, far])
    passer_by.go_on()


def _follows_it(passer_by: Writer, reference: str) -> None:
    passer_by.at("We have your report")
    expect(passer_by.page.get_by_text(reference).first).to_be_visible()
    passer_by.follow("Track progress")
    passer_by.at("Report unauthorised building works")
    expect(passer_by.page.get_by_role("definition").filter(has_text="Buildings Department")).to_be_visible()
    expect(passer_by.page.get_by_text("Nothing is needed from you now.")).to_be_visible()


def _asks_for_the_lost_code(passer_by: Writer, reference: str) -> None:
    """Whoever does not hold the code learns nothing, and it goes to the contact in the case."""
    passer_by.page.goto(f"{passer_by.hall.url}/en/track/")
    passer_by.follow("I have lost the secret code")
    passer_by.at("Get your secret code again")
    passer_by.box("Reference number").fill("7KQ4M")
    passer_by.press("Send me the code")
    passer_by.is_told("Enter the reference number, like 7KQ4M-X2P9C. It is on the page that you saved or printed.")
    passer_by.box("Reference number").fill(reference)
    passer_by.press("Send me the code")
    passer_by.at("Look at your messages")


def _letters(hall: Hall, reference: str) -> int:
    query = "SELECT count(*) FROM journal_message WHERE key LIKE ?"
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        found: int = database.execute(query, (f"{reference}:secret:%",)).fetchone()[0]
    return found
