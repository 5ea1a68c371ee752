"""Money at the bank that pays nothing yet: it becomes an attempt of its own, which pays or goes back by the rules."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from openhall.blocks.journal.facade import append_leaf, post
from openhall.blocks.payments import ledger
from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.definitions import AttemptState
from openhall.blocks.payments.models import Attempt, BankEntry, PaymentRequest
from openhall.blocks.payments.refusals import EntryRefused
from openhall.blocks.payments.rows import new_id
from openhall.kernel.canonical import JSON

#: The kind of a message that holds news of a bank: its payload is for ``bank_news``, which is for ``take_news``.
BANK_NEWS = "payments.bank-news"
#: Only a provider that nobody else speaks for is captured by what the bank says.
TOLD_BY_BANK = "fps"


def assign_entry(*, entry: int, payment: str, assigned_by: str, now: datetime) -> None:
    """Say which payment a movement without a reference was meant for: it pays, or goes back as money that pays nothing.

    ``payment`` may be the number of a scanned code for several payments: then it pays all of them.

    Raise ``EntryRefused``: the movement is ``matched`` by now or went ``out``, or there is no such ``payment``.
    """
    with transaction.atomic():
        row = BankEntry.objects.select_for_update().filter(pk=entry, matched_at__isnull=True).first()
        if row is None:
            raise EntryRefused(why="matched")
        if row.amount < 0:
            raise EntryRefused(why="out")
        bundle = Bundle.objects.filter(public_id=payment, provider=TOLD_BY_BANK, currency=row.currency).first()
        named = Q(attempts__bundle=bundle) if bundle else Q(public_id=payment)
        owed = PaymentRequest.objects.filter(named, currency=row.currency).order_by("id").first()
        if owed is None:
            raise EntryRefused(why="payment")
        if bundle and bundle.state != AttemptState.CAPTURED:
            tell_bank_news(row, bundle, now=now, by=assigned_by)
        else:
            take_entry(row, owed, now=now, by=assigned_by)
        told: dict[str, JSON] = {"payment": payment, "entry": row.pk, "amount": row.amount}
        append_leaf(kind="payment.assigned", subject=owed.subject, statement=told, now=now)


def take_entry(row: BankEntry, owed: PaymentRequest, *, now: datetime, by: str = "") -> None:
    """Make an attempt of a movement, and let its news be taken as that of a code which was scanned."""
    attempt = Attempt.objects.create(
        public_id=new_id(),
        payment=owed,
        provider=TOLD_BY_BANK,
        key=f"bank:{row.pk}",
        state=AttemptState.BEGUN,
        amount=row.amount,
        begun_at=now,
    )
    tell_bank_news(row, attempt, now=now, by=by)


def tell_bank_news(row: BankEntry, attempt: Attempt | Bundle, *, now: datetime, by: str = "") -> None:
    """Match a movement with a charge that nobody captured yet: what the bank shows is its news."""
    payload: dict[str, JSON] = {"entry": row.pk, "attempt": attempt.public_id, "amount": row.amount}
    payload |= {"currency": row.currency, "by": by}
    post(kind=BANK_NEWS, key=f"bank:{row.pk}", payload=payload, now=now)
    match_attempt(row, attempt, now)


def match_attempt(row: BankEntry, attempt: Attempt | Bundle, now: datetime) -> None:
    """Match a movement with a charge, be it for one payment or for several."""
    row.matched_at = now
    key, credit = f"bank:{row.pk}", ledger.clearing(attempt.provider)
    if isinstance(attempt, Bundle):
        row.bundle = attempt
        row.save(update_fields=["bundle", "matched_at"])
        attempt.parts.update(shown_at=now)
        ledger.post_together(
            key=key, debit=ledger.BANK, credit=credit, amount=row.amount, currency=row.currency, now=now
        )
        return
    row.attempt = attempt
    row.save(update_fields=["attempt", "matched_at"])
    Attempt.objects.filter(pk=attempt.pk).update(shown_at=now)
    ledger.post(attempt.payment, key=key, debit=ledger.BANK, credit=credit, amount=row.amount, now=now)
