"""Anybody begins; one question is for those alone who prove who they are. Nothing is lost; there is no way around."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.applicants import Applicant, words_of
from tests.attacks.town import WITNESS, apply, reference_in
from tests.halls import Hall

NAMED = {"saw": "A goat ate the notice.", "named": "yes", "oath": "I do.", "full_name": "Noor Al-Bahar"}


@pytest.fixture
def guest(attacked: Hall) -> Iterator[Applicant]:
    """Return a browser in which nobody is signed in."""
    with closing(Applicant(attacked)) as somebody:
        yield somebody


def _until_the_oath(browser: Applicant) -> str:
    """Answer as a guest, with a photograph, until a question asks for proof; return the place of the draft."""
    sent = browser.send(f"/en/apply/{WITNESS}/new/saw/", {"saw": NAMED["saw"]})
    base = f"/en/apply/{WITNESS}/{reference_in(sent.headers['location'])}/"
    assert browser.send(f"{base}photo/", {}).headers["location"] == f"{base}named/"
    led = browser.send(f"{base}named/", {"named": "yes"})
    assert led.headers["location"] == f"{base}oath/"
    return base


def test_a_guest_goes_on_with_the_same_question_once_signed_in_and_the_draft_is_theirs(
    attacked: Hall, guest: Applicant
) -> None:
    base = _until_the_oath(guest)
    asked = guest.look(f"{base}oath/")
    assert "Sign in to go on" in words_of(asked)
    assert "Park By-law, 9" in words_of(asked)
    assert f"next={base.replace('/', '%2F')}oath%2F" in asked.text, "it leads back to this very question"

    typed = guest.send(f"{base}oath/", {"oath": NAMED["oath"]})
    assert (typed.status, typed.headers["location"]) == (303, f"{base}oath/")
    assert str(NAMED["oath"]) not in guest.look(f"{base}oath/").text, "it is kept, and shown to nobody yet"

    guest.sign_in("noor-al-bahar")
    back = guest.look(f"{base}oath/")
    assert back.status == 200
    assert str(NAMED["oath"]) in back.text
    onward = guest.send(f"{base}oath/", {"oath": NAMED["oath"]})
    assert onward.headers["location"] == f"{base}check/", "their name is held, and not asked"
    assert str(NAMED["saw"]) in guest.look(f"{base}check/").text
    assert guest.send(f"{base}check/", {}).headers["location"] == f"{base}done/"

    with closing(Applicant(attacked)) as elsewhere:
        elsewhere.sign_in("noor-al-bahar")
        assert elsewhere.look(f"/en/track/{reference_in(base)}/").status == 200, "it is theirs on any device"


def test_what_was_answered_surely_is_shown_to_nobody_less_sure(attacked: Hall, guest: Applicant) -> None:
    base = _until_the_oath(guest)
    before = dict(guest.cookies)
    guest.sign_in("noor-al-bahar")
    guest.look(f"{base}oath/")
    guest.send(f"{base}oath/", {"oath": NAMED["oath"]})
    with closing(Applicant(attacked, before)) as thief:
        for page in ("saw", "oath", "check"):
            found = thief.look(f"{base}{page}/")
            assert found.status == 404, "the secret of a guest opens nothing once somebody has signed in"
            assert str(NAMED["saw"]) not in found.text


def test_whoever_leaves_the_question_out_needs_no_account(guest: Applicant) -> None:
    base = _until_the_oath(guest)
    assert guest.send(f"{base}named/", {"named": "no"}).headers["location"] == f"{base}check/"
    assert guest.send(f"{base}check/", {}).headers["location"] == f"{base}done/"


def test_there_is_no_way_around_it(guest: Applicant) -> None:
    base = _until_the_oath(guest)
    assert guest.look(f"{base}check/").headers["location"] == f"{base}oath/"
    assert guest.send(f"{base}check/", {}).headers["location"] == f"{base}oath/"
    assert guest.look(f"{base}full-name/").status == 200
    assert "Sign in to go on" in words_of(guest.look(f"{base}full-name/")), "nor is what comes after it"
    told = apply(guest, WITNESS, NAMED, "around")
    assert (told.status, told.json()["code"]) == (401, "sign-in-needed")


def test_the_start_page_says_from_which_question_on(guest: Applicant) -> None:
    page = words_of(guest.look(f"/en/services/{WITNESS}/"))
    assert re.search(r"From the question “oath” on: You sign in, and your identity must be verified", page), page


def test_who_signed_in_since_finds_what_they_began_as_a_guest(guest: Applicant) -> None:
    base = _until_the_oath(guest)
    guest.sign_in("noor-al-bahar")
    page = guest.look(f"/en/apply/{WITNESS}/")
    assert page.status == 200
    assert base in page.text
