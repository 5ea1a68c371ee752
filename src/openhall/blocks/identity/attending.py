"""Somebody stands at a counter: proven by a paper that was seen, helped for an hour; all of it is in the log.

What the officer may do meanwhile is a mandate like any other, so both names stand on what is sent, it can be undone for
two days, and the person can end it with one press. Whoever calls has asked whether the officer may attend to people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from django.db import transaction

from openhall.blocks.identity.accounts import keep_account
from openhall.blocks.identity.actions import digest_of_token
from openhall.blocks.identity.cards import write_cards
from openhall.blocks.identity.finding import keep_marks
from openhall.blocks.identity.invitations import print_invitation
from openhall.blocks.identity.mandate_ends import post_reminder
from openhall.blocks.identity.mandates import MandateRefused, Terms, end_by, log_mandate, made_mandate
from openhall.blocks.identity.models import Account, Attendance, Mandate, Person, Sheet
from openhall.blocks.identity.rules import MandateState, Scope
from openhall.blocks.identity.sealed import (
    FACTS,
    NAME,
    held_facts,
    names_of,
    person_key,
    sealed_json,
    sealed_place,
)
from openhall.blocks.identity.sheets import PrintedSheet, make_sheet
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text
from openhall.kernel.references import new_reference

#: So long an officer may act for somebody who stands before them.
ATTENDANCE_LASTS = timedelta(minutes=60)
#: What they may do meanwhile: no letters are read at a counter, and cash is taken at the desk.
SCOPES = (Scope.MATTERS, Scope.FILL, Scope.SUBMIT, Scope.BOOK)
#: And before the person has said yes themselves (``confirming.py``), where they have a way to.
BEFORE_YES = (Scope.MATTERS, Scope.FILL)
#: Nobody could ask them: they have no way of their own yet.
NO_WAY = "no-way"
_CODE_BYTES = 8


class AttendanceRefused(Refusal):
    """An officer cannot attend to this person, or not any more; ``code`` says why."""

    code = "attendance-over"


@dataclass(frozen=True, slots=True)
class Counter:
    """Where somebody stands: before which officer, who acts from which post of which office."""

    officer: str
    office: str
    post: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody showed: which paper, and the level (2 or 3) that it proves."""

    paper: str
    level: int


@dataclass(frozen=True, slots=True)
class Attended:
    """Somebody at a counter, as the officer, their office and the person themselves may know it."""

    id: str
    person: str
    name: Text
    counter: Counter
    shown: Shown
    is_new: bool
    begun_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    #: How the person said yes (``confirming.Yes``), or empty: not yet.
    confirmed_by: str = ""


def is_nameless(person: str) -> bool:
    """Tell whether nothing is known of a person but how they sign in."""
    return Person.objects.filter(pk=person, name=None).exists()


def open_person(*, name: Text, facts: dict[str, Any], person: str = "") -> str:
    """Make somebody known by name and numbers, or name ``person``, of whom nothing is known; return their id.

    Inside the caller's transaction.
    """
    row = Person.objects.get(pk=person) if person else Person(id=f"p-{token_hex(12)}")
    key = person_key(row.pk)
    # Nobody but an account of somebody without a name has anything held of them here; what they have is theirs.
    held = {**held_facts(key, row.facts), **facts}
    row.name, row.facts = sealed_json({key: name}, NAME)[key], sealed_json({key: held}, FACTS)[key]
    row.save()
    write_cards([row.pk])
    keep_marks({row.pk: (name, held)})
    return row.pk


def attended_before(*, officer: str, key: str) -> str:
    """Return what this request of the officer made when it came before, or nothing."""
    return Attendance.objects.filter(officer=officer, key=key).values_list("pk", flat=True).first() or ""


@transaction.atomic
def attend(  # noqa: PLR0913 - who, where, by what, for which services
    *,
    person: str,
    counter: Counter,
    shown: Shown,
    services: tuple[str, ...],
    key: str,
    is_new: bool = False,
    now: datetime,
) -> str:
    """Attend to ``person``, who is proven by what they showed; return the id of the attendance.

    The officer may act for them with ``services`` (none: all) until it ends. Raises ``AttendanceRefused``.
    """
    if person == counter.officer:
        raise AttendanceRefused("not-oneself")
    row = Person.objects.select_for_update().filter(pk=person).first()
    if row is None:
        raise AttendanceRefused("unknown-person")
    _end_others(person, counter.officer, now)
    ends_at = now + ATTENDANCE_LASTS
    can_say_yes = has_own_way(person)
    made = Attendance.objects.create(
        id=new_reference(),
        person=row,
        officer=counter.officer,
        office=counter.office,
        post=counter.post,
        paper=shown.paper,
        level=shown.level,
        is_new=is_new,
        key=key,
        begun_at=now,
        ends_at=ends_at,
        confirmed_by="" if can_say_yes else NO_WAY,
    )
    if row.level < shown.level:
        row.level = shown.level
        row.save(update_fields=["level"])
    terms = Terms(BEFORE_YES if can_say_yes else SCOPES, ends_at, services)
    try:
        mandate = made_mandate(person, counter.officer, terms, MandateState.LIVE, counter.officer, now)
    except MandateRefused:
        # They have a mandate of this person's own: somebody else attends to them.
        raise AttendanceRefused("acts-privately") from None
    Mandate.objects.filter(pk=mandate.pk).update(attendance=made)
    write_cards([counter.officer])
    _log_begun(made, mandate.pk, now)
    return made.pk


def attendance_of(*, attendance: str, officer: str, now: datetime) -> Attended:
    """Return whom an officer attends to now; raise ``AttendanceRefused`` where that is over, or another's."""
    return _named([open_attendance(attendance, officer, now)])[0]


def attendances_of_person(person: str, *, most: int = 20) -> tuple[Attended, ...]:
    """Return when and where a person stood at counters, the newest first."""
    return _named(Attendance.objects.filter(person=person).order_by("-begun_at")[:most])


def attendances_of_office(office: str, *, since: datetime, most: int = 50) -> tuple[Attended, ...]:
    """Return how the counters of an office attended to people, the newest first; whose names these are is left out."""
    rows = Attendance.objects.filter(office=office, begun_at__gte=since).order_by("-begun_at")
    return tuple(_attended(row, {}) for row in rows[:most])


def count_attended(*, officer: str, since: datetime) -> int:
    """Count to how many people an officer attended since then."""
    return Attendance.objects.filter(officer=officer, begun_at__gte=since).count()


@transaction.atomic
def end_attendance(*, attendance: str, officer: str, now: datetime) -> None:
    """End what an officer may do for whom they attended to; one that is over stays so."""
    row = Attendance.objects.select_for_update().filter(pk=attendance, officer=officer).first()
    if row is None:
        raise AttendanceRefused
    _end(row, officer, now)


@transaction.atomic
def hand_over_code(*, attendance: str, officer: str, now: datetime) -> tuple[str, datetime]:
    """Return the one-time code to print for whom an officer attends to, and when it ends.

    Raises ``AttendanceRefused``, also for somebody who works for an office: those get their ways from the operator.
    """
    row = _for_ways(attendance, officer, now)
    return print_invitation(person=row.person_id, level=row.level, actor=officer, now=now)


@transaction.atomic
def hand_over_sheet(*, attendance: str, officer: str, now: datetime) -> PrintedSheet:
    """Return the sheet of codes to print for whom an officer attends to; raise ``AttendanceRefused`` as above."""
    row = _for_ways(attendance, officer, now)
    sheet = make_sheet(account=keep_account(row.person_id, now).pk, level=row.level, now=now)
    told = {"person": row.person_id, "by": officer, "attendance": row.pk}
    append_leaf(kind="attendance.sheet", subject=f"attendance:{row.pk}", statement=told, now=now)
    return sheet


@transaction.atomic
def write_down_mandate(  # noqa: PLR0913 - who, for whom, what, and where the paper is
    *, attendance: str, officer: str, giver: str, helper: str, terms: Terms, paper: str, now: datetime
) -> tuple[str, str]:
    """Write down a mandate that was given on paper; return its id, and a code for the helper where one is needed.

    One of the two stands at the counter. Where it is the giver, the helper still says yes: by their page, or (without
    ``helper``) by the code. Where it is the helper, who brings what the giver signed, it holds at once. ``paper``
    says where that is kept. Raises ``AttendanceRefused`` and ``MandateRefused``.
    """
    row = confirmed_attendance(attendance, officer, now)
    if row.person_id not in {giver, helper} or officer in {giver, helper} or not giver:
        raise AttendanceRefused("not-theirs")
    is_helper_here = row.person_id == helper
    code = "" if helper else token_hex(_CODE_BYTES)
    digest = digest_of_token(code) if code else ""
    state = MandateState.LIVE if is_helper_here else MandateState.OFFERED
    made = made_mandate(giver, helper, terms, state, giver, now, digest)
    made.attendance, made.paper = row, sealed_place(made, paper)
    made.save(update_fields=["attendance", "paper"])
    if is_helper_here:
        write_cards([helper])
        post_reminder(made, now)
    log_mandate("mandate.accepted" if is_helper_here else "mandate.offered", made, officer, now)
    return made.pk, code


def _log_begun(made: Attendance, mandate: str, now: datetime) -> None:
    proven: dict[str, JSON] = {
        "person": made.person_id,
        "by": made.officer,
        "level": made.level,
        "paper": made.paper,
        "attendance": made.pk,
    }
    append_leaf(kind="identity.proven", subject=f"person:{made.person_id}", statement=proven, now=now)
    told: dict[str, JSON] = {
        "office": made.office,
        "post": made.post,
        "mandate": mandate,
        "is_new": made.is_new,
    }
    append_leaf(kind="attendance.begun", subject=f"attendance:{made.pk}", statement=told, now=now)


def has_own_way(person: str) -> bool:
    """Tell whether somebody has an address for codes here, or a printed sheet."""
    mine = Account.objects.filter(person=person)
    return mine.filter(addresses__isnull=False).exists() or Sheet.objects.filter(account__in=mine).exists()


def open_attendance(attendance: str, officer: str, now: datetime) -> Attendance:
    """Return an attendance of this officer that is still open; raise ``AttendanceRefused``."""
    rows = Attendance.objects.filter(pk=attendance, officer=officer, ended_at=None, ends_at__gt=now)
    row = rows.select_related("person").first()
    # The person can end it too: then its mandate has ended.
    if row is None or not Mandate.objects.filter(attendance=row, helper=officer, state=MandateState.LIVE).exists():
        raise AttendanceRefused
    return row


def confirmed_attendance(attendance: str, officer: str, now: datetime) -> Attendance:
    """Return an attendance whose person has said yes, or had no way to; raise ``AttendanceRefused``."""
    row = open_attendance(attendance, officer, now)
    if not row.confirmed_by:
        raise AttendanceRefused("not-confirmed")
    return row


def _for_ways(attendance: str, officer: str, now: datetime) -> Attendance:
    row = confirmed_attendance(attendance, officer, now)
    if row.person.authority:
        raise AttendanceRefused("is-officer")
    return row


def _end_others(person: str, officer: str, now: datetime) -> None:
    for row in Attendance.objects.select_for_update().filter(person=person, officer=officer, ended_at=None):
        _end(row, officer, now)


def _end(row: Attendance, officer: str, now: datetime) -> None:
    if row.ended_at is not None:
        return
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    for mandate in Mandate.objects.select_for_update().filter(attendance=row, helper=officer, giver=row.person_id):
        if mandate.state != MandateState.ENDED:
            end_by(mandate, officer, now)
    append_leaf(kind="attendance.ended", subject=f"attendance:{row.pk}", statement={"by": officer}, now=now)


def _named(found: Iterable[Attendance]) -> tuple[Attended, ...]:
    rows = list(found)
    names = names_of([row.person_id for row in rows])
    return tuple(_attended(row, names.get(row.person_id, {})) for row in rows)


def _attended(row: Attendance, name: Text) -> Attended:
    return Attended(
        id=row.pk,
        person=row.person_id,
        name=name,
        counter=Counter(row.officer, row.office, row.post),
        shown=Shown(row.paper, row.level),
        is_new=row.is_new,
        begun_at=row.begun_at,
        ends_at=row.ends_at,
        ended_at=row.ended_at,
        confirmed_by=row.confirmed_by,
    )
