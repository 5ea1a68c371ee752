"""What a published service costs by given answers, under the law of a day."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from openhall.blocks.catalogue.definitions import Jurisdiction, Service
from openhall.blocks.rules.facade import (
    Fee,
    FlatFee,
    Quote,
    Refund,
    RuleFee,
    TableFee,
    VariableFee,
    fee_on,
    quote,
    runs_on,
)
from openhall.kernel.languages import Text


def quote_of(
    service: Service,
    jurisdiction: Jurisdiction,
    answers: Mapping[str, Any],
    *,
    on: date,
    closed: Collection[date] = frozenset(),
) -> Quote:
    """Return the lines of the fee; legal rules are those of the jurisdiction, with the numbers that count ``on`` a day.

    The same answers and day give the same lines: before somebody begins, before they pay, and on the receipt. No period
    of the law ends on a day of ``closed``, on which offices had to stay shut.
    """
    rules = {rule.id: rule for rule in jurisdiction.rules}
    calendar = jurisdiction.working_calendar

    def period_ends(day: date) -> date:
        # A year whose holidays nobody has entered is no reason to tell no price.
        return runs_on(calendar, day, closed=closed) if day.year in calendar.years else day

    return quote(service.fee, answers, rules=rules, on=on, minor=jurisdiction.minor, period_ends=period_ends)


def price_of(service: Service, jurisdiction: Jurisdiction, *, on: date) -> Fee:
    """Return a fee as it is shown to everybody: with the amounts that the numbers of its rule have on a day.

    Of one price that had no number then nobody knows what it comes to: it is left to its rule.
    """
    if not isinstance(service.fee, FlatFee | TableFee) or not service.fee.rule:
        return service.fee
    rules = {rule.id: rule for rule in jurisdiction.rules}
    found = fee_on(service.fee, rules=rules, on=on, minor=jurisdiction.minor)
    return RuleFee(service.fee.rule, service.fee.confidence) if found is None else found


def law_of_day(jurisdiction: Jurisdiction, *, on: date) -> str:
    """Return the newest day, on or before that one, from which a number of any rule counts (ISO 8601), or nothing.

    As long as it is the same, whatever is shown of prices is the same.
    """
    come = (each.since for rule in jurisdiction.rules for each in rule.figures if each.since <= on.isoformat())
    return max(come, default="")


def next_price(service: Service, jurisdiction: Jurisdiction, *, on: date) -> tuple[date, Fee] | None:
    """Return the next day on which the law changes what a service costs, and what it costs from then on.

    Of what a rule works out from answers nobody can say that before they are given: there it is the day that tells.
    """
    if isinstance(service.fee, VariableFee) or not service.fee.rule:
        return None
    rule = next((each for each in jurisdiction.rules if each.id == service.fee.rule), None)
    if rule is None or rule.dated_by:
        return None
    now = price_of(service, jurisdiction, on=on)
    for since in sorted({each.since for each in rule.figures if each.since > on.isoformat()}):
        later = price_of(service, jurisdiction, on=date.fromisoformat(since))
        if later != now or isinstance(later, RuleFee):
            return date.fromisoformat(since), later
    return None


def refund_of(service: Service, jurisdiction: Jurisdiction) -> Refund | None:
    """Return what of the fee goes back when nothing comes of a matter; nothing where the service is free."""
    fee = service.fee
    is_free = (isinstance(fee, FlatFee) and not fee.minor and not fee.number) or (
        isinstance(fee, TableFee) and fee.most == 0
    )
    return None if is_free else jurisdiction.refund_of(service)


def labels_of(service: Service, jurisdiction: Jurisdiction) -> dict[str, Text]:
    """Return what the lines of the fee are called, by id."""
    fee = service.fee
    if isinstance(fee, TableFee):
        return {row.id: row.label for row in fee.rows}
    if isinstance(fee, RuleFee):
        return {line.id: line.label for rule in jurisdiction.rules if rule.id == fee.rule for line in rule.lines}
    return {}
