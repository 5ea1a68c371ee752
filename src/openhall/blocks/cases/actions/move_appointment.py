"""Move an appointment, or choose a time where there is none: what the applicant does with the place of their case."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.appointments.facade import Booking, Diary, NoBooking, booking_of, choose_slot, move_booking
from openhall.blocks.cases.actions.acting import CaseEnded, Once, is_repeated, keep_key
from openhall.blocks.cases.appointing import post_place
from openhall.blocks.cases.conducting import conductor_of
from openhall.blocks.cases.deadlines import follow_place
from openhall.blocks.cases.holding_places import refuse_too_many
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.messages import Template
from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.rules import APPLICANT, ENDED, EventKind
from openhall.blocks.catalogue.facade import current_catalogue, diary_of
from openhall.blocks.processes.facade import move_deadline


def move_appointment(
    *, reference: str, booking: str, office: str, starts_at: datetime, now: datetime, once: Once | None = None
) -> Booking:
    """Give a case, which its owner has shown to be theirs, the place that they chose for the one they have.

    ``booking`` is the one that they saw; empty where they saw none. Raise ``NoBooking`` when it is not the case's any
    more, ``SlotTaken``, ``TooLate``, ``TooManyPlaces``, or ``CaseEnded``.
    """
    with transaction.atomic():
        case = locked_case(reference)
        if is_repeated(once):
            return _standing(reference)
        if case.status in ENDED:
            raise CaseEnded(status=case.status)
        diary = diary_of_case(case)
        if booking:
            moved = move_booking(
                diary=diary, booking=booking, subject=reference, office=office, starts_at=starts_at, now=now
            )
        else:
            moved = _chosen(case, diary, office, starts_at, now)
        template = Template.APPOINTMENT_MOVED if booking else Template.APPOINTMENT_BOOKED
        post_place(template=template, booking=moved, now=now)
        note_appointment(case, EventKind.MOVED if booking else EventKind.BOOKED, moved, now)
        keep_day(case, moved, now)
        keep_key(once, case, now)
    return moved


def diary_of_case(case: Case) -> Diary:
    """Return the diary that a case books in, or raise ``NoBooking`` where its service books nothing."""
    diary = diary_of(current_catalogue().jurisdiction, case.service)
    if diary is None or not diary.kind.attends:
        raise NoBooking
    return diary


def note_appointment(case: Case, kind: EventKind, booking: Booking, now: datetime, *, actor: str = APPLICANT) -> None:
    """Write into the history of a case what its applicant, or the hall, did with their place."""
    CaseEvent.objects.create(
        case=case, at=now, kind=kind, actor=actor, holder=case.holder, office=case.authority, detail=booking.id
    )


def keep_day(case: Case, booking: Booking, now: datetime) -> None:
    """Let the pledge of a locked case follow its place, and write both down."""
    conductor = conductor_of(case, dict, now)
    if follow_place(case, conductor.service, booking, conductor.zone):
        keep_case(case)
        move_deadline(subject=case.reference, legal_on=case.statutory_on or case.due_on)


def _chosen(case: Case, diary: Diary, office: str, starts_at: datetime, now: datetime) -> Booking:
    """Keep the first place of a case; one that it got meanwhile is not moved unseen."""
    known = booking_of(case.reference)
    if known is not None and known.state == "booked":
        raise NoBooking
    refuse_too_many(case, diary, now)
    return choose_slot(
        diary=diary, subject=case.reference, owner=case.owner, office=office, starts_at=starts_at, now=now
    )


def _standing(reference: str) -> Booking:
    found = booking_of(reference)
    if found is None:
        raise NoBooking
    return found
