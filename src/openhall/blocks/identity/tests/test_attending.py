"""Somebody at a counter: proven by a paper, helped for an hour by whoever holds the post, and no longer."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from openhall.blocks.identity.facade import (
    AttendanceRefused,
    Counter,
    MandateRefused,
    NotMandated,
    Officer,
    Scope,
    Shown,
    Terms,
    Visitor,
    attend,
    attendance_of,
    attended_before,
    begin_session,
    confirm_mandate,
    end_attendance,
    end_mandate,
    hand_over_code,
    hand_over_sheet,
    keep_offices,
    mandates_of,
    may_help,
    offer_mandate,
    place_of_paper,
    visitor_of,
    write_down_mandate,
)
from openhall.blocks.identity.models import Mandate
from openhall.blocks.journal.facade import OWN, Reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=59)
SERVICE, OTHER = "park-office/dog-licence", "port-office/mooring"
COUNTER = Counter("officer", "park-office", "keeper")


def test_for_an_hour_the_officer_acts_and_everything_is_written_down() -> None:
    cookie = begin_session(person="officer", now=NOW)
    made = _attend()

    assert may_help(_seen(cookie), "resident", SERVICE, Scope.SUBMIT)
    assert not may_help(_seen(cookie), "resident", OTHER, Scope.SUBMIT), "only for what they came"
    assert not may_help(_seen(cookie), "resident", SERVICE, Scope.LETTERS)
    assert confirm_mandate(giver="resident", helper="officer", scope=Scope.SUBMIT, service=SERVICE, now=LATER)
    assert attendance_of(attendance=made, officer="officer", now=LATER).shown == Shown("card", 3)
    assert attended_before(officer="officer", key="one") == made
    proven = next(each for each in _leaves("identity.proven"))
    assert (proven["person"], proven["by"], proven["paper"], proven["level"]) == ("resident", "officer", "card", 3)

    over = NOW + timedelta(minutes=60)
    assert not _seen(cookie, over).mandates
    with pytest.raises(NotMandated):
        confirm_mandate(giver="resident", helper="officer", scope=Scope.SUBMIT, service=SERVICE, now=over)
    with pytest.raises(AttendanceRefused):
        attendance_of(attendance=made, officer="officer", now=over)


def test_it_ends_with_the_next_request_when_either_side_or_the_post_ends_it() -> None:
    cookie = begin_session(person="officer", now=NOW)
    made = _attend("by the officer")
    end_attendance(attendance=made, officer="officer", now=NOW)
    assert not _seen(cookie).mandates

    made = _attend("by the person")
    given, _held = mandates_of("resident", now=NOW)
    end_mandate(mandate=given[0].id, actor="resident", now=NOW)
    assert not _seen(cookie).mandates
    with pytest.raises(AttendanceRefused):
        hand_over_sheet(attendance=made, officer="officer", now=NOW)

    _attend("by the post")
    assert _seen(cookie).mandates
    keep_offices({"officer": Officer("park-office", ("gardener",))})
    assert not _seen(cookie).mandates, "whoever lost the post acts for nobody at a counter"


def test_nobody_attends_to_themselves_or_to_whom_they_help_privately() -> None:
    with pytest.raises(AttendanceRefused) as refused:
        _attend("self", person="officer")
    assert refused.value.code == "not-oneself"
    made, _ = offer_mandate(
        giver="resident", terms=Terms(("fill",), NOW + timedelta(days=9)), helper="officer", now=NOW
    )
    with pytest.raises(AttendanceRefused) as refused:
        _attend("private")
    assert refused.value.code == "acts-privately"
    end_mandate(mandate=made, actor="resident", now=NOW)
    assert _attend("private")


def test_a_sheet_is_handed_to_whoever_stands_there_and_to_no_officer() -> None:
    made = _attend()
    code, _ends = hand_over_code(attendance=made, officer="officer", now=NOW)
    assert len(code) == len("ABCD-EFGH-JKMN-PQRS")
    assert len(hand_over_sheet(attendance=made, officer="officer", now=NOW).codes) == 10
    with pytest.raises(AttendanceRefused):
        hand_over_code(attendance=made, officer="owner", now=NOW)
    keep_offices({"resident": Officer("port-office", ("pilot",))})
    for hand_over in (hand_over_code, hand_over_sheet):
        with pytest.raises(AttendanceRefused) as refused:
            hand_over(attendance=made, officer="officer", now=NOW)
        assert refused.value.code == "is-officer"


def test_a_mandate_on_paper_says_where_it_is_kept_and_needs_one_of_the_two() -> None:
    made, terms = _attend(), Terms(("fill",), NOW + timedelta(days=30))

    def write(giver: str, helper: str) -> tuple[str, str]:
        return write_down_mandate(
            attendance=made, officer="officer", giver=giver, helper=helper, terms=terms, paper="C4", now=NOW
        )

    for giver, helper in (("owner", "officer"), ("officer", "resident"), ("owner", ""), ("", "resident")):
        with pytest.raises((AttendanceRefused, MandateRefused)):
            write(giver, helper)
    _id, code = write("resident", "")
    assert code, "the helper has no account yet: they say yes with a code"
    assert write("owner", "resident")[1] == ""
    held = _seen(begin_session(person="resident", now=NOW)).mandates
    assert [(each.giver, each.office) for each in held] == [("owner", "")]
    assert [each["attendance"] for each in _leaves("mandate.accepted")] == [made]
    row = Mandate.objects.get(helper="resident", giver="owner")
    assert row.paper is not None
    assert b"C4" not in bytes(row.paper)
    assert place_of_paper(row.pk, reader=Reader("owner", OWN, "", NOW)) == "C4"
    facts = next(each for each in mandates_of("owner", now=NOW)[0])
    assert (facts.counter, facts.is_counter) == ("park-office", False)


def _attend(key: str = "one", person: str = "resident") -> str:
    return attend(person=person, counter=COUNTER, shown=Shown("card", 3), services=("park-office",), key=key, now=NOW)


def _seen(cookie: str, now: datetime = LATER) -> Visitor:
    return visitor_of(cookie=cookie, authorization="", now=now)


def _leaves(kind: str) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM journal_record WHERE kind = %s ORDER BY id", [kind])
        return [json.loads(row[0]) for row in cursor.fetchall()]
