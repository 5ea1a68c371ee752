"""Whoever is forgotten is gone from every table here, and from the cards of those who helped them."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator

from openhall.blocks.identity.accounts import keep_account, new_person
from openhall.blocks.identity.facade import (
    Terms,
    accept_mandate,
    begin_session,
    calendar_of,
    forget_person,
    offer_mandate,
    offer_seat,
    people_like,
    visitor_of,
)
from openhall.blocks.identity.models import (
    Account,
    Address,
    CalendarAddress,
    Mandate,
    Membership,
    Person,
    PersonMark,
    SeatOffer,
    SentCode,
    Session,
    Sheet,
)
from openhall.blocks.identity.sheets import make_sheet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TERMS = Terms(("submit",), NOW + timedelta(days=30), ("park-office",))


def _with_everything(person: str) -> None:
    account = keep_account(person, NOW)
    Address.objects.create(digest="a" * 64, account=account, channel="mail", sealed=b"x", confirmed_at=NOW)
    SentCode.objects.create(
        id="c", channel="mail", sealed=b"x", language="en", account=account, made_at=NOW, ends_at=NOW
    )
    Authenticator.objects.create(user=account, type=Authenticator.Type.WEBAUTHN, data={"name": "Their telephone"})
    make_sheet(account=account.pk, level=2, now=NOW)
    calendar_of(person=person, now=NOW)
    begin_session(person=person, now=NOW)


def test_nothing_of_them_is_left_but_the_id() -> None:
    _with_everything("owner")
    offer_seat(organisation="kites", role="staff", actor="owner", now=NOW)
    assert people_like(name="Owner") == ("owner",)

    assert forget_person(person="owner")

    for table in (Account, Address, SentCode, Authenticator, Sheet, CalendarAddress, Session, SeatOffer):
        assert not table.objects.exists(), table
    assert not Membership.objects.filter(person="owner").exists()
    assert not PersonMark.objects.filter(person="owner").exists()
    assert people_like(name="Owner") == ()
    row = Person.objects.get(pk="owner")
    assert (row.name, row.facts, row.story, row.card, row.level) == (None, None, "{}", None, 0)
    assert not forget_person(person="owner")


def test_whoever_helped_them_knows_their_name_no_more() -> None:
    cookie = begin_session(person="resident", now=NOW)
    _, code = offer_mandate(giver="owner", terms=TERMS, now=NOW)
    accept_mandate(actor="resident", code=code, now=NOW)
    (before,) = visitor_of(cookie=cookie, authorization="", now=NOW).mandates
    assert before.name["en"] == "Owner"

    assert forget_person(person="owner")

    assert not Mandate.objects.exists()
    assert not visitor_of(cookie=cookie, authorization="", now=NOW).mandates


def test_whoever_came_by_mail_and_has_no_name_is_forgotten_too() -> None:
    person = new_person()
    _with_everything(person)

    assert forget_person(person=person)

    assert not Account.objects.exists()
    assert not forget_person(person=person)
    assert not forget_person(person="nobody-of-this-name")


def test_others_stay_as_they_are() -> None:
    _with_everything("resident")
    before = Person.objects.values().get(pk="resident")
    assert forget_person(person="owner")
    assert Person.objects.values().get(pk="resident") == before
    assert Account.objects.get().person_id == "resident"
    assert Sheet.objects.count() == Address.objects.count() == Session.objects.count() == 1
