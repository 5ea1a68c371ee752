"""Days of a case: when something is due, how the clock stands while the applicant has the ball."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from openhall.blocks.appointments.facade import Booking
from openhall.blocks.cases.models import Case
from openhall.blocks.catalogue.facade import Catalogue, Service
from openhall.blocks.rules.facade import (
    CalendarEnds,
    add_working_days,
    closed_days,
    due_on,
    ends_on,
    working_days_between,
)

_WORKING_DAYS, _AT_ONCE = "working_days", "immediate"


def after_working_days(catalogue: Catalogue, day: date, count: int) -> date:
    """Return the day when ``count`` working days are over; where the calendar ends, the other days count alike."""
    calendar = catalogue.jurisdiction.working_calendar
    try:
        return add_working_days(calendar, day, count, closed=closed_days())
    except CalendarEnds:
        # An internal clock may run on a guess: a timer that never fires would be worse than one a day off.
        weeks, rest = divmod(count, 5)
        return day + timedelta(days=7 * weeks + rest)


def due_day(catalogue: Catalogue, service: Service, now: datetime) -> date | None:
    """Return the day by which the authority pledges to decide what is submitted now; ``None`` if it cannot be told."""
    jurisdiction = catalogue.jurisdiction
    zone = ZoneInfo(jurisdiction.time_zone)
    try:
        return due_on(jurisdiction.working_calendar, now, service.pledge, zone=zone, closed=closed_days())
    except CalendarEnds:
        # Better no day than a guessed one: the pledge itself is still shown in words.
        return None


def statutory_day(catalogue: Catalogue, service: Service, now: datetime) -> date | None:
    """Return the last day that the law leaves for what is submitted now, where the service states such a period."""
    if service.statutory is None:
        return None
    jurisdiction = catalogue.jurisdiction
    zone = ZoneInfo(jurisdiction.time_zone)
    try:
        return ends_on(jurisdiction.working_calendar, now, service.statutory, zone=zone, closed=closed_days())
    except CalendarEnds:
        return None


def follow_place(case: Case, service: Service, booking: Booking, zone: ZoneInfo) -> bool:
    """Let what is pledged at once be due on the day for which a place is kept; tell whether that changed anything.

    Somebody who has to come has their time at once. The rest can be done when they have come, and not before.
    """
    if service.pledge.unit != _AT_ONCE:
        return False
    before, case.due_on = case.due_on, booking.starts_at.astimezone(zone).date()
    return case.due_on != before


def follow_display(case: Case, service: Service, over: date) -> None:
    """Let what is pledged at once not be due before ``over``, when a notice of it has been on display for its days."""
    if service.pledge.unit == _AT_ONCE:
        case.due_on = max(case.due_on or over, over)


def moved_on(catalogue: Catalogue, service: Service, day: date | None, paused_on: date, today: date) -> date | None:
    """Return where ``day`` has moved to when the clock stood from ``paused_on`` until ``today``.

    What is counted in working days has as many of them left as it had; the rest moves by the days that passed.
    The day on which the applicant answers is not counted, as the day of receipt is not.
    """
    if day is None:
        return None
    if service.pledge.unit != _WORKING_DAYS:
        return day + (today - paused_on)
    return with_as_many_left(catalogue, day, paused_on, today)


def with_as_many_left(catalogue: Catalogue, day: date, paused_on: date, today: date) -> date:
    """Return the day until which as many working days are left today as there were until ``day`` on ``paused_on``."""
    calendar, closed = catalogue.jurisdiction.working_calendar, closed_days()
    try:
        left = working_days_between(calendar, paused_on, day, closed=closed)
        return _after(catalogue, today, left, closed)
    except CalendarEnds:
        return day + (today - paused_on)


def _after(catalogue: Catalogue, today: date, left: int, closed: Collection[date]) -> date:
    calendar = catalogue.jurisdiction.working_calendar
    if left > 0:
        return add_working_days(calendar, today, left, closed=closed)
    # It was due or late when it was paused: it stays so by as many days.
    day = today
    while working_days_between(calendar, day, today, closed=closed) < -left:
        day -= timedelta(days=1)
    return day


def pause(case: Case, today: date) -> None:
    """Let the clock stand from ``today``, unless it stands already."""
    if case.paused_on is None:
        case.paused_on = today
        case.pauses += 1


def resume(case: Case, catalogue: Catalogue, service: Service, today: date) -> None:
    """Let the clock of the pledge go on, with as much time left as there was; a period set by law never stood."""
    if case.paused_on is not None:
        case.due_on = moved_on(catalogue, service, case.due_on, case.paused_on, today)
        case.paused_on = None
