"""Appointments of cases: what the answers wish for, and the diary that a case books in."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from openhall.blocks.appointments.facade import (
    Booking,
    BookingOffice,
    Diary,
    TimeOfDay,
    Wishes,
    WishQuestions,
    book_slot,
    to_be_reminded_of,
)
from openhall.blocks.cases.holding_places import refuse_too_many
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.catalogue.facade import Catalogue, diary_of

_TIMES: Mapping[str, TimeOfDay] = {"morning": "morning", "afternoon": "afternoon", "evening": "evening"}
#: The act of a process that keeps a time.
BOOK = "book"
_NOON, _EVENING = "12:00", "18:00"
#: A word shorter than this names no place.
_SHORTEST = 2


def wishes_of(diary: Diary, service: str, answers: Mapping[str, Any]) -> Wishes:
    """Return where and when the answers to a service's questions wish to come."""
    asked = diary.kind.services.get(service, WishQuestions())
    return Wishes(
        offices=_offices(diary, str(answers.get(asked.office) or "")),
        day=_day(answers.get(asked.date)),
        time=_time(str(answers.get(asked.time) or "")),
    )


def book_for_case(case: Case, catalogue: Catalogue, answers: Mapping[str, Any], now: datetime) -> Booking | None:
    """Keep a place for a case as its answers wish, inside the transaction of its act.

    ``None`` where its service books nothing. Raise ``NoSlotFree`` or ``TooManyPlaces`` when there is no place for it;
    then nothing has changed.
    """
    diary = diary_of(catalogue.jurisdiction, case.service)
    if diary is None:
        return None
    refuse_too_many(case, diary, now)
    wishes = wishes_of(diary, case.service, answers)
    return book_slot(diary=diary, subject=case.reference, owner=case.owner, wishes=wishes, now=now)


def remind_of_appointment(*, booking: str, key: str, now: datetime) -> None:
    """Ask for the letter that reminds of an appointment, unless it was moved or cancelled or is over."""
    found = to_be_reminded_of(booking=booking, now=now)
    if found is not None:
        template = Template.APPOINTMENT_REMINDER
        post_place(template=template, booking=found, key=f"{template}:{key}", now=now)


def post_place(*, template: Template, booking: Booking, now: datetime, key: str = "") -> None:
    """Ask for the letter that tells somebody of their place, once for each place and template."""
    post_mail(
        reference=booking.subject,
        template=template,
        key=key or f"{booking.id}:{template}",
        moment=booking.starts_at,
        booking=booking.id,
        now=now,
    )


def _offices(diary: Diary, said: str) -> tuple[str, ...]:
    """Return the offices that an answer means: an option, an office, or words that stand in an office's name."""
    if said in diary.kind.areas:
        return tuple(diary.kind.areas[said])
    if said in diary.offices:
        return (said,)
    word = said.strip().casefold()
    return tuple(name for name, office in diary.offices.items() if len(word) >= _SHORTEST and _is_named(office, word))


def _is_named(office: BookingOffice, word: str) -> bool:
    texts = (*office.name.values(), *office.address.values())
    return any(word in text.casefold() for text in texts)


def _day(said: object) -> date | None:
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(str(said or ""))
    except ValueError:
        return None


def _time(said: str) -> TimeOfDay:
    """Return the part of a day that an answer means: an option, or a time like 14:30."""
    if ":" in said:
        return "morning" if said < _NOON else "afternoon" if said < _EVENING else "evening"
    return _TIMES.get(said, "")
