"""Book: the earliest free place that fits what somebody wished, or the earliest anywhere."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction

from openhall.blocks.appointments.closing import closed_at
from openhall.blocks.appointments.definitions import Booking as Facts
from openhall.blocks.appointments.definitions import Diary, FreeSlot, Wishes
from openhall.blocks.appointments.keeping import facts_of, free_on, new_id, seat_at, taken_on
from openhall.blocks.appointments.models import Booking
from openhall.blocks.appointments.reminding import post_reminders
from openhall.blocks.appointments.rules import (
    NoSlotFree,
    SlotTaken,
    best_of,
    capacity_of,
    days_ahead,
    in_order,
    offices_in_turn,
    slots_on,
)
from openhall.blocks.journal.facade import append_leaf


def book_slot(*, diary: Diary, subject: str, owner: str, wishes: Wishes, now: datetime) -> Facts:
    """Keep a place for ``subject``, which ``owner`` has the data of; one that has a place already keeps that.

    The wished offices come first, in them the wished day, else the nearest one, then the wished time of day. Raise
    ``NoSlotFree`` when nothing is free for as far ahead as can be booked: then nothing has changed.
    """
    with transaction.atomic():
        if (known := _booked(subject)) is not None:
            return facts_of(known)
        for slot in _candidates(diary, wishes, now):
            row = new_row(diary, subject, owner, now)
            if seat_at(row, diary, slot):
                write_down(row, "booked", now)
                post_reminders(row, now)
                return facts_of(row)
            # The same matter at the same moment: the other one was faster.
            if (known := _booked(subject)) is not None:
                return facts_of(known)
        raise NoSlotFree(kind=diary.kind.id)


def choose_slot(*, diary: Diary, subject: str, owner: str, office: str, starts_at: datetime, now: datetime) -> Facts:
    """Keep the very place that somebody chose; a matter that has one already keeps that. Raise ``SlotTaken``."""
    with transaction.atomic():
        if (known := _booked(subject)) is not None:
            return facts_of(known)
        refuse_unless_free(diary, office, starts_at, now)
        row = new_row(diary, subject, owner, now)
        if not seat_at(row, diary, FreeSlot(office, starts_at, 1)):
            raise SlotTaken
        write_down(row, "booked", now)
        post_reminders(row, now)
    return facts_of(row)


def refuse_unless_free(diary: Diary, office: str, starts_at: datetime, now: datetime) -> None:
    """Raise ``SlotTaken`` for a slot that cannot be had: full, shut, too near, too far, or none at all."""
    day = starts_at.astimezone(diary.zone).date()
    if office not in diary.offices or day not in days_ahead(diary, now):
        raise SlotTaken
    if all(slot.starts_at != starts_at for slot in free_on(diary, (office,), day, now)):
        raise SlotTaken


def write_down(row: Booking, what: str, now: datetime) -> None:
    """Write what was done with an appointment into the log."""
    append_leaf(
        kind=f"appointment.{what}",
        subject=row.subject,
        statement={
            "appointment": row.uid,
            "sequence": row.sequence,
            "for": row.kind,
            "office": row.office,
            "begins": row.starts_at.isoformat(),
        },
        now=now,
    )


def _booked(subject: str) -> Booking | None:
    return Booking.objects.filter(subject=subject, state="booked").first()


def _candidates(diary: Diary, wishes: Wishes, now: datetime) -> Iterator[FreeSlot]:
    days = days_ahead(diary, now)
    if not days:
        return
    taken = taken_on(diary.kind.id, days[0], days[-1])
    for offices in offices_in_turn(diary, wishes):
        for day in in_order(days, wishes.day):
            open_ones = [office for office in offices if _has_room(diary, office, day, taken)]
            if open_ones:
                yield from best_of(free_on(diary, open_ones, day, now), wishes, diary)


def _has_room(diary: Diary, office: str, day: date, taken: dict[tuple[str, date], int]) -> bool:
    """Tell whether a day may have room; what is full is passed over without another look."""
    return len(slots_on(diary, office, day, closed_at(office))) * capacity_of(diary, office) > taken.get(
        (office, day), 0
    )


def new_row(diary: Diary, subject: str, owner: str, now: datetime) -> Booking:
    """Return a booking that has no seat yet."""
    name = new_id()
    return Booking(
        id=name,
        uid=name,
        subject=subject,
        owner=owner,
        kind=diary.kind.id,
        authority=diary.kind.authority,
        booked_at=now,
        changed_at=now,
    )
