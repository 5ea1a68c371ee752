"""Keep a bank's statement once, and match its movements with what was captured and what was given back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.db import models, transaction
from django.db.models import Q

from openhall.blocks.payments import ledger
from openhall.blocks.payments.banking.assigning import TOLD_BY_BANK, match_attempt, take_entry, tell_bank_news
from openhall.blocks.payments.banking.camt import StatementRead, read_statements
from openhall.blocks.payments.banking.handovers import match_handover
from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.definitions import AttemptState, News, RefundState
from openhall.blocks.payments.models import Attempt, BankEntry, BankStatement, PaymentRequest, Refund
from openhall.blocks.payments.refusals import StatementRefused
from openhall.kernel.canonical import JSON


@dataclass(frozen=True, slots=True)
class BankLine:
    """A movement of the bank that nothing of ours matches; ``references`` are the bank's."""

    id: int
    account: str
    number: str
    place: int
    amount: int
    currency: str
    booked_on: date
    references: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnLine:
    """Money that we say moved and that the bank has not shown: an attempt, or a refund (negative)."""

    id: str
    subject: str
    provider: str
    amount: int
    currency: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: statements that were new, movements in them, and how many match now."""

    statements: int
    entries: int
    matched: int


def import_statement(*, xml: bytes, decimals: int, now: datetime) -> Imported:
    """Keep the statements of a camt.053 file and match all that is open; the same file again changes nothing.

    A code that was scanned and paid is found here first: its news is posted to the outbox as ``BANK_NEWS``. Raises
    ``StatementRefused`` for what cannot be read, and for a statement that was kept with other contents.
    """
    read = read_statements(xml, decimals=decimals)
    with transaction.atomic():
        kept = [each for each in read if _keep(each, now)]
        matched = _match(now)
    return Imported(len(kept), sum(len(each.entries) for each in kept), matched)


def match_entries(*, now: datetime) -> int:
    """Match what is open once more, after captures or refunds that came later; return how many matched."""
    with transaction.atomic():
        return _match(now)


def _keep(read: StatementRead, now: datetime) -> bool:
    digest = sha256(repr(read).encode()).hexdigest()
    given = {"digest": digest, "kept_at": now}
    row, is_new = BankStatement.objects.get_or_create(account=read.account, number=read.number, defaults=given)
    if not is_new:
        if row.digest != digest:
            raise StatementRefused(told=f"statement {read.number} of {read.account} was kept with other contents")
        return False
    BankEntry.objects.bulk_create(
        BankEntry(
            statement=row,
            place=place,
            amount=entry.amount,
            currency=entry.currency,
            booked_on=entry.booked_on,
            references=json.dumps(entry.references),
        )
        for place, entry in enumerate(read.entries, 1)
        if entry.amount
    )
    return True


def _match(now: datetime) -> int:
    rows = BankEntry.objects.select_for_update().filter(matched_at__isnull=True).order_by("id")
    return sum(_match_one(row, json.loads(row.references), now) for row in rows)


def _match_one(row: BankEntry, references: Sequence[str], now: datetime) -> bool:
    if not references:
        return False
    find = _match_attempt if row.amount > 0 else _match_refund
    return find(row, references, now) or match_handover(row, references, now)


def _match_attempt(row: BankEntry, references: Sequence[str], now: datetime) -> bool:
    named = Q(public_id__in=references) | (Q(reference__in=references) & ~Q(reference=""))
    alone = Attempt.objects.select_related("payment").filter(named, payment__currency=row.currency, bundle=None)
    together = Bundle.objects.filter(named, currency=row.currency)
    if (found := _captured(row, alone, together)) is not None:
        match_attempt(row, found, now)
        return True
    codes = (alone.filter(provider=TOLD_BY_BANK), together.filter(provider=TOLD_BY_BANK))
    # Another amount is written down as it came: it pays nothing, and goes back.
    free = {"bankentry__isnull": True}
    waiting = _first(*(rows.filter(**free).exclude(state=AttemptState.CAPTURED) for rows in codes))
    if waiting is not None:
        tell_bank_news(row, waiting, now=now)
        return True
    paid = _first(*(rows.filter(bankentry__isnull=False) for rows in codes))
    if paid is None:
        return False
    first = paid.parts.select_related("payment").earliest("id") if isinstance(paid, Bundle) else paid
    if _is_told_twice(row, first.payment):
        return False
    # The code was paid with before: this is money, too, and goes back by itself.
    take_entry(row, first.payment, now=now)
    return True


def _captured(
    row: BankEntry, alone: "models.QuerySet[Attempt]", together: "models.QuerySet[Bundle]"
) -> Attempt | Bundle | None:
    """Return what came in this amount and is in no sum with others."""
    free = {"bankentry__isnull": True, "state": AttemptState.CAPTURED}
    one = alone.filter(**free, received=row.amount, handover__isnull=True)
    several = together.filter(**free, amount=row.amount).exclude(parts__handover__isnull=False)
    return _first(one, several)


def _first(*groups: "models.QuerySet[Attempt] | models.QuerySet[Bundle]") -> Attempt | Bundle | None:
    found = (rows.order_by("id").first() for rows in groups)
    return next((row for row in found if row is not None), None)


def _is_told_twice(row: BankEntry, paid: PaymentRequest) -> bool:
    """Tell whether a movement looks like one that was matched before: then nobody gives money back unasked."""
    of_it = Q(attempt__payment=paid) | Q(bundle__parts__payment=paid)
    return BankEntry.objects.filter(of_it, references=row.references, amount=row.amount).exists()


def _match_refund(row: BankEntry, references: Sequence[str], now: datetime) -> bool:
    named = Q(public_id__in=references) | (Q(reference__in=references) & ~Q(reference=""))
    free = Refund.objects.select_related("payment", "attempt").filter(
        named,
        bankentry__isnull=True,
        handover__isnull=True,
        state=RefundState.DONE,
        amount=-row.amount,
        payment__currency=row.currency,
    )
    found = free.order_by("id").first()
    if found is None:
        return False
    row.refund, row.matched_at = found, now
    row.save(update_fields=["refund", "matched_at"])
    Refund.objects.filter(pk=found.pk).update(shown_at=now)
    debit = ledger.clearing(found.attempt.provider)
    ledger.post(found.payment, key=f"bank:{row.pk}", debit=debit, credit=ledger.BANK, amount=found.amount, now=now)
    return True


def bank_news(payload: Mapping[str, JSON]) -> News:
    """Return the news in a message of the kind ``BANK_NEWS``."""
    entry, amount = payload["entry"], payload["amount"]
    if not isinstance(amount, int):
        raise TypeError("an amount is a whole number")
    attempt, currency = str(payload["attempt"]), str(payload["currency"])
    by = str(payload.get("by", ""))
    return News(TOLD_BY_BANK, f"bank:{entry}", attempt, AttemptState.CAPTURED, amount, currency, recorded_by=by)


def unmatched_entries(*, most: int = 1_000) -> list[BankLine]:
    """Return movements of the bank that nothing of ours matches, the oldest first."""
    rows = BankEntry.objects.select_related("statement").filter(matched_at__isnull=True).order_by("id")[:most]
    return [
        BankLine(
            id=row.pk,
            account=row.statement.account,
            number=row.statement.number,
            place=row.place,
            amount=row.amount,
            currency=row.currency,
            booked_on=row.booked_on,
            references=tuple(json.loads(row.references)),
        )
        for row in rows
    ]


def unmatched_payments(
    *, now: datetime, older_than: timedelta = timedelta(0), most: int = 1_000, authority: str = ""
) -> list[OwnLine]:
    """Return what was captured or given back and the bank has not shown, the oldest first; of one authority, or all.

    What a provider has handed over in one sum with others is shown when that sum is. Parts of one charge for several
    payments have its id: it is what the bank will name.
    """
    until, meant = now - older_than, Q(shown_at__isnull=True)
    meant &= Q(payment__authority=authority) if authority else Q()
    came = Attempt.objects.select_related("payment", "bundle").filter(
        meant, state=AttemptState.CAPTURED, ended_at__lte=until
    )
    went = Refund.objects.select_related("payment", "attempt").filter(meant, state=RefundState.DONE, done_at__lte=until)
    lines = [
        OwnLine(
            (row.bundle or row).public_id,
            row.payment.subject,
            row.provider,
            row.received,
            row.payment.currency,
            row.ended_at,
        )
        for row in came.order_by("ended_at", "id")[:most]
        if row.ended_at
    ]
    for refund in went.order_by("done_at", "id")[:most]:
        if refund.done_at:
            of, provider = refund.payment, refund.attempt.provider
            lines.append(OwnLine(refund.public_id, of.subject, provider, -refund.amount, of.currency, refund.done_at))
    return sorted(lines, key=lambda line: (line.since, line.id))[:most]
