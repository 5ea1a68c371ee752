"""Sums for many payments, as a provider tells of them: what it sent to the bank, and what it kept."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from openhall.blocks.payments import ledger
from openhall.blocks.payments.models import Attempt, BankEntry, Handover, Refund
from openhall.blocks.payments.providers.contract import HandedOver, ProviderAwayError
from openhall.blocks.payments.providers.registry import PROVIDERS


def fetch_handovers(*, since: datetime, now: datetime) -> int:
    """Ask every provider what it sent to the bank since then; return how many sums were new.

    Outside a transaction: providers may be slow. One that is away, or is not set up here, is asked again next time.
    """
    fresh = 0
    for name, provider in PROVIDERS.items():
        if provider.handed_over is None:
            continue
        try:
            told = provider.handed_over(since)
        except ProviderAwayError:
            continue
        fresh += sum(_keep(name, each, now) for each in told)
    return fresh


def _keep(provider: str, told: HandedOver, now: datetime) -> bool:
    """Keep a sum once, with what is in it and what the provider kept."""
    with transaction.atomic():
        if Handover.objects.filter(provider=provider, reference=told.reference).exists():
            return False
        row = Handover.objects.create(
            provider=provider,
            reference=told.reference,
            amount=told.amount,
            charges=told.charges,
            currency=told.currency,
            kept_at=now,
        )
        hold(row, [name for name, _ in told.parts], now)
    return True


def hold(row: Handover, names: Sequence[str], now: datetime) -> None:
    """Say of payments and refunds in which sum they came to the bank, and post what was kept of it."""
    provider = row.provider
    # Of several payments in one charge the provider names that.
    named = Q(public_id__in=names) | Q(bundle__public_id__in=names)
    Attempt.objects.filter(named, provider=provider, handover__isnull=True).update(handover=row)
    Refund.objects.filter(attempt__provider=provider, public_id__in=names, handover__isnull=True).update(handover=row)
    ledger.post_together(
        key=f"handover:{row.pk}:charges",
        debit=ledger.charges(provider),
        credit=ledger.clearing(provider),
        amount=row.charges,
        currency=row.currency,
        now=now,
    )


def match_handover(entry: BankEntry, references: Sequence[str], now: datetime) -> bool:
    """Match a movement with a sum that was told of: by its reference, else as the only one of this amount.

    Banks name the sender of such sums and often not the sum.
    """
    free = Handover.objects.filter(bankentry__isnull=True, amount=entry.amount, currency=entry.currency)
    named = free.filter(reference__in=references).first()
    alike = list(free.filter(provider__in=_named_in(references))[:2])
    found = named or (alike[0] if len(alike) == 1 else None)
    if found is None:
        return False
    match_sum(entry, found, now)
    return True


def _named_in(references: Sequence[str]) -> list[str]:
    words = " ".join(references).lower()
    return [name for name in PROVIDERS if name in words]


def match_sum(entry: BankEntry, found: Handover, now: datetime) -> None:
    """Match a movement with a sum, and so with all that is in it."""
    entry.handover, entry.matched_at = found, now
    entry.save(update_fields=["handover", "matched_at"])
    for rows in (found.attempts, found.refunds):
        rows.update(shown_at=now)
    ledger.post_together(
        key=f"bank:{entry.pk}",
        debit=ledger.BANK,
        credit=ledger.clearing(found.provider),
        amount=entry.amount,
        currency=entry.currency,
        now=now,
    )
