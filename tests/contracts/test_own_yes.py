"""On pages: somebody at a counter says yes themselves; one firm acts for another; two accounts come together."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import Settings

from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.codes import digits_of
from openhall.blocks.identity.facade import MANAGING, begin_session, keep_account
from openhall.blocks.identity.models import Account, Address, Membership, Organisation, Person, SentCode
from openhall.blocks.journal.facade import seal
from openhall.kernel.visits import SESSION_COOKIE
from tests.applicants import words_in
from tests.reports import report_of

pytestmark = pytest.mark.usefixtures("hall")
HERE = {"Sec-Fetch-Site": "same-origin"}
CLERK, SUPERVISOR, PERSON = "odile-okafor", "joseph-amadi", "idris-al-bahar"
CARD: dict[str, Any] = {"paper": "resident-card", "number": "LB-8831-0461"}


@pytest.fixture
def hall(db: None, settings: Settings) -> None:
    """Load the example town."""
    del db
    settings.OPENHALL_DEMO = True
    publish_catalogue(report=report_of("example"), actor="test", now=datetime.now(UTC))


def _browser(person: str) -> Client:
    client = Client()
    client.cookies[SESSION_COOKIE] = begin_session(person=person, now=datetime.now(UTC))
    return client


def _press(client: Client, place: str, status: int = 303, **fields: Any) -> str:
    """Press a button; return where it leads, or the words of the page."""
    answer = client.post(place, fields, headers=HERE)
    assert answer.status_code == status, words_in(answer.content.decode())
    return str(answer.headers["location"]) if status == 303 else words_in(answer.content.decode())


def _words(client: Client, place: str) -> str:
    return words_in(client.get(place).content.decode())


@pytest.fixture
def place() -> str:
    """Attend to somebody who has an address; return the page of the counter."""
    now, digest = datetime.now(UTC), "a" * 64
    account = keep_account(PERSON, now)
    sealed = seal(owner=f"person:{PERSON}", plain=b"idris@example.com", context=f"address:{digest}".encode())
    Address.objects.create(digest=digest, account=account, channel="mail", sealed=sealed, confirmed_at=now)
    return _press(_browser(CLERK), "/desk/counter/", **CARD)


def test_an_officer_asks_for_their_own_yes_and_the_supervisor_sees_who_was_not_asked(place: str) -> None:
    clerk = _browser(CLERK)
    page = _words(clerk, place)
    assert "First they say yes themselves" in page
    assert "Print a sheet" not in page
    assert _press(clerk, f"{place}mandate/", paper="shelf 1") == place
    assert "First they say yes themselves" in _press(clerk, f"{place}code/", 200)
    assert _press(clerk, f"{place}ask/").startswith(place)
    assert "This code is not right" in _press(clerk, f"{place}confirm/", 422, typed="00000000")
    assert "Say why not" in _press(clerk, f"{place}without/", 422)
    code = SentCode.objects.latest("made_at").pk
    assert _press(clerk, f"{place}confirm/", typed=digits_of(code)).startswith(place)
    assert "Print a sheet of ten codes" in _words(clerk, place)

    again = _press(clerk, "/desk/counter/", **CARD)
    _press(clerk, f"{again}without/", why="silent")
    seen = _words(_browser(SUPERVISOR), "/desk/counter/")
    assert "By a code that was sent to them" in seen
    assert "Nothing arrives" in seen
    assert "Sent for without their own yes in these 30 days: 1 of 2." in seen


def test_one_firm_lets_another_act_for_it_on_their_pages() -> None:
    seat = Membership.objects.filter(person__is_demo=True, role__in=MANAGING).order_by("pk")[0]
    giver, firm, helper, other = str(seat.person_id), str(seat.organisation_id), PERSON, "ledgers"
    Organisation.objects.create(id=other, audience="business")
    Membership.objects.create(person_id=helper, organisation_id=other, role="owner")
    with transaction.atomic():
        write_cards([helper])
    client, page = _browser(giver), f"/en/me/organisations/{firm}/"
    told = _press(client, f"{page}firms/", 422, **{"ends-day": "31"})
    assert "Choose at least one thing that they may do" in told
    made = client.post(
        f"{page}firms/",
        {"scopes": ["matters", "submit"], "ends-day": "31", "ends-month": "12", "ends-year": "2027"},
        headers=HERE,
    ).content.decode()
    code = re.search(r'<b class="numbers" lang="en">([0-9a-f]{16})</b>', made)
    assert code, words_in(made)
    assert "Whoever brings your code may act for this organisation until" in _words(client, page)
    refused = _press(client, f"{page}firms/code/", 422, firm_code=code[1])
    assert "This code is of this organisation itself" in refused
    there = f"/en/me/organisations/{other}/"
    taker = _browser(helper)
    assert _press(taker, f"{there}firms/code/", firm_code=code[1]).startswith(there)
    assert "This organisation may act for" in _words(taker, there)
    assert ", which acts for it" in _words(taker, "/en/me/organisations/")
    ends = re.search(r'action="([^"]+/firms/[^"]+/end/)"', taker.get(there).content.decode())
    assert ends
    assert _press(taker, ends[1]).startswith(there)
    assert ", which acts for it" not in _words(taker, "/en/me/organisations/")


def test_what_was_typed_to_ask_somebody_in_stands_there_again_when_it_is_refused() -> None:
    seat = next(
        (str(each.pk), seat.organisation_id)
        for each in Person.objects.filter(is_demo=True)
        for seat in each.memberships.filter(role__in=MANAGING)
    )
    answer = _browser(seat[0]).post(
        f"/en/me/organisations/{seat[1]}/",
        {"role": "agent", "until-day": "31", "until-month": "2", "until-year": "2027"},
        headers=HERE,
    )
    page = answer.content.decode()
    assert answer.status_code == 409
    assert re.search(r'value="agent"[^>]*selected', page)
    assert all(f'value="{part}"' in page for part in ("31", "2027"))


def _added(client: Client, mail: str, status: int = 303) -> str:
    """Add an address, and enter the code that was sent to it."""
    _press(client, "/en/me/sign-in/address/", address=mail)
    code = digits_of(SentCode.objects.latest("made_at").pk)
    return _press(client, "/en/me/sign-in/address/", status, code=code)


def test_two_accounts_come_together_on_the_page_of_how_one_signs_in() -> None:
    stranger = Client()
    mail = "wing@example.org"
    stranger.post("/en/sign-in/send/", {"address": mail}, headers=HERE)
    _press(stranger, "/en/sign-in/code/", code=digits_of(SentCode.objects.latest("made_at").pk))
    other = Account.objects.get(addresses__isnull=False).person_id

    assert "first prove who you are" in _added(_browser(PERSON), mail, 422)
    # A counter has seen their paper.
    Person.objects.filter(pk=PERSON).update(level=2)
    client = _browser(PERSON)
    led = _added(client, mail)
    assert led == "/en/me/sign-in/together/"
    page = _words(client, led)
    assert "Bring your two accounts together?" in page
    assert "Nothing was applied for or begun with it" in page
    assert _press(client, led) == "/en/me/sign-in/?done=joined"
    kept = client.get("/en/me/sign-in/").content.decode()
    assert mail in kept
    assert "Part them again" in kept
    assert stranger.get("/en/me/").status_code != 200, "the other account is signed out"
    joining = re.search(r'name="joining" value="([^"]+)"', kept)
    assert joining
    assert _press(client, "/en/me/sign-in/part/", joining=joining[1]) == "/en/me/sign-in/?done=parted"
    assert Address.objects.get().account.person_id == other
