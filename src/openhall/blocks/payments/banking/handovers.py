"""Sums for many payments: what a provider says that it sent to the bank, and the cash of a day."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum

from openhall.blocks.payments import ledger
from openhall.blocks.payments.definitions import AttemptState, RefundState
from openhall.blocks.payments.models import Attempt, BankEntry, Handover, Refund
from openhall.blocks.payments.providers.contract import HandedOver, ProviderAwayError
from openhall.blocks.payments.providers.registry import PROVIDERS
from openhall.blocks.payments.refusals import EntryRefused

_CASH = "counter"


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
        _hold(row, provider, [name for name, _ in told.parts])
        debit, credit = ledger.charges(provider), ledger.clearing(provider)
        ledger.post_together(
            key=f"handover:{row.pk}:charges",
            debit=debit,
            credit=credit,
            amount=told.charges,
            currency=told.currency,
            now=now,
        )
    return True


def _hold(row: Handover, provider: str, names: Sequence[str]) -> None:
    """Say of payments and refunds in which sum they came to the bank."""
    Attempt.objects.filter(provider=provider, public_id__in=names, handover__isnull=True).update(handover=row)
    Refund.objects.filter(attempt__provider=provider, public_id__in=names, handover__isnull=True).update(handover=row)


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
    _match(entry, found, now)
    return True


def _named_in(references: Sequence[str]) -> list[str]:
    words = " ".join(references).lower()
    return [name for name in PROVIDERS if name in words]


def _match(entry: BankEntry, found: Handover, now: datetime) -> None:
    entry.handover, entry.matched_at = found, now
    entry.save(update_fields=["handover", "matched_at"])
    ledger.post_together(
        key=f"bank:{entry.pk}",
        debit=ledger.BANK,
        credit=ledger.clearing(found.provider),
        amount=entry.amount,
        currency=entry.currency,
        now=now,
    )


def take_cash_of_day(*, entry: int, day: date, zone: ZoneInfo, recorded_by: str, now: datetime) -> None:
    """Match a deposit with all cash that came and went at counters on a day of the place.

    Raise ``EntryRefused``: the movement is ``matched`` by now, or the cash of that day is another ``amount``.
    """
    begins = datetime.combine(day, time.min, zone)
    ends = datetime.combine(day + timedelta(days=1), time.min, zone)
    with transaction.atomic():
        row = BankEntry.objects.select_for_update().filter(pk=entry, matched_at__isnull=True).first()
        if row is None:
            raise EntryRefused(why="matched")
        came = Attempt.objects.filter(
            provider=_CASH,
            state=AttemptState.CAPTURED,
            bankentry__isnull=True,
            handover__isnull=True,
            ended_at__gte=begins,
            ended_at__lt=ends,
            payment__currency=row.currency,
        )
        went = Refund.objects.filter(
            attempt__provider=_CASH,
            state=RefundState.DONE,
            bankentry__isnull=True,
            handover__isnull=True,
            done_at__gte=begins,
            done_at__lt=ends,
            payment__currency=row.currency,
        )
        total = (came.aggregate(all=Sum("received"))["all"] or 0) - (went.aggregate(all=Sum("amount"))["all"] or 0)
        if total != row.amount:
            raise EntryRefused(why="amount", amount=total)
        found = Handover.objects.create(
            provider=_CASH,
            reference=f"{day.isoformat()}:{row.pk}",
            amount=row.amount,
            charges=0,
            currency=row.currency,
            recorded_by=recorded_by,
            kept_at=now,
        )
        names = [*came.values_list("public_id", flat=True), *went.values_list("public_id", flat=True)]
        _hold(found, _CASH, names)
        _match(row, found, now)
