"""A courier renews his vehicle licence in English, on a very small screen, in two goes; he pays by a code, and shows
the licence to an officer on a road without any signal.
"""

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, expect

from openhall.blocks.documents.tests import samples
from openhall.blocks.payments.providers.emv import fields_of, read_code
from tests.browser.visitors import visiting
from tests.halls import URL, Hall, copied, run, serving
from tests.journeys.codes import texts_in
from tests.journeys.papers import printed_codes, take_paper, words_of_paper, work
from tests.journeys.pictures import take
from tests.journeys.writers import SMALL, Writer, writing

pytestmark = pytest.mark.browser

SERVICE = "transport-department/vehicle-licence-renewal"
DRIVER = "LEE Kwok Hin"
#: A goods vehicle of 5.5 tonnes, for twelve months.
FEE = "HK$2,404"
COVERED_UNTIL = datetime.now(UTC).date() + timedelta(days=300)


@pytest.fixture
def own_hall(hall: Hall, tmp_path: Path) -> Iterator[Hall]:
    """Return a hall in which this vehicle was never renewed: a second time, less is asked."""
    with serving(copied(hall.home, tmp_path / "home", as_loaded=True)) as running:
        yield running


def test_a_vehicle_licence_is_renewed(browser: Browser, own_hall: Hall, pictures: Path, *, scripts: bool) -> None:
    before = _cases(own_hall)
    with writing(browser, own_hall, "en", pictures, "vehicle", scripts=scripts, small=True) as driver:
        _begins_and_is_called_away(driver)
    with writing(browser, own_hall, "en", pictures, "vehicle-later", scripts=scripts, small=True) as driver:
        _goes_on_on_another_telephone(driver)
        _changes_one_answer_from_the_check_page(driver)
        _submits_with_two_presses(driver)
        _holds_a_receipt_that_anybody_can_check(driver, own_hall)
        due = _pays_with_the_app_of_his_bank(driver)
        licence = _has_the_licence(driver)
        if scripts:
            _reads_that_it_is_paid_and_ready(driver, due)
    if scripts:
        _anybody_can_check_it(browser, own_hall, pictures, licence)
        address, facts = printed_codes(licence)
        _whoever_scans_it_reads_that_it_is_genuine(browser, own_hall, pictures, address)
        _an_officer_checks_it_without_a_line(browser, own_hall, pictures, facts)
    assert _cases(own_hall) == before + 1


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
    # When the present licence ends is known, and told in the words of the question: nobody asks.
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
    # Nothing but the fee is missing: nobody is told to wait for an answer.
    expect(driver.page.get_by_text("Waiting for payment", exact=True)).to_be_visible()
    expect(driver.page.get_by_text("You can expect an answer")).to_have_count(0)
    expect(driver.page.get_by_role("link", name=f"Pay {FEE}")).to_be_visible()


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


def _pays_with_the_app_of_his_bank(driver: Writer) -> str:
    """Scan the code and pay; return the day until which there was time."""
    driver.follow("Track progress")
    driver.at("Renew a vehicle licence")
    expect(driver.page.get_by_text("Pay by").or_(driver.page.get_by_text("to be paid by"))).to_be_visible()
    driver.follow(f"Pay {FEE}")
    driver.at(f"Pay {FEE}")
    (due,) = re.findall(r"Pay by (.*)\.", driver.page.get_by_role("main").inner_text())
    driver.tick("radio", "Faster Payment System (FPS)")
    driver.press(f"Go on to pay {FEE}")
    driver.at("Scan this code")
    number = driver.page.locator(".paying__number").inner_text()
    code = driver.pictures / f"{driver.walk}-code.png"
    driver.page.locator(".paying__code").screenshot(path=code)
    (text,) = texts_in(code)
    told = read_code(text)
    assert (told["53"], told["54"], told["58"]) == ("344", FEE.removeprefix("HK$").replace(",", "") + ".00", "HK")
    assert dict(fields_of(told["62"]))["01"] == number.replace(" ", "")
    driver.press("Play the bank: the money has come")
    driver.at("Receipt for your payment")
    expect(driver.page.get_by_text("Faster Payment System (FPS)")).to_be_visible()
    expect(driver.page.get_by_text(FEE).first).to_be_visible()
    driver.back()
    return str(due)


def _has_the_licence(driver: Writer) -> Path:
    work(driver.hall)
    driver.page.reload()
    driver.at("Renew a vehicle licence")
    expect(driver.page.get_by_text("Granted", exact=True).first).to_be_visible()
    licence = take_paper(driver, "Vehicle licence")
    words = words_of_paper(licence)
    for expected in (DRIVER, "ZZ1028", "Transport Department"):
        assert expected in words, words
    return licence


def _reads_that_it_is_paid_and_ready(driver: Writer, due: str) -> None:
    work(driver.hall)
    driver.open("me/letters/")
    driver.at("Letters")
    for title in ("Your paper is ready", "We have received your payment", "A fee is due"):
        expect(driver.page.get_by_role("link", name=re.compile(title)).first).to_be_visible()
    driver.page.get_by_role("link", name=re.compile("A fee is due")).first.click()
    expect(driver.page.get_by_role("main")).to_contain_text(f"Please pay by: {due}")


def _anybody_can_check_it(browser: Browser, hall: Hall, pictures: Path, licence: Path) -> None:
    """The file as it was issued, and with one byte changed."""
    with writing(browser, hall, "en", pictures, "vehicle-check", scripts=True, small=True) as anybody:
        for changed, title in ((False, "Yes, this file is genuine"), (True, "This file was changed")):
            data = bytearray(licence.read_bytes())
            data[len(data) // 2] ^= changed
            anybody.open("verify/")
            anybody.at("Check a paper")
            file = {"name": "licence.pdf", "mimeType": "application/pdf", "buffer": bytes(data)}
            anybody.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
            anybody.press("Check it")
            anybody.at(title)


def _whoever_scans_it_reads_that_it_is_genuine(browser: Browser, hall: Hall, pictures: Path, address: str) -> None:
    place = urlsplit(address)
    assert f"{place.scheme}://{place.netloc}".lower() == URL
    with writing(browser, hall, "en", pictures, "vehicle-scan", scripts=False, small=True) as anybody:
        anybody.page.goto(f"{hall.url}{place.path}")
        anybody.at("Yes, this paper is genuine")
        expect(anybody.page.get_by_role("main")).to_contain_text("Transport Department")
        expect(anybody.page.get_by_role("main")).not_to_contain_text(DRIVER)


def _an_officer_checks_it_without_a_line(browser: Browser, hall: Hall, pictures: Path, facts: str) -> None:
    """The officer opened the page in the morning; on the road there is no signal."""
    with visiting(browser, hall, viewport=SMALL) as officer:
        page = officer.open("/verify-offline.html")
        page.locator("[data-language=en]").click()
        page.context.set_offline(True)
        page.locator("#proof").fill(facts)
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "paper-genuine")
        for expected in (DRIVER, "Transport Department", "ZZ1028"):
            expect(page.locator("#result")).to_contain_text(expected)
        take(page, pictures / "vehicle-officer.png")
        wrong = facts[:60] + ("A" if facts[60] != "A" else "B") + facts[61:]
        page.locator("#proof").fill(wrong)
        expect(page.locator("[data-verdict]")).to_have_attribute("data-verdict", "paper-false")
