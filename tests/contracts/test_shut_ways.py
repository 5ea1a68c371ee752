"""An operator shuts ways in: they are not offered, open nothing, and say nothing of who has an account."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test import Client
from pytest_django import Settings

from openhall.blocks.identity.models import Account, Person, SentCode, Session
from tests.contracts.test_accounts import MAIL, WORDS, hall, last_code, press, print_sheet, with_code

__all__ = ["hall"]
pytestmark = pytest.mark.usefixtures("hall")
CLOSED = "This hall does not offer this way to sign in"
TELEPHONE = "+852 5555 0100"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 1000)


def words(place: str) -> str:
    return Client().get(place).content.decode()


@pytest.mark.parametrize(
    ("shut", "address", "other", "label"),
    [
        (("mail",), MAIL, TELEPHONE, "Your telephone number"),
        (("sms",), TELEPHONE, MAIL, "Your email address"),
    ],
)
def test_a_code_goes_only_where_it_may(
    hall: Settings, shut: tuple[str, ...], address: str, other: str, label: str
) -> None:
    with_code(Client(), MAIL)
    SentCode.objects.all().delete()
    hall.OPENHALL_SHUT_WAYS = shut

    for place in ("/en/sign-in/", "/en/sign-in/send/"):
        assert re.search(rf"<label[^>]*>{label}<", words(place)), place
    for unknown in (address, address.replace("0", "1").replace("wing", "nobody")):
        refused = press(Client(), "sign-in/send/", address=unknown)
        assert (refused.status_code, CLOSED in refused.content.decode()) == (422, True), unknown
    assert not SentCode.objects.exists()
    assert with_code(Client(), other)["Location"] == "/en/me/"


def test_a_code_that_was_sent_before_opens_nothing_any_more(hall: Settings) -> None:
    client = Client()
    press(client, "sign-in/send/", address=MAIL)
    hall.OPENHALL_SHUT_WAYS = ("mail",)

    assert press(client, "sign-in/code/", code=last_code()).status_code == 422
    assert not Account.objects.exists()


def test_where_nothing_is_sent_codes_are_not_offered_and_their_sessions_end(hall: Settings) -> None:
    client = Client()
    with_code(client)
    number, codes = print_sheet(client)
    hall.OPENHALL_SHUT_WAYS = ("mail", "sms")

    assert client.get("/en/me/").status_code == 302
    assert "sign-in/send/" not in words("/en/sign-in/")
    assert Client().get("/en/sign-in/send/")["Location"] == "/en/sign-in/"
    # A printed code, and a passkey, open what they opened.
    assert press(Client(), "sign-in/printed/", number=number, code=codes[0])["Location"] == "/en/me/"


def test_a_password_opens_nothing_and_none_is_chosen(hall: Settings) -> None:
    client, holder = Client(), Client()
    with_code(client)
    Account.objects.update(made_at=datetime.now(UTC) - timedelta(hours=1))
    assert press(client, "me/sign-in/password/", password=WORDS).status_code == 303
    assert press(holder, "sign-in/password/", address=MAIL, password=WORDS).status_code == 303
    hall.OPENHALL_SHUT_WAYS = ("password",)

    assert holder.get("/en/me/").status_code == 302
    assert press(Client(), "sign-in/password/", address=MAIL, password=WORDS)["Location"] == "/en/sign-in/"
    assert "sign-in/password/" not in words("/en/sign-in/")
    assert press(client, "me/sign-in/password/", current=WORDS, password="x" * 12)["Location"] == "/en/me/sign-in/"
    assert "me/sign-in/password/" not in client.get("/en/me/sign-in/").content.decode()
    # It can be taken away, and the rest goes on as before.
    assert press(client, "me/sign-in/remove/", what="password").status_code == 303
    assert not Account.objects.get().has_usable_password()


@pytest.mark.parametrize("shut", [(), ("mail",)])
def test_where_mail_is_shut_nobody_takes_another_account_over_by_it(hall: Settings, shut: tuple[str, ...]) -> None:
    with_code(Client(), MAIL)
    known = Client()
    with_code(known, "known@example.org")
    person = Account.objects.latest("made_at").person_id
    Person.objects.filter(pk=person).update(level=2)
    Session.objects.filter(person=person).update(level=2)
    # Somebody who came in by a stronger way.
    Session.objects.update(adapter="printed-code")
    hall.OPENHALL_SHUT_WAYS = shut

    press(known, "me/sign-in/address/", address=MAIL)
    led = press(known, "me/sign-in/address/", code=last_code())
    assert (led.status_code, "used for another account" in led.content.decode()) == (
        (422, True) if shut else (303, False)
    )
    joined = press(known, "me/sign-in/together/")
    assert ("done=joined" in joined.headers.get("Location", "")) == (not shut)
