"""Read the ledger: what its accounts hold, and held. What a look takes does not grow with the years.

At the end of each day the books are closed: what every account then held is kept. A look starts from the newest books
that were closed before its moment, and adds what was posted since. What is posted to a day that is closed already is
noted by the database as late, so that the sum is the same, to the cent, as that of all postings one by one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Sum

from openhall.blocks.payments.definitions import AccountLine
from openhall.blocks.payments.ledger import deferred, payable, receivable, revenue
from openhall.blocks.payments.models import Closing, Posting

#: What came to an account (debits, credits), by its name and currency.
Totals = defaultdict[tuple[str, str], list[int]]
_Accounts = Collection[str] | None


def trial_balance() -> list[AccountLine]:
    """Return every account with all that was ever posted to it. The closings of a currency add up to nothing."""
    everything = totals_before(None)
    return [AccountLine(*name, 0, *sums) for name, sums in sorted(everything.items())]


def statement_for(day: date, zone: ZoneInfo, *, authority: str = "") -> list[AccountLine]:
    """Return every account over one day of a time zone, with what it held when the day began.

    Of an ``authority`` only its own accounts: those of providers and of the bank are everybody's together.
    """
    own = {each(authority) for each in (receivable, deferred, revenue, payable)} if authority else None
    begins, ends = beginning(day, zone), beginning(day + timedelta(days=1), zone)
    before = totals_before(begins, own)
    within = totals_of(Posting.objects.filter(at__gte=begins, at__lt=ends), own)
    return [AccountLine(*name, _held(before, name), *within.get(name, (0, 0))) for name in sorted({*before, *within})]


def beginning(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a day of a place begins."""
    return datetime.combine(day, time.min, zone)


def totals_before(moment: datetime | None, own: _Accounts = None) -> Totals:
    """Return all that was posted before a moment, or ever, to some accounts or to all."""
    closings = Closing.objects.all() if moment is None else Closing.objects.filter(ends__lte=moment)
    closed = closings.order_by("-ends").first()
    rows = Posting.objects.all() if moment is None else Posting.objects.filter(at__lt=moment)
    if closed is None:
        return totals_of(rows, own)
    kept = closed.accounts.all() if own is None else closed.accounts.filter(account__in=own)
    found = Totals(lambda: [0, 0])
    for name, currency, *sums in kept.values_list("account", "currency", "debits", "credits"):
        found[name, currency] = sums
    for more in (rows.filter(at__gte=closed.ends), late_for(closed)):
        add(found, totals_of(more, own))
    return found


def late_for(closed: Closing) -> "models.QuerySet[Posting]":
    """Return the postings of days before some closed books that came after these were closed."""
    return Posting.objects.filter(lateposting__isnull=False, pk__gt=closed.last, at__lt=closed.ends)


def totals_of(rows: "models.QuerySet[Posting]", own: _Accounts = None) -> Totals:
    """Return what postings bring to each account."""
    found = Totals(lambda: [0, 0])
    for place, side in enumerate(("debit", "credit")):
        of_side = rows if own is None else rows.filter(**{f"{side}__in": own})
        for account, currency, total in of_side.values_list(side, "currency").annotate(all=Sum("amount")).order_by():
            found[account, currency][place] += total
    return found


def add(totals: Totals, more: Mapping[tuple[str, str], list[int]]) -> None:
    """Add what else came to each account."""
    for name, (debits, credits_) in more.items():
        totals[name][0] += debits
        totals[name][1] += credits_


def _held(totals: Totals, name: tuple[str, str]) -> int:
    debits, credits_ = totals.get(name, (0, 0))
    return debits - credits_
