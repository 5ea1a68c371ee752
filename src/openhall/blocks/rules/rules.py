"""Arithmetic of days: when something is due. Pure: no clock, no database; the calendar is handed in.

The day of receipt is the whole local calendar day on which something arrived, whatever the hour: a minute
before midnight and a minute after eight in the morning count alike. It is never counted itself; the first day
of a period is the day after it.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Protocol

from openhall.blocks.rules.definitions import Calendar
from openhall.kernel.errors import Refusal

_DAY = timedelta(days=1)
_NONE: frozenset[date] = frozenset()
_MONTHS = 12


class CalendarEnds(Refusal):
    """The calendar knows no holidays of a year that would have to be counted; a guess could be a broken promise."""

    code = "calendar-ends"


class Period(Protocol):
    """A length of time as a service pledges it."""

    @property
    def value(self) -> int:
        """How many."""

    @property
    def unit(self) -> str:
        """Of what: immediate, hours, working_days, calendar_days, weeks or months."""


def is_working_day(calendar: Calendar, day: date, *, closed: Collection[date] = _NONE) -> bool:
    """Tell whether offices work on ``day``; ``closed`` are days lost besides, such as those of a typhoon."""
    if day.weekday() in calendar.weekend_days or day in closed:
        return False
    return day not in _known(calendar, day).days_off


def is_general_holiday(calendar: Calendar, day: date) -> bool:
    """Tell whether ``day`` is a holiday in law."""
    return day.weekday() in calendar.weekly_holiday_days or day in _known(calendar, day).days_off


def due_on(
    calendar: Calendar,
    start: datetime,
    pledge: Period,
    *,
    zone: tzinfo | None = None,
    closed: Collection[date] = _NONE,
) -> date:
    """Return the last day on which what arrived at ``start`` is still in time.

    ``start`` is aware, in the jurisdiction's zone or together with ``zone``. Raise ``CalendarEnds`` when working
    days would have to be counted in a year that the calendar does not know.
    """
    begun = start if zone is None else start.astimezone(zone)
    if begun.tzinfo is None:
        raise ValueError("a moment without a zone has no day")
    day = begun.date()
    if pledge.unit == "hours":
        # Elapsed hours: where clocks are put forward, a night has one less.
        return (begun.astimezone(UTC) + timedelta(hours=pledge.value)).astimezone(begun.tzinfo).date()
    if pledge.unit == "working_days":
        return add_working_days(calendar, day, pledge.value, closed=closed)
    return _counted(day, pledge)


def ends_on(
    calendar: Calendar,
    start: datetime,
    period: Period,
    *,
    zone: tzinfo | None = None,
    closed: Collection[date] = _NONE,
) -> date:
    """Return the last day of a period set by law: one that would end on a holiday or lost day runs on.

    A Saturday on which offices are closed but which is no holiday does not move it.
    """
    return runs_on(calendar, due_on(calendar, start, period, zone=zone, closed=closed), closed=closed)


def runs_on(calendar: Calendar, day: date, *, closed: Collection[date] = _NONE) -> date:
    """Return ``day``, or the next one on which a period set by law can end: no holiday and no lost day."""
    while day in closed or is_general_holiday(calendar, day):
        day += _DAY
    return day


def add_working_days(calendar: Calendar, day: date, count: int, *, closed: Collection[date] = _NONE) -> date:
    """Return the ``count``-th working day after ``day``; for none, ``day`` itself or the next working day."""
    if count == 0:
        while not is_working_day(calendar, day, closed=closed):
            day += _DAY
    while count > 0:
        day += _DAY
        count -= is_working_day(calendar, day, closed=closed)
    return day


def working_days_between(calendar: Calendar, start: date, end: date, *, closed: Collection[date] = _NONE) -> int:
    """Count the working days after ``start`` up to and with ``end``; negative when ``end`` lies before."""
    if end < start:
        return -working_days_between(calendar, end, start, closed=closed)
    days = (start + _DAY * ahead for ahead in range(1, (end - start).days + 1))
    return sum(is_working_day(calendar, day, closed=closed) for day in days)


def working_days_left(
    calendar: Calendar, due: date, now: datetime, *, zone: tzinfo | None = None, closed: Collection[date] = _NONE
) -> int:
    """Return how many working days are left after today: 0 is due today at the latest, less is overdue."""
    today = (now if zone is None else now.astimezone(zone)).date()
    return working_days_between(calendar, today, due, closed=closed)


def _counted(day: date, period: Period) -> date:
    if period.unit == "calendar_days":
        return day + _DAY * period.value
    if period.unit == "weeks":
        return day + _DAY * 7 * period.value
    if period.unit == "months":
        return add_months(day, period.value)
    return day


def add_months(day: date, count: int) -> date:
    """Return the same day ``count`` months later, or the last of that month where it has no such day."""
    ahead, month = divmod(day.month - 1 + count, _MONTHS)
    year = day.year + ahead
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _known(calendar: Calendar, day: date) -> Calendar:
    if day.year not in calendar.years:
        raise CalendarEnds(calendar=calendar.id, year=day.year)
    return calendar
