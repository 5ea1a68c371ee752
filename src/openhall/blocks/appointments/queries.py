"""What is free, and what is booked."""

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from openhall.blocks.appointments.closing import closed_at, why_shut
from openhall.blocks.appointments.definitions import Booking as Facts
from openhall.blocks.appointments.definitions import Diary, FreeSlot
from openhall.blocks.appointments.keeping import facts_of, free_on
from openhall.blocks.appointments.models import Booking
from openhall.blocks.appointments.rules import days_ahead, earliest, is_open, spans_of
from openhall.blocks.appointments.tokens import token_of


def free_slots(diary: Diary, *, office: str = "", first: date, last: date, now: datetime) -> tuple[FreeSlot, ...]:
    """Return what is free from ``first`` to ``last`` (days in the zone of the place), in one office or in all."""
    offered = [each.office for each in diary.kind.offices if office in {"", each.office}]
    days = [day for day in days_ahead(diary, now) if first <= day <= last]
    found = [slot for day in days for slot in free_on(diary, offered, day, now)]
    return tuple(sorted(found, key=lambda slot: (slot.starts_at, slot.office)))


def next_free(diary: Diary, *, office: str, now: datetime, since: date | None = None) -> FreeSlot | None:
    """Return the earliest free slot of an office, on ``since`` or later, or ``None`` when it has none."""
    for day in days_ahead(diary, now):
        if (since is None or day >= since) and (found := free_on(diary, (office,), day, now)):
            return found[0]
    return None


def first_day(diary: Diary, now: datetime) -> date:
    """Return the first day that can be booked at ``now``, whether or not anything is free on it."""
    return earliest(diary, now).astimezone(diary.zone).date()


def is_open_now(diary: Diary, *, office: str, now: datetime) -> bool:
    """Tell whether people are seen at an office at this moment."""
    here = now.astimezone(diary.zone)
    is_today = is_open(diary, office, here.date(), closed_at(office))
    return is_today and any(begin <= here.time() < end for begin, end in spans_of(diary.offices[office], here.date()))


def booking_of(subject: str) -> Facts | None:
    """Return the appointment of a matter: the one to come, else the last one that it had."""
    rows = Booking.objects.filter(subject=subject).exclude(state="moved")
    row = rows.filter(state="booked").first() or rows.order_by("-booked_at", "-sequence").first()
    return None if row is None else facts_of(row)


def bookings_of(subjects: Collection[str]) -> Mapping[str, Facts]:
    """Return the appointments to come of several matters, by matter."""
    return {row.subject: facts_of(row) for row in Booking.objects.filter(subject__in=subjects, state="booked")}


def booking_by_id(booking: str) -> Facts | None:
    """Return a booking, whatever became of it; ``None`` where there is none."""
    row = Booking.objects.filter(pk=booking).first()
    return None if row is None else facts_of(row)


def booking_before(booking: Facts) -> Facts | None:
    """Return the place that a booking was moved from, or ``None`` when it is the first."""
    row = Booking.objects.filter(uid=booking.uid, sequence=booking.sequence - 1).first()
    return None if row is None else facts_of(row)


def why_put_off(booking: Facts, zone: ZoneInfo) -> str:
    """Return why the office is shut on the day of the place that was given up for ``booking``; nothing if it is not."""
    given_up = booking if booking.state == "cancelled" else booking_before(booking)
    return why_shut(given_up.office, given_up.starts_at.astimezone(zone).date()) if given_up else ""


def token_for(booking: str) -> str:
    """Return the token of an appointment, for whoever has shown that it is theirs."""
    return token_of(Booking.objects.get(pk=booking))


def is_changeable(diary: Diary, booking: Facts, now: datetime) -> bool:
    """Tell whether an appointment can still be moved or cancelled."""
    return booking.state == "booked" and booking.starts_at >= now + timedelta(hours=diary.kind.notice_hours)
