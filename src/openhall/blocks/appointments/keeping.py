"""Bookings as rows: counted, inserted where nobody else sits, and handed out as values."""

import secrets
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby

from django.db import connection
from django.db.models import Count

from openhall.blocks.appointments.closing import closed_at
from openhall.blocks.appointments.definitions import Booking as Facts
from openhall.blocks.appointments.definitions import Diary, FreeSlot
from openhall.blocks.appointments.models import Booking, Seat
from openhall.blocks.appointments.rules import capacity_of, earliest, slots_on

_LOCK = 4_111_302
_ID_BYTES = 16
#: So many rows go to the database at once.
_BATCH = 500
#: Begins the place of a booking that a draw has not given yet.
_HELD = "draw:"


def new_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_hex(_ID_BYTES)


def facts_of(row: Booking) -> Facts:
    """Return a booking as others may know it."""
    return Facts(
        id=row.id,
        uid=row.uid,
        sequence=row.sequence,
        subject=row.subject,
        kind=row.kind,
        office=row.office,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        seat=row.seat,
        state=row.state,
        changed_at=row.changed_at,
    )


def taken_on(kind: str, first: date, last: date) -> dict[tuple[str, date], int]:
    """Count the seats that are taken, by office and day."""
    counted = Seat.objects.filter(kind=kind, day__range=(first, last)).values_list("office", "day")
    return {(office, day): count for office, day, count in counted.annotate(Count("id")).order_by()}


def seats_taken(kind: str, offices: Collection[str], day: date) -> dict[tuple[str, datetime], set[int]]:
    """Return which seats are taken on a day, by office and moment."""
    rows = Seat.objects.filter(kind=kind, day=day, office__in=offices)
    found: dict[tuple[str, datetime], set[int]] = {}
    for office, starts_at, number in rows.values_list("office", "starts_at", "number"):
        found.setdefault((office, starts_at), set()).add(number)
    return found


def free_on(diary: Diary, offices: Collection[str], day: date, now: datetime) -> list[FreeSlot]:
    """Return the slots of a day with a free seat that can still be booked at ``now``."""
    taken = seats_taken(diary.kind.id, offices, day)
    since = earliest(diary, now)
    return [
        FreeSlot(office, moment, left)
        for office in offices
        for moment in slots_on(diary, office, day, closed_at(office))
        if moment >= since and (left := capacity_of(diary, office) - len(taken.get((office, moment), ()))) > 0
    ]


def seat_at(row: Booking, diary: Diary, slot: FreeSlot) -> bool:
    """Give ``row`` the first free seat of a slot and insert it; tell whether there was one.

    Inside a transaction. A matter that has another place meanwhile gets none, and the seat stays free.
    """
    day = slot.starts_at.astimezone(diary.zone).date()
    row.office, row.starts_at = slot.office, slot.starts_at
    row.ends_at = slot.starts_at + timedelta(minutes=diary.kind.minutes)
    taken = seats_taken(row.kind, (slot.office,), day).get((slot.office, slot.starts_at), set())
    for number in set(range(capacity_of(diary, slot.office))) - taken:
        seat = Seat(
            booking=row.pk,
            kind=row.kind,
            office=slot.office,
            day=day,
            starts_at=slot.starts_at,
            number=number,
            draw=row.draw,
        )
        # Of several at once one gets the seat: the others wait for its transaction, and go on to the next seat.
        Seat.objects.bulk_create([seat], ignore_conflicts=True)
        if Seat.objects.filter(booking=row.pk).exists():
            row.seat = number
            return _insert(row)
    return False


def free_seat(row: Booking) -> None:
    """Let somebody else have the seat of a booking: whoever books, or the next of the draw that gave it."""
    seat = Seat.objects.filter(booking=row.pk)
    if row.draw:
        seat.update(booking=_held_for_draw())
    else:
        seat.delete()


def hold_seats(diary: Diary, slots: Sequence[FreeSlot], draw: str) -> bool:
    """Set all seats that slots have left aside for a draw, inside a transaction; tell whether each of them was free."""
    rows = list[Seat]()
    by_day = sorted(slots, key=lambda slot: _day_of(diary, slot))
    for day, of_day in groupby(by_day, key=lambda slot: _day_of(diary, slot)):
        taken = seats_taken(diary.kind.id, [each.office for each in diary.kind.offices], day)
        for slot in of_day:
            seats = set(range(capacity_of(diary, slot.office))) - taken.get((slot.office, slot.starts_at), set())
            if len(seats) < slot.left:
                return False
            rows += [_held_seat(diary, slot, number, draw) for number in sorted(seats)[: slot.left]]
    # Of what somebody else took a moment ago one row is missing then.
    Seat.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    return Seat.objects.filter(draw=draw).count() == len(rows)


def _held_seat(diary: Diary, slot: FreeSlot, number: int, draw: str) -> Seat:
    return Seat(
        booking=_held_for_draw(),
        kind=diary.kind.id,
        office=slot.office,
        day=_day_of(diary, slot),
        starts_at=slot.starts_at,
        number=number,
        draw=draw,
    )


def _day_of(diary: Diary, slot: FreeSlot) -> date:
    return slot.starts_at.astimezone(diary.zone).date()


def take_from_draw(slot: FreeSlot, draw: str) -> bool:
    """Take a seat out of a draw, for whoever is given it now; tell whether there was one."""
    held = Seat.objects.filter(draw=draw, office=slot.office, starts_at=slot.starts_at, booking__startswith=_HELD)
    seat = held.select_for_update().first()
    return seat is not None and bool(seat.delete()[0])


def release_draw(draw: str) -> None:
    """Let everybody have the seats that nobody of a draw wants."""
    Seat.objects.filter(draw=draw, booking__startswith=_HELD).delete()


def _held_for_draw() -> str:
    return f"{_HELD}{new_id()}"


def _insert(row: Booking) -> bool:
    Booking.objects.bulk_create([row], ignore_conflicts=True)
    if Booking.objects.filter(pk=row.pk).exists():
        return True
    Seat.objects.filter(booking=row.pk).delete()
    return False


def take_turns() -> None:
    """Let moves follow each other: two that want each other's place would wait for one another for ever."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def locked_booking(subject: str) -> Booking | None:
    """Return the appointment of a matter under its lock, or ``None`` when it has none that is still to come."""
    return Booking.objects.select_for_update().filter(subject=subject, state="booked").first()
