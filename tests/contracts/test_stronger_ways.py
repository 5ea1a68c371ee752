"""Who keeps a stronger way shows it: whoever got into a mailbox opens nobody's page that is proven by more."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from openhall.blocks.identity.facade import begin_session, make_sheet
from openhall.blocks.identity.models import Account, Person, ProviderLink, Session
from openhall.kernel.visits import SESSION_COOKIE
from tests.attacks.test_same_person import provider
from tests.contracts.test_accounts import add_authenticator, hall, press, print_sheet, session, with_code
from tests.followers import words_of
from tests.providers import Provider

pytestmark = pytest.mark.usefixtures("hall")
__all__ = ["hall", "provider"]
SECOND = "/en/sign-in/second/"
PAGES = ("/en/me/", "/en/me/letters/", "/en/me/privacy/", "/en/me/sign-in/")


@pytest.fixture
def known() -> Client:
    """Return the browser of somebody who is known (level 2), and whose mailbox opens their account too."""
    client = Client()
    with_code(client)
    person = Account.objects.get().person_id
    Person.objects.filter(pk=person).update(level=2)
    client.cookies[SESSION_COOKIE] = begin_session(person=person, adapter="passkey", level=2, now=datetime.now(UTC))
    return client


def _reads_nothing(thief: Client) -> None:
    for place in PAGES:
        answer = thief.get(place)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/en/sign-in/"), place


def test_a_mailbox_alone_opens_the_page_of_whoever_is_known_by_nothing_more() -> None:
    with_code(Client())
    assert with_code(Client())["Location"] == "/en/me/"


def test_a_mailbox_alone_opens_no_page_of_whoever_keeps_a_sheet(known: Client) -> None:
    assert "A code alone opens your account. Add one of the ways above" in words_of(known.get("/en/me/sign-in/"))
    number, codes = print_sheet(known)
    assert "A code alone does not open your account" in words_of(known.get("/en/me/sign-in/"))
    thief = Client()
    assert with_code(thief)["Location"] == SECOND
    page = words_of(thief.get(SECOND))
    assert "The next code of your printed sheet" in page
    assert "Passkey" not in page
    _reads_nothing(thief)
    assert press(thief, "sign-in/second/", code="AAAA-AAAA").status_code == 422
    _reads_nothing(thief)

    assert press(thief, "sign-in/second/", code=codes[0])["Location"] == "/en/me/"
    assert (session().adapter, session().level) == ("two-factors", 2)
    # The sheet by itself is as good as before.
    assert press(Client(), "sign-in/printed/", number=number, code=codes[1])["Location"] == "/en/me/"
    assert (session().adapter, session().level) == ("printed-code", 2)


def test_when_its_last_code_is_used_a_sheet_is_asked_for_no_more(known: Client) -> None:
    number, codes = print_sheet(known)
    for code in codes:
        assert press(Client(), "sign-in/printed/", number=number, code=code).status_code == 303
    assert with_code(Client())["Location"] == "/en/me/"


def test_what_a_mailbox_alone_has_opened_ends_when_its_owner_keeps_what_proves_more(known: Client) -> None:
    thief = Client()
    assert with_code(thief)["Location"] == "/en/me/"
    assert thief.get("/en/me/").status_code == 200
    print_sheet(known)
    _reads_nothing(thief)
    assert known.get("/en/me/").status_code == 200


def test_what_a_mailbox_alone_has_added_shuts_its_owner_out_of_nothing() -> None:
    thief = Client()
    with_code(thief)
    print_sheet(thief)
    assert session().level == 1
    assert with_code(Client())["Location"] == "/en/me/", (
        "a sheet that proves no more than a mailbox is asked for by nobody"
    )
    Person.objects.filter(pk=Account.objects.get().person_id).update(level=2)
    number = make_sheet(account=Account.objects.get().pk, level=2, now=datetime.now(UTC)).number
    assert number
    assert with_code(Client())["Location"] == SECOND
    assert Session.objects.filter(level=1).count() == 0


def test_an_authenticator_of_the_owner_is_asked_for_as_before(known: Client) -> None:
    early = Client()
    assert with_code(early)["Location"] == "/en/me/"
    add_authenticator(known)
    _reads_nothing(early)
    print_sheet(known)
    thief = Client()
    assert with_code(thief)["Location"] == SECOND
    assert "The six figures of your authenticator, or the next code of your printed sheet" in words_of(
        thief.get(SECOND)
    )


def test_whoever_an_outside_provider_knows_is_led_there(
    known: Client, provider: tuple[Provider, Path], settings: Settings
) -> None:
    del known
    person = Account.objects.get().person
    ProviderLink.objects.create(
        id="1", person=person, provider=provider[0].id, issuer="x", mark="m", level=2, made_at=datetime.now(UTC)
    )
    assert with_code(Client())["Location"] == "/en/me/", "one that may not be chosen here shuts nobody out"
    settings.OPENHALL_IDENTITY_PROVIDER = (str(provider[1]),)
    thief = Client()
    assert with_code(thief)["Location"] == SECOND
    assert f"/en/sign-in/outside/{provider[0].id}/" in thief.get(SECOND).content.decode()
    _reads_nothing(thief)
