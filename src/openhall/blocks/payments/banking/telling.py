"""What only a person can say of a movement: that it is the sum of a day, or what a bank or a provider took."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Sum

from openhall.blocks.journal.facade import append_leaf
from openhall.blocks.payments import ledger
from openhall.blocks.payments.banking.handovers import hold, match_sum
from openhall.blocks.payments.books import beginning
from openhall.blocks.payments.definitions import AttemptState, RefundState
from openhall.blocks.payments.models import Attempt, BankEntry, Handover, Refund
from openhall.blocks.payments.providers.registry import PROVIDERS
from openhall.blocks.payments.refusals import EntryRefused
from openhall.kernel.canonical import JSON

MOST_NOTE = 200


def take_sum_of_day(  # noqa: PLR0913 - all of it is one sum
    *, entry: int, provider: str, day: date, kept: int, zone: ZoneInfo, recorded_by: str, now: datetime
) -> None:
    """Match a movement with all that came and went by a provider on a day of the place, less what it ``kept`` of it.

    Raise ``EntryRefused``: the movement is ``matched`` by now, there is no such ``way``, or what came less what was
    kept is another ``amount`` (told with it: what came).
    """
    if provider not in PROVIDERS:
        raise EntryRefused(why="way")
    with transaction.atomic():
        row = _open_entry(entry)
        names, total = _of_day(row, provider, beginning(day, zone), beginning(day + timedelta(days=1), zone))
        if total - kept != row.amount:
            raise EntryRefused(why="amount", amount=total)
        found = _sum(row, provider, f"{day.isoformat()}:{row.pk}", kept, recorded_by, now)
        found.save(force_insert=True)
        hold(found, names, now)
        match_sum(row, found, now)


def book_charge(*, entry: int, of: str, note: str, recorded_by: str, now: datetime) -> None:
    """Book a movement as what the ``bank`` or a provider took for its work, or gave back of it.

    Raise ``EntryRefused``: the movement is ``matched`` by now, there is no such ``way``, or the ``note`` that says what
    for is missing or longer than 200 signs.
    """
    words = " ".join(note.split())
    if of not in {ledger.BANK, *PROVIDERS}:
        raise EntryRefused(why="way")
    if not 0 < len(words) <= MOST_NOTE:
        raise EntryRefused(why="note")
    with transaction.atomic():
        row = _open_entry(entry)
        found = _sum(row, of, f"charge:{row.pk}", -row.amount, recorded_by, now)
        found.note = words
        found.save(force_insert=True)
        row.handover, row.matched_at = found, now
        row.save(update_fields=["handover", "matched_at"])
        ledger.post_together(
            key=f"bank:{row.pk}",
            debit=ledger.BANK,
            credit=ledger.charges(found.provider),
            amount=row.amount,
            currency=row.currency,
            now=now,
        )
        told: dict[str, JSON] = {"entry": row.pk, "of": found.provider, "amount": row.amount, "currency": row.currency}
        append_leaf(kind="payment.charge-booked", subject=f"bank:{row.pk}", statement=told, now=now)


def _open_entry(entry: int) -> BankEntry:
    row = BankEntry.objects.select_for_update().filter(pk=entry, matched_at__isnull=True).first()
    if row is None:
        raise EntryRefused(why="matched")
    return row


def _sum(row: BankEntry, provider: str, reference: str, kept: int, recorded_by: str, now: datetime) -> Handover:
    return Handover(
        provider=provider,
        reference=reference,
        amount=row.amount,
        charges=kept,
        currency=row.currency,
        recorded_by=recorded_by,
        kept_at=now,
    )


def _of_day(row: BankEntry, provider: str, begins: datetime, ends: datetime) -> tuple[list[str], int]:
    """Return the ids of all that moved by a provider in a span, is in no sum and was not shown, and what it makes."""
    came = Attempt.objects.filter(
        provider=provider,
        state=AttemptState.CAPTURED,
        shown_at__isnull=True,
        handover__isnull=True,
        ended_at__gte=begins,
        ended_at__lt=ends,
        payment__currency=row.currency,
    )
    went = Refund.objects.filter(
        attempt__provider=provider,
        state=RefundState.DONE,
        shown_at__isnull=True,
        handover__isnull=True,
        done_at__gte=begins,
        done_at__lt=ends,
        payment__currency=row.currency,
    )
    total = (came.aggregate(all=Sum("received"))["all"] or 0) - (went.aggregate(all=Sum("amount"))["all"] or 0)
    return [*came.values_list("public_id", flat=True), *went.values_list("public_id", flat=True)], total
