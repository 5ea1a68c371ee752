"""Find the rows of payments, lock them, and hand out their facts."""

import json
import secrets
from collections.abc import Iterable

from openhall.blocks.journal.facade import one_row
from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.definitions import (
    AttemptFacts,
    AttemptState,
    BundleFacts,
    PaymentFacts,
    PaymentState,
    RefundFacts,
    RefundState,
)
from openhall.blocks.payments.models import Attempt, PaymentRequest, Refund
from openhall.blocks.payments.providers.registry import PROVIDERS
from openhall.blocks.payments.refusals import NoSuchPayment
from openhall.kernel.references import ALPHABET

_ID_SIZE = 20


def new_id() -> str:
    """Return an id that nobody guesses (98 bits), short enough for the number of a bill in a bank's code."""
    return "".join(secrets.choice(ALPHABET) for _ in range(_ID_SIZE))


def locked_payment(public_id: str) -> PaymentRequest:
    """Return a payment, held until the transaction ends."""
    row = one_row(PaymentRequest, "public_id", public_id, is_locked=True)
    if row is None:
        raise NoSuchPayment
    return row


def locked_payments(public_ids: Iterable[str]) -> list[PaymentRequest]:
    """Return several payments, held until the transaction ends, always in one order: nobody waits in a circle."""
    return [locked_payment(each) for each in sorted(public_ids)]


def payment_facts(row: PaymentRequest) -> PaymentFacts:
    """Return what crosses the door of a payment."""
    return PaymentFacts(
        id=row.public_id,
        subject=row.subject,
        purpose=row.purpose,
        authority=row.authority,
        payer=row.payer,
        amount=row.amount,
        currency=row.currency,
        state=PaymentState(row.state),
        due_on=row.due_on,
        lines=tuple(json.loads(row.lines)["lines"]),
        law_day=row.law_day,
        asked_at=row.asked_at,
        paid_at=row.paid_at,
        paid_by=row.paid_by,
        receipt_number=row.receipt_number or "",
        refunded=row.refunded,
    )


def attempt_facts(row: Attempt, payment: PaymentRequest) -> AttemptFacts:
    """Return what crosses the door of an attempt."""
    return AttemptFacts(
        id=row.public_id,
        payment=payment.public_id,
        provider=row.provider,
        state=AttemptState(row.state),
        amount=row.amount,
        currency=payment.currency,
        redirect_url=row.redirect_url,
        qr_text=row.qr_text,
        begun_at=row.begun_at,
        expires_at=row.expires_at,
        is_part=row.bundle_id is not None,
    )


def bundle_facts(row: Bundle) -> BundleFacts:
    """Return what crosses the door of a charge for several payments."""
    parts = list(row.parts.order_by("payment_id").values_list("payment__public_id", "settles"))
    return BundleFacts(
        id=row.public_id,
        payments=tuple(name for name, _ in parts),
        paid=tuple(name for name, settles in parts if settles),
        payer=row.payer,
        provider=row.provider,
        state=AttemptState(row.state),
        amount=row.amount,
        currency=row.currency,
        redirect_url=row.redirect_url,
        qr_text=row.qr_text,
        expires_at=row.expires_at,
        is_called_off=row.called_off_at is not None,
    )


def refund_facts(row: Refund, payment: PaymentRequest) -> RefundFacts:
    """Return what crosses the door of a refund."""
    return RefundFacts(
        id=row.public_id,
        payment=payment.public_id,
        subject=payment.subject,
        amount=row.amount,
        currency=payment.currency,
        state=RefundState(row.state),
        rule=row.rule,
        reason=row.reason,
        asked_by=row.asked_by,
        approved_by=row.approved_by,
        asked_at=row.asked_at,
        done_at=row.done_at,
        is_by_hand=PROVIDERS[row.attempt.provider].give_back is None,
        reference=row.reference,
    )
