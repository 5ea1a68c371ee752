"""Put off: an office has to stay shut on a day for which places are kept: each gets another one, or is called off."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta

from django.db import transaction

from openhall.blocks.appointments.actions.change import cancelled, moved_to, own_booking
from openhall.blocks.appointments.closing import closed_at
from openhall.blocks.appointments.definitions import Booking as Facts
from openhall.blocks.appointments.definitions import Diary, FreeSlot
from openhall.blocks.appointments.keeping import facts_of, free_on, take_turns
from openhall.blocks.appointments.models import Booking, Seat
from openhall.blocks.appointments.rules import NoBooking, SlotTaken, days_ahead

_DAY = timedelta(days=1)
#: Who is put off may get a day that is too far ahead for others, when all nearer ones are taken.
_FARTHER = timedelta(days=28)


def places_on_closed_days(diary: Diary, *, since: date) -> tuple[Facts, ...]:
    """Return the places of a kind that are kept for a day, from ``since`` on, on which their office is shut after all.

    The earliest come first: of two who are put off, whoever was to come first chooses first.
    """
    found = list[Booking]()
    for office in diary.offices:
        if days := [day for day in closed_at(office) if day >= since]:
            seats = Seat.objects.filter(kind=diary.kind.id, office=office, day__in=days)
            found += Booking.objects.filter(pk__in=seats.values("booking"), state="booked")
    return tuple(facts_of(row) for row in sorted(found, key=lambda row: (row.starts_at, row.booked_at, row.pk)))


def put_off_booking(*, diary: Diary, booking: str, subject: str, now: datetime) -> Facts:
    """Give ``subject`` the next place at the same office, near the same time of day, for one on a closed day.

    It is never an earlier day: who looks at messages rarely would come too late. Where no place is free the one that
    was kept is called off (``cancelled``). Raise ``NoBooking`` when it was moved or ended meanwhile, or the office is
    open on its day; then it stands as it stood.
    """
    with transaction.atomic():
        take_turns()
        row = own_booking(booking, subject)
        day = row.starts_at.astimezone(diary.zone).date()
        if day not in closed_at(row.office):
            raise NoBooking
        # Nobody is seen on that day: the seat is nobody's, and goes back to no draw.
        Seat.objects.filter(booking=row.pk).delete()
        for slot in _next_ones(diary, row, day, now):
            with suppress(SlotTaken), transaction.atomic():  # somebody was a moment faster
                return facts_of(moved_to(row, diary, slot, now))
        return cancelled(row, now)


def _next_ones(diary: Diary, row: Booking, day: date, now: datetime) -> Iterator[FreeSlot]:
    """Yield the free places of the office after ``day``: day by day, those nearest to the same time of day first."""
    bookable = days_ahead(diary, now)
    first = max(day + _DAY, bookable[0] if bookable else day)
    last = max(bookable[-1] if bookable else day, day) + _FARTHER
    while first <= last:
        yield from sorted(
            free_on(diary, (row.office,), first, now),
            key=lambda slot: abs(_minute_of(diary, slot.starts_at) - _minute_of(diary, row.starts_at)),
        )
        first += _DAY


def _minute_of(diary: Diary, moment: datetime) -> int:
    here = moment.astimezone(diary.zone)
    return here.hour * 60 + here.minute
