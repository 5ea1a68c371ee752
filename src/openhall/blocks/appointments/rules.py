"""Which slots an office has. Pure: the calendar, the lost days and the moment are handed in."""

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta

from openhall.blocks.appointments.definitions import BookingOffice, Diary, FreeSlot, TimeOfDay, Wishes
from openhall.kernel.errors import Refusal

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = timedelta(days=1)
_NOON, _EVENING = 12, 18


class NoSlotFree(Refusal):
    """Nothing is free for as far ahead as can be booked."""

    code = "no-free-slot"


class SlotTaken(Refusal):
    """Somebody else was a moment earlier, or the office is not open then."""

    code = "slot-taken"


class TooLate(Refusal):
    """It begins so soon that it cannot be moved or cancelled here any more."""

    code = "appointment-too-near"


class NoBooking(Refusal):
    """There is no such appointment, or it is over: moved, cancelled, or held."""

    code = "no-such-appointment"


class TokenRefused(Refusal):
    """A token of an appointment does not open it: it was used, it was passed on, or nobody made it."""

    code = "appointment-token-refused"


def spans_of(office: BookingOffice, day: date) -> Iterator[tuple[time, time]]:
    """Yield from when to when an office is open on a day of the week."""
    for span in office.hours.get(WEEKDAYS[day.weekday()], ()):
        begin, _, end = span.partition("-")
        yield time.fromisoformat(begin), time.fromisoformat(end)


def is_open(diary: Diary, office: str, day: date, closed: Collection[date]) -> bool:
    """Tell whether an office sees people on ``day``; where the calendar ends nobody is promised anything."""
    place = diary.offices[office]
    if day in closed or not place.hours.get(WEEKDAYS[day.weekday()]):
        return False
    # Whether a day of the week is a holiday in law does not matter here: the office's own hours name it, or do not.
    return place.open_on_holidays or (day.year in diary.calendar.years and day not in diary.calendar.days_off)


def slots_on(diary: Diary, office: str, day: date, closed: Collection[date]) -> list[datetime]:
    """Return when slots begin on ``day``, in UTC. A time that the clock leaves out that day is none."""
    if not is_open(diary, office, day, closed):
        return []
    length = timedelta(minutes=diary.kind.minutes)
    found = []
    for begin, end in spans_of(diary.offices[office], day):
        at, last = datetime.combine(day, begin), datetime.combine(day, end)
        while at + length <= last:
            moment = at.replace(tzinfo=diary.zone).astimezone(UTC)
            if moment.astimezone(diary.zone).replace(tzinfo=None) == at:
                found.append(moment)
            at += length
    return found


def capacity_of(diary: Diary, office: str) -> int:
    """Return how many people are seen at once."""
    return next((each.counters for each in diary.kind.offices if each.office == office), 0)


def earliest(diary: Diary, now: datetime) -> datetime:
    """Return the first moment that can be booked at ``now``."""
    return now + timedelta(hours=diary.kind.notice_hours)


def days_ahead(diary: Diary, now: datetime) -> list[date]:
    """Return the days that can be booked at ``now``, in the zone of the place."""
    first = earliest(diary, now).astimezone(diary.zone).date()
    last = now.astimezone(diary.zone).date() + diary.kind.ahead_days * _DAY
    return [first + _DAY * number for number in range((last - first).days + 1)]


def in_order(days: list[date], wished: date | None) -> list[date]:
    """Return days, the nearest to the wished one first; of two as near the later one: it leaves more time."""
    if wished is None:
        return days
    return sorted(days, key=lambda day: (abs((day - wished).days), day < wished))


def best_of(slots: list[FreeSlot], wishes: Wishes, diary: Diary) -> list[FreeSlot]:
    """Return free slots of one day, those at the wished time of day first, then the earliest."""
    return sorted(
        slots,
        key=lambda slot: (
            bool(wishes.time) and time_of_day(slot.starts_at.astimezone(diary.zone)) != wishes.time,
            slot.starts_at,
            slot.office,
        ),
    )


def time_of_day(moment: datetime) -> TimeOfDay:
    """Return in which part of its own day a moment lies."""
    if moment.hour < _NOON:
        return "morning"
    return "afternoon" if moment.hour < _EVENING else "evening"


def offices_in_turn(diary: Diary, wishes: Wishes) -> list[list[str]]:
    """Return the offices of a kind: the wished ones, then the others."""
    offered = [each.office for each in diary.kind.offices]
    wished = [office for office in offered if office in wishes.offices]
    return [group for group in (wished, [office for office in offered if office not in wished]) if group]
