"""Ask for money, or say that it is wanted no more."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from openhall.blocks.journal.facade import append_leaf, insert_row
from openhall.blocks.payments import ledger
from openhall.blocks.payments.definitions import OPEN, PaymentFacts, PaymentState
from openhall.blocks.payments.models import PaymentRequest
from openhall.blocks.payments.refusals import OtherPayment, PaymentClosed
from openhall.blocks.payments.rows import locked_payment, new_id, payment_facts
from openhall.blocks.payments.settling import call_off_others, settle_nothing
from openhall.kernel.canonical import JSON, canonical


def request_payment(  # noqa: PLR0913 - all of it is one payment
    *,
    subject: str,
    purpose: str,
    authority: str,
    payer: str,
    amount: int,
    currency: str,
    lines: Sequence[Mapping[str, JSON]],
    law_day: date,
    due_on: date | None,
    now: datetime,
) -> PaymentFacts:
    """Ask for money; asking again for the same purpose of a subject returns what was asked for.

    Each of ``lines`` has ``minor``, and together they are the amount. What costs nothing is paid at once. Raises
    ``OtherPayment`` when the same purpose was asked for with another amount.
    """
    _check(amount, lines)
    row = PaymentRequest(
        public_id=new_id(),
        subject=subject,
        purpose=purpose,
        authority=authority,
        payer=payer,
        amount=amount,
        currency=currency,
        lines=canonical({"lines": [dict(line) for line in lines]}).decode(),
        law_day=law_day,
        state=PaymentState.DUE,
        due_on=due_on,
        asked_at=now,
    )
    with transaction.atomic():
        found = _found(subject, purpose) or _written(row)
        if (found.amount, found.currency) != (amount, currency):
            raise OtherPayment(amount=found.amount)
    return payment_facts(found)


def _check(amount: int, lines: Sequence[Mapping[str, JSON]]) -> None:
    if amount < 0:
        raise ValueError("nobody is asked for less than nothing")
    sums = [line["minor"] for line in lines]
    if sum(each for each in sums if isinstance(each, int)) != amount:
        raise ValueError("the lines of a payment are together its amount")


def _found(subject: str, purpose: str) -> PaymentRequest | None:
    return PaymentRequest.objects.filter(subject=subject, purpose=purpose).first()


def _written(row: PaymentRequest) -> PaymentRequest:
    try:
        with transaction.atomic():
            insert_row(row)
            ledger.post(
                row,
                key=f"{row.public_id}:asked",
                debit=ledger.receivable(row.authority),
                credit=ledger.deferred(row.authority),
                amount=row.amount,
                now=row.asked_at,
            )
            if row.amount == 0:
                settle_nothing(row, now=row.asked_at)
    except IntegrityError:
        # Somebody asked for the same in the same moment.
        found = _found(row.subject, row.purpose)
        if found is None:
            raise
        return found
    return row


def cancel_payment(*, payment: str, now: datetime) -> PaymentFacts:
    """Want the money no more, because what it was for has ended."""
    return _close(payment, PaymentState.CANCELLED, now)


def lapse_payment(*, payment: str, now: datetime) -> PaymentFacts:
    """End a payment whose time is over."""
    return _close(payment, PaymentState.LAPSED, now)


def _close(payment: str, state: PaymentState, now: datetime) -> PaymentFacts:
    with transaction.atomic():
        row = locked_payment(payment)
        if row.state == state:
            return payment_facts(row)
        if row.state not in OPEN:
            raise PaymentClosed(state=row.state)
        row.state = state
        row.save(update_fields=["state"])
        ledger.forgive(row, key=f"{row.public_id}:{state}", now=now)
        call_off_others(row, now=now)
        append_leaf(kind=f"payment.{state}", subject=row.subject, statement={"payment": row.public_id}, now=now)
    return payment_facts(row)
