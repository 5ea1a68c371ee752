"""The months between two days, for what is owed by the month: a lease, a delay. Pure."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from openhall.blocks.rules.rules import add_months

#: Moves the end of a period in law from a holiday to the day on which it may end.
PeriodEnds = Callable[[date], date]


class Span(msgspec.Struct, frozen=True, omit_defaults=True):
    """The months from one day to another, parts of a month too: a number that the lines of a rule read by its ``id``.

    ``since`` and ``until`` are inputs that hold a day. With ``until``, both are days of the span. Without, it is a
    delay: what lies between the end of a period of ``days`` after ``since`` and the day on which somebody asks, and 0
    as long as that period runs.
    """

    id: str
    since: str
    until: str = ""
    days: int = 0

    def months(self, given: Mapping[str, Any], day: date, period_ends: PeriodEnds | None = None) -> Decimal | None:
        """Return how many; nothing where a day is missing, or none that is meant."""
        try:
            since = date.fromisoformat(str(given.get(self.since)))
            if self.until:
                return _between(since, date.fromisoformat(str(given.get(self.until))) + timedelta(1))
            due = since + timedelta(self.days)
            return _between(period_ends(due) if period_ends else due, day)
        except (ValueError, OverflowError):
            return None


def _between(since: date, until: date) -> Decimal:
    if until <= since:
        return Decimal(0)
    whole = (until.year - since.year) * 12 + until.month - since.month
    whole -= add_months(since, whole) > until
    begun = add_months(since, whole)
    return whole + Decimal((until - begun).days) / (add_months(since, whole + 1) - begun).days
