"""The general holidays of Hong Kong, as they were gazetted and listed in the reference figures."""

from datetime import date

from tests.reports import report_of

GAZETTED = {
    2025: "01-01 01-29 01-30 01-31 04-04 04-18 04-19 04-21 05-01 05-05 05-31 07-01 10-01 10-07 10-29 12-25 12-26",
    2026: "01-01 02-17 02-18 02-19 04-03 04-04 04-06 04-07 05-01 05-25 06-19 07-01 09-26 10-01 10-19 12-25 12-26",
    2027: "01-01 02-06 02-08 02-09 03-26 03-27 03-29 04-05 05-01 05-13 06-09 07-01 09-16 10-01 10-08 12-25 12-27",
}


def test_the_calendar_holds_the_gazetted_days_and_no_others() -> None:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    calendar = jurisdiction.working_calendar
    held = sorted(each.date for each in calendar.holidays)
    assert held == [date.fromisoformat(f"{year}-{day}") for year, days in GAZETTED.items() for day in days.split()]
    assert (set(calendar.weekend), calendar.weekly_holidays) == ({"saturday", "sunday"}, ("sunday",))
