"""A passkey in a real browser: added by somebody, and signed in with, with an authenticator of the browser's own."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

from tests.halls import Hall, run

pytestmark = pytest.mark.browser
_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def context(browser: Browser, hall: Hall) -> Iterator[BrowserContext]:
    """Return a browser window at a name that may have passkeys: no bare IP address does."""
    made = browser.new_context(base_url=f"http://localhost:{hall.port}")
    yield made
    made.close()


def device(page: Page, **more: object) -> tuple[CDPSession, str]:
    """Give the page a device that knows its user; return how it is spoken to."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    added = session.send("WebAuthn.addVirtualAuthenticator", {"options": {**_DEVICE, **more}})
    return session, str(added["authenticatorId"])


def add_passkey(page: Page) -> None:
    page.goto("/en/sign-in/")
    page.locator("button[name=person]").first.click()
    page.goto("/en/me/sign-in/")
    page.get_by_label("What do you call this device?").fill("My telephone")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/me/sign-in/?done=passkey")


def test_a_passkey_is_added_and_signs_in(context: BrowserContext) -> None:
    page = context.new_page()
    device(page)
    add_passkey(page)
    assert page.get_by_text("My telephone", exact=True).first.is_visible()
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url("**/en/")
    page.add_init_script(_NOT_IN_THE_FIELD)

    page.goto("/en/sign-in/?next=/en/me/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("/en/me/sign-in/")  # whole: the address of the page before ends with it
    assert page.locator("#sessions").locator("xpath=..").get_by_text("Passkey").first.is_visible()


def test_a_device_that_does_not_know_its_user_is_refused(context: BrowserContext) -> None:
    page = context.new_page()
    session, held = device(page)
    add_passkey(page)
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": held, "isUserVerified": False})

    page.goto("/en/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("Your device did not answer. Try again, or choose another way.").wait_for()
    assert "openhall_session" not in {cookie["name"] for cookie in context.cookies()}


#: Nothing is offered in the field before the button is pressed: the authenticator of these tests chooses at once.
_NOT_IN_THE_FIELD = "PublicKeyCredential.isConditionalMediationAvailable = async () => false;"
#: It waits for somebody to choose in the field, until it is told to leave off.
_NOBODY_CHOOSES = """
PublicKeyCredential.isConditionalMediationAvailable = async () => true;
const get = navigator.credentials.get.bind(navigator.credentials);
navigator.credentials.get = (options) => options.mediation !== "conditional" ? get(options)
  : new Promise((resolve, reject) => {
    document.documentElement.dataset.offered = "";
    options.signal.addEventListener("abort", () => reject(options.signal.reason));
  });
"""


def test_a_passkey_is_offered_in_the_field_where_people_type(context: BrowserContext) -> None:
    page = context.new_page()
    device(page)
    add_passkey(page)
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url("**/en/")

    page.goto("/en/sign-in/?next=/en/me/sign-in/", wait_until="commit")

    # Nobody presses anything: the device answers what the field offers.
    page.wait_for_url("/en/me/sign-in/")
    assert page.locator("#sessions").locator("xpath=..").get_by_text("Passkey").first.is_visible()


def test_whoever_presses_the_button_is_asked_by_it_alone(context: BrowserContext) -> None:
    page = context.new_page()
    device(page)
    add_passkey(page)
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url("**/en/")
    page.add_init_script(_NOBODY_CHOOSES)

    page.goto("/en/sign-in/?next=/en/me/sign-in/")
    page.locator("html[data-offered]").wait_for(state="attached")
    assert page.locator("#address").get_attribute("autocomplete") == "email webauthn"
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.wait_for_url("/en/me/sign-in/")


def test_after_a_code_whoever_keeps_a_passkey_shows_it(context: BrowserContext, hall: Hall) -> None:
    page = context.new_page()
    session, held = device(page)
    page.add_init_script(_NOT_IN_THE_FIELD)
    _sign_in_by_code(page, hall)
    page.wait_for_url("**/en/me/")
    _is_known_now(hall)
    page.goto("/en/me/sign-in/")
    page.get_by_label("What do you call this device?").fill("My telephone")
    page.get_by_role("button", name="Add a passkey").click()
    page.wait_for_url("**/me/sign-in/?done=passkey")
    page.get_by_role("button", name="Sign out", exact=True).first.click()
    page.wait_for_url("**/en/")

    _sign_in_by_code(page, hall)
    page.get_by_role("heading", name="One more step").wait_for()
    assert page.goto("/en/me/letters/").url.startswith(f"http://localhost:{hall.port}/en/sign-in/")  # type: ignore[union-attr]
    page.goto("/en/sign-in/second/")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": held, "isUserVerified": False})
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("Your device did not answer. Try again, or choose another way.").wait_for()
    session.send("WebAuthn.setUserVerified", {"authenticatorId": held, "isUserVerified": True})
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/en/me/")
    page.goto("/en/me/sign-in/")
    assert page.locator("#sessions").locator("xpath=..").get_by_text("Two ways together").first.is_visible()


def _sign_in_by_code(page: Page, hall: Hall) -> None:
    page.goto("/en/sign-in/send/")
    page.get_by_label("Your email address").fill("wing.of.the.passkey@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.wait_for_url("**/sign-in/code/")
    assert run("work", hall.home, "--once").returncode == 0
    page.get_by_role("link", name="mailbox").click()
    found = re.search(r"\b(\d{4} \d{4})\b", page.get_by_role("main").inner_text())
    assert found
    page.goto("/en/sign-in/code/")
    page.get_by_label("Code").fill(found[1])
    page.get_by_role("button", name="Sign in").click()


def _is_known_now(hall: Hall) -> None:
    """Let whoever has just signed in be known as if they had stood at a counter."""
    with closing(sqlite3.connect(f"{hall.home}/openhall.sqlite3", timeout=30)) as database, database:
        (person,) = database.execute("SELECT person_id FROM identity_session ORDER BY begun_at DESC LIMIT 1").fetchone()
        database.execute("UPDATE identity_person SET level = 2 WHERE id = ?", (person,))
        written = "UPDATE identity_session SET level = 2, adapter = 'passkey' WHERE person_id = ?"
        assert database.execute(written, (person,)).rowcount == 1


def test_before_what_weighs_an_officer_shows_their_passkey_and_their_form_goes_on(
    browser: Browser, example_hall: Hall
) -> None:
    with browser.new_context(base_url=f"http://localhost:{example_hall.port}") as context:
        page = context.new_page()
        device(page)
        page.add_init_script(_NOT_IN_THE_FIELD)
        page.goto("/en/sign-in/?who=Reyes")
        page.locator("button[name=person][value=captain-reyes]").first.click()
        page.goto("/en/me/sign-in/")
        page.get_by_label("What do you call this device?").fill("My key")
        page.get_by_role("button", name="Add a passkey").click()
        page.wait_for_url("**/me/sign-in/?done=passkey")
        page.goto("/en/sign-in/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        page.wait_for_url("**/en/me/")
        page.goto("/desk/money/vouchers/")
        page.get_by_label("Largest fee that it pays").fill("7")
        page.get_by_label("Why is it given?").fill("Rain.\nWind.")
        _make_old(example_hall, "captain-reyes")

        page.get_by_role("button", name="Make the voucher").click()
        page.get_by_role("heading", name="Show once more that it is you").wait_for()
        page.get_by_role("button", name="Use a passkey").click()

        page.get_by_text("The code of the new voucher").first.wait_for()
        assert page.url.endswith("/desk/money/vouchers/")
        assert page.get_by_text("Wind.").first.is_visible()


def _make_old(hall: Hall, person: str) -> None:
    long_ago = (datetime.now(UTC) - timedelta(minutes=16)).replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(f"{hall.home}/openhall.sqlite3", timeout=30)) as database, database:
        written = "UPDATE identity_session SET begun_at = ? WHERE person_id = ? AND adapter = 'passkey'"
        assert database.execute(written, (long_ago, person)).rowcount == 1
