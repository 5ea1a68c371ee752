"""A one-time code to sign in: for one person, once, for an hour, and nothing of it in the database."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from openhall.blocks.identity.adapters import check
from openhall.blocks.identity.facade import (
    GUEST,
    SignInRefused,
    accept_invitation,
    begin_session,
    invite,
    keep_officer,
    open_adapters,
    sign_in,
    visitor_of,
)
from openhall.blocks.identity.models import Invitation, Session

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def code(settings: Settings) -> str:
    """Return a code for an officer of a hall that is no demonstration."""
    settings.OPENHALL_DEMO = False
    keep_officer(person="rae", name={"en": "Rae"})
    return invite(person="rae", actor="operator", now=NOW)[0]


def refused(code: str, now: datetime = NOW) -> None:
    sessions = Session.objects.count()
    with pytest.raises(SignInRefused):
        accept_invitation(code=code, now=now)
    assert Session.objects.count() == sessions


def test_a_code_signs_its_person_in_once_at_the_highest_level(code: str) -> None:
    old = begin_session(person="rae", now=NOW)
    cookie = accept_invitation(code=code, instead_of=old, now=NOW)

    visitor = visitor_of(cookie=cookie, authorization="", now=NOW)
    assert (visitor.id, visitor.level, visitor.name) == ("rae", 3, {"en": "Rae"})
    assert visitor_of(cookie=old, authorization="", now=NOW) == GUEST
    refused(code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, subject FROM journal_record ORDER BY id")
        assert cursor.fetchall() == [("invitation.made", "person:rae"), ("invitation.used", "person:rae")]


def test_a_code_ends_after_an_hour_and_with_the_next_one(code: str) -> None:
    last = NOW + timedelta(hours=1)
    refused(code, last)

    newer, ends_at = invite(person="rae", actor="operator", now=NOW)
    refused(code)
    assert ends_at == last
    assert accept_invitation(code=newer, now=last - timedelta(seconds=1))


def test_a_code_is_typed_with_dashes_or_without_in_large_letters_or_small(code: str) -> None:
    assert re.fullmatch(r"(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}", code)
    assert accept_invitation(code=f" {code.replace('-', ' ').lower()} ", now=NOW)


def test_neither_code_nor_its_beginning_is_stored(code: str) -> None:
    row = Invitation.objects.get()

    assert code not in repr(row.__dict__)
    assert code.replace("-", "") not in repr(row.__dict__)
    refused(row.digest)
    refused(code[:-1])
    refused("")


def test_nobody_is_invited_whom_the_hall_does_not_know(code: str) -> None:
    with pytest.raises(SignInRefused):
        invite(person="nobody", actor="operator", now=NOW)
    assert accept_invitation(code=code, now=NOW)


@pytest.mark.usefixtures("code")
def test_invitations_offer_no_sign_in_to_others() -> None:
    assert open_adapters() == ()
    assert check() == []
    with pytest.raises(SignInRefused):
        sign_in(adapter="invitation", given={"person": "rae"}, now=NOW)
