"""What a published service costs by given answers, under the law of a day."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from openhall.blocks.catalogue.definitions import Jurisdiction, Service
from openhall.blocks.rules.facade import Quote, quote, runs_on


def quote_of(service: Service, jurisdiction: Jurisdiction, answers: Mapping[str, Any], *, on: date) -> Quote:
    """Return the lines of the fee; legal rules are those of the jurisdiction, with the numbers that count ``on`` a day.

    The same answers and day give the same lines: before somebody begins, before they pay, and on the receipt.
    """
    rules = {rule.id: rule for rule in jurisdiction.rules}
    calendar = jurisdiction.working_calendar

    def period_ends(day: date) -> date:
        # A year whose holidays nobody has entered is no reason to tell no price.
        return runs_on(calendar, day) if day.year in calendar.years else day

    return quote(service.fee, answers, rules=rules, on=on, minor=jurisdiction.minor, period_ends=period_ends)
