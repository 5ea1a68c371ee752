"""Days counted by hand with a calendar on the table: across Lunar New Year, Easter, Christmas and New Year."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.blocks.rules.facade import (
    Calendar,
    CalendarEnds,
    Holiday,
    add_months,
    add_working_days,
    due_on,
    ends_on,
    is_general_holiday,
    is_working_day,
    working_days_between,
    working_days_left,
)

ZONE = ZoneInfo("Asia/Hong_Kong")
DAYS_OFF = (
    "2026-01-01 2026-02-17 2026-02-18 2026-02-19 2026-04-03 2026-04-04 2026-04-06 2026-04-07 2026-05-01 2026-05-25 "
    "2026-06-19 2026-07-01 2026-09-26 2026-10-01 2026-10-19 2026-12-25 2026-12-26 2027-01-01 2027-02-06 2027-02-08 "
    "2027-02-09 2027-03-26 2027-03-27 2027-03-29 2027-04-05 2027-05-01 2027-05-13 2027-06-09 2027-07-01 2027-09-16 "
    "2027-10-01 2027-10-08 2027-12-25 2027-12-27"
)
CITY = Calendar(
    id="city",
    weekend=("saturday", "sunday"),
    weekly_holidays=("sunday",),
    holidays=tuple(Holiday(date.fromisoformat(day), {"en": "Holiday"}) for day in DAYS_OFF.split()),
)
#: A town that rests on Friday and Saturday, with a holiday on a Thursday.
TOWN = Calendar(
    id="town",
    weekend=("friday", "saturday"),
    weekly_holidays=("friday",),
    holidays=(Holiday(date(2026, 3, 19), {"en": "Boat Day"}),),
)


@dataclass(frozen=True)
class Within:
    """A pledge."""

    value: int
    unit: str = "working_days"


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=ZONE)


def day(text: str) -> date:
    return date.fromisoformat(text)


WORKING_DAYS = [
    # Lunar New Year 2026: Tuesday 17 to Thursday 19 February.
    ("2026-02-13T10:00", 1, "2026-02-16"),  # Friday → Monday
    ("2026-02-13T10:00", 5, "2026-02-25"),  # 16, 20, 23, 24, 25
    ("2026-02-16T17:59", 1, "2026-02-20"),  # the day of receipt is a whole day …
    ("2026-02-16T23:59", 1, "2026-02-20"),  # … whatever the hour
    ("2026-02-14T09:00", 1, "2026-02-16"),  # received on a Saturday
    ("2026-02-17T00:00", 1, "2026-02-20"),  # received on a holiday
    ("2026-02-17T12:00", 2, "2026-02-23"),
    # Easter 2026: Good Friday 3 April to Tuesday 7 April.
    ("2026-04-02T16:00", 1, "2026-04-08"),
    ("2026-04-02T16:00", 3, "2026-04-10"),
    ("2026-03-30T09:30", 20, "2026-04-30"),  # 31; 1, 2; 8–10; 13–17; 20–24; 27–30
    ("2026-03-30T09:30", 21, "2026-05-04"),  # Labour Day is a Friday
    # Christmas 2026 and New Year 2027.
    ("2026-12-23T08:00", 1, "2026-12-24"),
    ("2026-12-23T08:00", 2, "2026-12-28"),  # 25 and 26 are holidays, 27 is a Sunday
    ("2026-12-23T08:00", 5, "2026-12-31"),
    ("2026-12-23T08:00", 6, "2027-01-04"),  # 1 January is a Friday
    ("2026-12-31T23:30", 1, "2027-01-04"),
    ("2027-02-05T12:00", 1, "2027-02-10"),  # 6 a Saturday, 7 a Sunday, 8 and 9 holidays
    ("2026-09-25T12:00", 1, "2026-09-28"),  # a holiday on a Saturday takes nothing away
    ("2026-02-16T12:00", 0, "2026-02-16"),
    ("2026-02-14T12:00", 0, "2026-02-16"),
]


@pytest.mark.parametrize(("received", "days", "due"), WORKING_DAYS)
def test_working_days(received: str, days: int, due: str) -> None:
    assert due_on(CITY, at(received), Within(days)) == day(due)


@pytest.mark.parametrize(
    ("received", "value", "unit", "due"),
    [
        ("2026-02-14T12:00", 0, "immediate", "2026-02-14"),
        ("2026-02-16T17:59", 24, "hours", "2026-02-17"),
        ("2026-12-31T20:00", 3, "hours", "2026-12-31"),
        ("2026-12-31T20:00", 4, "hours", "2027-01-01"),
        ("2026-02-13T12:00", 10, "calendar_days", "2026-02-23"),
        ("2026-02-13T12:00", 4, "calendar_days", "2026-02-17"),
        ("2026-12-23T12:00", 2, "weeks", "2027-01-06"),
        ("2026-01-31T12:00", 1, "months", "2026-02-28"),
        ("2026-10-31T12:00", 4, "months", "2027-02-28"),
        ("2027-12-31T12:00", 2, "months", "2028-02-29"),
        ("2026-11-30T12:00", 1, "months", "2026-12-30"),
        ("2026-06-15T12:00", 18, "months", "2027-12-15"),
    ],
)
def test_other_periods(received: str, value: int, unit: str, due: str) -> None:
    assert due_on(CITY, at(received), Within(value, unit)) == day(due)


@pytest.mark.parametrize(
    ("received", "days", "end"),
    [
        ("2026-02-10T12:00", 7, "2026-02-20"),  # would end on 17 February, a holiday, and so are 18 and 19
        ("2026-02-10T12:00", 6, "2026-02-16"),
        ("2026-03-01T12:00", 14, "2026-03-16"),  # a Sunday
        ("2026-02-28T12:00", 14, "2026-03-14"),  # a Saturday is no holiday
        ("2026-03-21T12:00", 14, "2026-04-08"),  # a Saturday that is one; then Sunday, Monday, Tuesday
        ("2026-12-11T12:00", 14, "2026-12-28"),
    ],
)
def test_a_legal_period_does_not_end_on_a_holiday(received: str, days: int, end: str) -> None:
    assert ends_on(CITY, at(received), Within(days, "calendar_days")) == day(end)


def test_days_lost_to_a_storm() -> None:
    storm = frozenset({day("2026-09-09")})
    received = at("2026-09-07T12:00")

    assert due_on(CITY, received, Within(3), closed=storm) == day("2026-09-11")
    assert ends_on(CITY, received, Within(2, "calendar_days"), closed=storm) == day("2026-09-10")
    assert due_on(CITY, received, Within(3)) == day("2026-09-10")
    assert not is_working_day(CITY, day("2026-09-09"), closed=storm)
    assert not is_general_holiday(CITY, day("2026-09-09"))


def test_the_day_is_that_of_the_zone() -> None:
    moment = datetime(2026, 2, 15, 16, 30, tzinfo=UTC)  # half past midnight on Monday the 16th there

    assert due_on(CITY, moment, Within(1), zone=ZONE) == day("2026-02-20")
    assert due_on(CITY, moment, Within(1)) == day("2026-02-16")
    with pytest.raises(ValueError, match="zone"):
        due_on(CITY, moment.replace(tzinfo=None), Within(1))


def test_hours_are_elapsed_hours_where_clocks_change() -> None:
    # In Auckland clocks go back on 5 April 2026: that night has 25 hours.
    evening = datetime(2026, 4, 4, 23, 30, tzinfo=ZoneInfo("Pacific/Auckland"))

    assert due_on(CITY, evening, Within(24, "hours")) == day("2026-04-05")
    assert due_on(CITY, evening, Within(25, "hours")) == day("2026-04-05")
    assert due_on(CITY, evening, Within(26, "hours")) == day("2026-04-06")


def test_another_town_rests_on_other_days() -> None:
    assert due_on(TOWN, at("2026-03-18T12:00"), Within(1)) == day("2026-03-22")
    assert ends_on(TOWN, at("2026-03-13T12:00"), Within(7, "calendar_days")) == day("2026-03-21")


def test_what_is_left_is_counted_from_today() -> None:
    due = day("2026-02-25")
    left = {now: working_days_left(CITY, due, at(now)) for now in ("2026-02-13T23:00", "2026-02-24T01:00")}

    assert list(left.values()) == [5, 1]
    assert working_days_left(CITY, due, at("2026-02-25T23:59")) == 0
    assert working_days_left(CITY, due, at("2026-02-27T00:00")) == -2
    assert working_days_left(CITY, due, datetime(2026, 2, 24, 17, 0, tzinfo=UTC), zone=ZONE) == 0


def test_working_days_between_two_days() -> None:
    assert working_days_between(CITY, day("2026-02-13"), day("2026-02-13")) == 0
    assert working_days_between(CITY, day("2026-02-13"), day("2026-02-15")) == 0
    assert working_days_between(CITY, day("2026-12-23"), day("2027-01-04")) == 6
    assert working_days_between(CITY, day("2027-01-04"), day("2026-12-23")) == -6


def test_a_year_that_the_calendar_does_not_know_is_not_guessed() -> None:
    with pytest.raises(CalendarEnds) as ends:
        due_on(CITY, at("2027-12-20T12:00"), Within(20))
    assert (ends.value.code, ends.value.params) == ("calendar-ends", {"calendar": "city", "year": 2028})
    with pytest.raises(CalendarEnds):
        ends_on(CITY, at("2027-12-31T12:00"), Within(1, "months"))
    with pytest.raises(CalendarEnds):
        is_working_day(CITY, day("2025-12-31"))
    assert due_on(CITY, at("2027-12-31T12:00"), Within(1, "months")) == day("2028-01-31")


def test_the_last_day_of_a_month() -> None:
    assert [add_months(day("2027-08-31"), count) for count in (0, 1, 6, 18)] == [
        day("2027-08-31"),
        day("2027-09-30"),
        day("2028-02-29"),
        day("2029-02-28"),
    ]


@given(st.dates(day("2026-01-01"), day("2027-06-30")), st.integers(1, 100))
def test_counting_there_and_back_agrees(start: date, count: int) -> None:
    due = add_working_days(CITY, start, count)

    assert is_working_day(CITY, due)
    assert working_days_between(CITY, start, due) == count
    assert working_days_between(CITY, start, due - timedelta(days=1)) == count - 1
