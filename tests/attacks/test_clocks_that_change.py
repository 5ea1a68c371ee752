"""Attacks 33 and 35: clocks go forward and back, a second comes twice, offices shut; every job once, and on time."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction

from openhall.blocks.cases.conducting import Conductor
from openhall.blocks.cases.tests.applying import service, town
from openhall.blocks.journal.facade import Delivery, deliver_due, post
from openhall.blocks.rules.facade import due_on, ends_on
from openhall.kernel.durations import moment_after

LISBON = ZoneInfo("Europe/Lisbon")
#: Clocks went forward there on 29 March 2026 at 1:00 UTC, and back on 25 October at 1:00 UTC.
FORWARD, BACK = date(2026, 3, 29), date(2026, 10, 25)
pytestmark = pytest.mark.django_db


class Jobs:
    """Timers in the outbox, and when each of them went off."""

    def __init__(self) -> None:
        self.done: dict[str, list[datetime]] = {}

    def put(self, key: str, due: datetime, now: datetime) -> None:
        with transaction.atomic():
            post(kind="timer", key=key, payload={}, now=now, due=due)

    def work(self, now: datetime) -> None:
        def handle(delivery: Delivery) -> None:
            self.done.setdefault(delivery.key, []).append(now)

        deliver_due(handlers={"timer": handle}, now=now)


def _minutes(start: datetime, hours: int) -> Iterator[datetime]:
    return (start + timedelta(minutes=minute) for minute in range(hours * 60))


@pytest.mark.parametrize("day", [FORWARD, BACK])
def test_each_job_of_a_night_in_which_clocks_change_runs_once_and_on_time(day: date) -> None:
    jobs, midnight = Jobs(), datetime(day.year, day.month, day.day, tzinfo=LISBON).astimezone(UTC)
    wanted = {f"{each:%H%M}": each for each in (midnight + timedelta(minutes=20 * step) for step in range(12))}
    for key, due in wanted.items():
        jobs.put(key, due, midnight - timedelta(days=3))

    # The worker looks every minute; on the wall an hour is missing, or comes twice.
    for now in _minutes(midnight, 5):
        jobs.work(now)

    assert jobs.done == {key: [due] for key, due in wanted.items()}


@pytest.mark.parametrize(
    ("day", "ends"),
    [
        (date(2026, 3, 28), datetime(2026, 3, 29, 0, tzinfo=UTC)),
        (FORWARD, datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (BACK, datetime(2026, 10, 26, 0, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),
    ],
)
def test_a_day_is_over_when_it_is_over_where_the_office_is(day: date, ends: datetime) -> None:
    conductor = Conductor.__new__(Conductor)
    conductor.__dict__["zone"] = LISBON
    assert conductor.end_of(day).astimezone(UTC) == ends


def test_a_second_that_comes_twice_and_a_clock_that_is_put_back_do_nothing_twice() -> None:
    jobs, leap = Jobs(), datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    for second in range(-2, 3):
        jobs.put(str(second), leap + timedelta(seconds=second), leap - timedelta(hours=1))
    # 23:59:60 is 23:59:59 once more on most machines; then somebody puts the clock back by two hours.
    for step in (-2, -1, 0, 0, 1, 2, -7200, -3600, -1, 0, 1, 2, 3):
        jobs.work(leap + timedelta(seconds=step))

    assert {key: len(moments) for key, moments in jobs.done.items()} == {str(second): 1 for second in range(-2, 3)}


def test_hours_are_elapsed_hours_and_days_are_days_of_the_place() -> None:
    evening = datetime(2026, 3, 28, 20, tzinfo=LISBON)
    assert moment_after(evening.astimezone(UTC), "PT12H") == datetime(2026, 3, 29, 8, tzinfo=UTC)
    pledge = service().pledge
    assert (pledge.value, pledge.unit) == (24, "hours")
    calendar = town().jurisdiction.working_calendar
    # 24 hours after eight in the evening it is nine on the wall: still the next day.
    assert due_on(calendar, evening, pledge) == FORWARD


#: Counted by hand on the town's calendar (Sunday to Thursday; 19 March 2026 is a holiday), with 23 and 24 March lost.
@pytest.mark.parametrize(
    ("received", "days", "due"),
    [
        ("2026-03-18", 1, "2026-03-22"),
        ("2026-03-18", 2, "2026-03-25"),
        ("2026-03-18", 3, "2026-03-26"),
        ("2026-03-19", 1, "2026-03-22"),
        ("2026-03-19", 5, "2026-03-30"),
        ("2026-03-23", 1, "2026-03-25"),
    ],
)
def test_working_days_over_a_holiday_a_weekend_and_a_storm(received: str, days: int, due: str) -> None:
    class Days:
        value, unit = days, "working_days"

    lost = {date(2026, 3, 23), date(2026, 3, 24)}
    calendar = town().jurisdiction.working_calendar
    start = datetime.fromisoformat(f"{received}T09:00:00+03:00")
    assert due_on(calendar, start, Days(), closed=lost).isoformat() == due
    assert ends_on(calendar, start, Days(), closed=lost).isoformat() == due
