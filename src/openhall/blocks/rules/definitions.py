"""A calendar as a jurisdiction publishes it."""

from datetime import date
from functools import cached_property

import msgspec

from openhall.kernel.languages import Text

#: In the order of ``date.weekday()``.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Holiday(msgspec.Struct, frozen=True):
    """A day off and what it is called."""

    date: date
    name: Text


class Calendar(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """Which days are not working days.

    ``weekend`` are the days of every week on which offices are closed. ``weekly_holidays`` are those of them
    that are holidays in law (in one place Sunday but not Saturday): a legal period does not end on them.
    """

    id: str
    weekend: tuple[str, ...]
    holidays: tuple[Holiday, ...]
    weekly_holidays: tuple[str, ...] = ()

    @cached_property
    def days_off(self) -> frozenset[date]:
        """The dated holidays."""
        return frozenset(holiday.date for holiday in self.holidays)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years whose holidays are known: those that name at least one."""
        return frozenset(day.year for day in self.days_off)

    @cached_property
    def weekend_days(self) -> frozenset[int]:
        """The numbers of ``weekend``, Monday being 0."""
        return frozenset(map(WEEKDAYS.index, self.weekend))

    @cached_property
    def weekly_holiday_days(self) -> frozenset[int]:
        """The numbers of ``weekly_holidays``, Monday being 0."""
        return frozenset(map(WEEKDAYS.index, self.weekly_holidays))
