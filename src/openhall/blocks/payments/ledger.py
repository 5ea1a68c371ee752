"""Post to the ledger, and read it. Accounts are names: what they are, and of which authority or provider."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, models
from django.db.models import Sum

from openhall.blocks.journal.facade import do_later, inserting
from openhall.blocks.payments.definitions import AccountLine
from openhall.blocks.payments.models import PaymentRequest, Posting

BANK = "bank"


def receivable(authority: str) -> str:
    """Return the account of what payers owe to an authority."""
    return f"receivable:{authority}"


def deferred(authority: str) -> str:
    """Return the account of what was asked for and is not paid yet."""
    return f"deferred:{authority}"


def revenue(authority: str) -> str:
    """Return the account of what an authority earned."""
    return f"revenue:{authority}"


def clearing(provider: str) -> str:
    """Return the account of what a provider took and has not handed over to the bank."""
    return f"clearing:{provider}"


def charges(provider: str) -> str:
    """Return the account of what a provider keeps for its work."""
    return f"charges:{provider}"


def payable(authority: str) -> str:
    """Return the account of what an authority owes to payers."""
    return f"refunds-payable:{authority}"


def post(payment: PaymentRequest, *, key: str, debit: str, credit: str, amount: int, now: datetime) -> None:
    """Write a posting in the caller's transaction; nothing where no money moves."""
    if not connection.in_atomic_block:
        raise RuntimeError("a posting is written in the transaction of what it tells of")
    if amount:
        row = Posting(
            key=key,
            debit=debit,
            credit=credit,
            amount=amount,
            currency=payment.currency,
            at=now,
            subject=payment.subject,
            payment=payment.public_id,
        )
        do_later(inserting(row))


def post_together(*, key: str, debit: str, credit: str, amount: int, currency: str, now: datetime) -> None:
    """Write a posting for many payments together; one below zero goes the other way."""
    if not connection.in_atomic_block:
        raise RuntimeError("a posting is written in the transaction of what it tells of")
    if amount < 0:
        debit, credit, amount = credit, debit, -amount
    if amount:
        row = Posting(key=key, debit=debit, credit=credit, amount=amount, currency=currency, at=now)
        do_later(inserting(row))


def forgive(payment: PaymentRequest, *, key: str, now: datetime) -> None:
    """Take back what was asked for: nobody owes it any more."""
    debit, credit = deferred(payment.authority), receivable(payment.authority)
    post(payment, key=key, debit=debit, credit=credit, amount=payment.amount, now=now)


def trial_balance() -> list[AccountLine]:
    """Return every account with all that was ever posted to it. The closings of a currency add up to nothing."""
    return _lines(None, None)


def statement_for(day: date, zone: ZoneInfo, *, authority: str = "") -> list[AccountLine]:
    """Return every account over one day of a time zone, with what it held when the day began.

    Of an ``authority`` only its own accounts: those of providers and of the bank are everybody's together.
    """
    begins = datetime.combine(day, time.min, zone)
    own = {each(authority) for each in (receivable, deferred, revenue, payable)} if authority else None
    return _lines(begins, datetime.combine(day + timedelta(days=1), time.min, zone), own)


def _lines(begins: datetime | None, ends: datetime | None, own: Collection[str] | None = None) -> list[AccountLine]:
    found: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for place, side in ((1, "debit"), (2, "credit")):
        rows = Posting.objects.all() if ends is None else Posting.objects.filter(at__lt=ends)
        rows = rows if own is None else rows.filter(**{f"{side}__in": own})
        before = rows.filter(at__lt=begins) if begins else rows.none()
        within = rows.filter(at__gte=begins) if begins else rows
        for account, currency, total in _sums(within, side):
            found[account, currency][place] += total
        for account, currency, total in _sums(before, side):
            found[account, currency][0] += total if side == "debit" else -total
    return [AccountLine(*name, *sums) for name, sums in sorted(found.items())]


def _sums(rows: "models.QuerySet[Posting]", side: str) -> "models.QuerySet[Posting, tuple[str, str, int]]":
    return rows.values_list(side, "currency").annotate(total=Sum("amount")).order_by()
