"""Sessions and tokens: who is asking, from when to when, and that nothing else opens the door."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.facade import (
    GUEST,
    SignInRefused,
    Visitor,
    begin_session,
    end_session,
    issue_token,
    keep_demo_people,
    sign_in,
    visitor_of,
)
from openhall.blocks.identity.models import Membership, Person, Session, Token
from openhall.blocks.identity.tests.factories import people

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def asked(cookie: str = "", authorization: str = "", now: datetime = NOW) -> Visitor:
    return visitor_of(cookie=cookie, authorization=authorization, now=now)


def test_a_session_says_who_is_asking() -> None:
    visitor = asked(begin_session(person="owner", now=NOW))

    assert (visitor.id, visitor.name["en"], visitor.level) == ("owner", "Owner", 3)
    assert [(each.id, each.role, each.audience) for each in visitor.organisations] == [
        ("club", "secretary", "organisation"),
        ("kites", "director", "business"),
    ]
    assert visitor.officer is None
    assert not visitor.is_guest


def test_an_officer_comes_with_office_and_posts() -> None:
    visitor = asked(begin_session(person="officer", now=NOW))

    assert visitor.officer is not None
    assert (visitor.officer.authority, visitor.officer.posts) == ("park-office", ("keeper",))
    assert visitor.is_officer
    assert visitor.organisations == ()


def test_a_session_is_no_surer_than_its_person() -> None:
    assert asked(begin_session(person="resident", now=NOW)).level == 1


@pytest.mark.django_db(transaction=True)
def test_who_is_asking_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token = begin_session(person="owner", now=NOW)

    with django_assert_num_queries(1):
        asked(token)
    with django_assert_num_queries(0):
        assert asked() == asked("short") == asked("键" * 43) == GUEST


def test_only_a_hash_of_a_token_is_stored() -> None:
    token = begin_session(person="owner", now=NOW)
    bearer, _ = issue_token(person="owner", now=NOW)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity_session")
        session = repr(cursor.fetchall())
        cursor.execute("SELECT * FROM identity_token")
        kept = session + repr(cursor.fetchall())
    assert token not in kept
    assert bearer not in kept


def test_every_change_of_person_is_a_fresh_session_and_the_old_one_ends() -> None:
    tokens = [begin_session(person="owner", now=NOW)]
    for person in ("resident", "officer", "officer"):
        tokens.append(begin_session(person=person, instead_of=tokens[-1], now=NOW))

    assert all(one != two for one, two in pairwise(tokens))
    assert [asked(token).id for token in tokens] == ["", "", "", "officer"]
    assert Session.objects.count() == 1


def test_a_session_that_somebody_set_beforehand_is_worth_nothing() -> None:
    planted = "A" * 43

    token = begin_session(person="owner", instead_of=planted, now=NOW)

    assert token != planted
    assert asked(planted) == GUEST


def test_a_session_that_ended_is_gone() -> None:
    token = begin_session(person="owner", now=NOW)
    end_session(token)

    assert asked(token) == GUEST
    assert not Session.objects.exists()
    end_session(token)
    end_session("")


def test_a_tampered_token_opens_nothing() -> None:
    token = begin_session(person="owner", now=NOW)
    other = "a" if token[0] != "a" else "b"

    for wrong in (other + token[1:], token[:-1], token + "a", token.swapcase(), f"{token} ", f"%{token[1:]}"):
        assert asked(wrong) == GUEST
    assert asked(token).id == "owner"


def test_an_idle_session_ends_after_eight_hours() -> None:
    token = begin_session(person="owner", now=NOW)

    assert asked(token, now=NOW + timedelta(hours=7, minutes=59)).id == "owner"
    assert asked(token, now=NOW + timedelta(hours=7, minutes=59, seconds=59)).id == "owner"
    assert asked(begin_session(person="owner", now=NOW), now=NOW + timedelta(hours=8)) == GUEST


def test_a_busy_session_ends_after_a_day() -> None:
    token = begin_session(person="owner", now=NOW)
    for hour in range(1, 24):
        assert asked(token, now=NOW + timedelta(hours=hour)).id == "owner"

    assert asked(token, now=NOW + timedelta(hours=24)) == GUEST


@pytest.mark.django_db(transaction=True)
def test_reading_page_after_page_writes_once_in_five_minutes(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    token = begin_session(person="owner", now=NOW)
    with django_assert_num_queries(5):
        for second in range(5):
            asked(token, now=NOW + timedelta(seconds=60 * second))
    later = NOW + timedelta(minutes=6)
    with django_assert_num_queries(2 + 1):
        asked(token, now=later)
        asked(token, now=later + timedelta(seconds=1))
    assert Session.objects.get().seen_at == later


def test_a_bearer_token_says_who_is_asking_until_it_ends() -> None:
    token, ends_at = issue_token(person="resident", now=NOW)

    visitor = asked(authorization=f"Bearer {token}")
    assert (visitor.id, visitor.level) == ("resident", 3)
    assert asked(authorization=f"Bearer {token}", now=ends_at) == GUEST


def test_a_token_is_no_cookie_and_a_cookie_no_token() -> None:
    bearer, _ = issue_token(person="owner", now=NOW)
    session = begin_session(person="owner", now=NOW)

    assert asked(cookie=bearer) == GUEST
    assert asked(authorization=f"Bearer {session}") == GUEST
    assert asked(authorization=f"Basic {bearer}") == GUEST


def test_beside_a_bearer_token_the_cookie_is_not_looked_at() -> None:
    session = begin_session(person="owner", now=NOW)

    assert asked(cookie=session, authorization="Bearer " + "x" * 43) == GUEST


def test_a_seat_or_post_that_is_taken_away_is_gone_with_the_next_request() -> None:
    owner, officer = begin_session(person="owner", now=NOW), begin_session(person="officer", now=NOW)
    Membership.objects.filter(organisation="kites").delete()
    Person.objects.filter(pk="officer").update(authority="", posts="[]")
    write_cards(["owner", "officer"])

    assert [each.id for each in asked(owner).organisations] == ["club"]
    assert asked(officer).officer is None


def test_nobody_unknown_is_let_in() -> None:
    with pytest.raises(SignInRefused) as refused:
        sign_in(adapter="demo", given={"person": "nobody"}, now=NOW)
    assert refused.value.code == "unknown-person"
    with pytest.raises(SignInRefused):
        begin_session(person="nobody", now=NOW)
    with pytest.raises(SignInRefused):
        issue_token(person="nobody", now=NOW)
    with pytest.raises(SignInRefused) as closed:
        sign_in(adapter="carrier-pigeon", given={}, now=NOW)
    assert closed.value.code == "sign-in-closed"
    assert not Session.objects.exists()
    assert not Token.objects.exists()


def test_a_refused_sign_in_leaves_the_session_that_was_there() -> None:
    token = begin_session(person="owner", now=NOW)

    with pytest.raises(SignInRefused):
        sign_in(adapter="demo", given={"person": "nobody"}, instead_of=token, now=NOW)
    assert asked(token).id == "owner"


def test_ended_sessions_are_swept_when_others_begin() -> None:
    begin_session(person="owner", now=NOW)
    begin_session(person="resident", now=NOW + timedelta(days=2))

    assert [row.person_id for row in Session.objects.all()] == ["resident"]


def test_without_a_demonstration_its_sessions_and_people_are_nothing(settings: Settings) -> None:
    session, (bearer, _) = begin_session(person="owner", now=NOW), issue_token(person="owner", now=NOW)
    settings.OPENHALL_DEMO = False

    assert asked(session) == asked(authorization=f"Bearer {bearer}") == GUEST
    with pytest.raises(SignInRefused):
        issue_token(person="owner", now=NOW)
    keep_demo_people(people())
    assert not Person.objects.exists()
    assert not Session.objects.exists()
