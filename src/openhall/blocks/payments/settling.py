"""Make a payment paid, see where it stands when an attempt ends otherwise, and call off what is paid no more."""

from datetime import datetime

from openhall.blocks.journal.facade import append_leaf, post
from openhall.blocks.payments import ledger
from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.definitions import OPEN, RUNNING, PaymentState
from openhall.blocks.payments.models import Attempt, PaymentRequest
from openhall.kernel.canonical import JSON
from openhall.kernel.references import new_reference

#: The kind of the message that has a charge for several payments called off; its payload names it as ``attempt``.
CALL_OFF = "payments.call-off"
_PAID = ["state", "paid_at", "paid_by", "receipt_number"]


def settle(payment: PaymentRequest, attempt: Attempt, *, now: datetime) -> None:
    """Write down that an attempt paid a payment: who owed it owes it no more, and the authority has earned it."""
    name = payment.public_id
    debit, credit = ledger.clearing(attempt.provider), ledger.receivable(payment.authority)
    ledger.post(payment, key=f"{name}:paid", debit=debit, credit=credit, amount=payment.amount, now=now)
    debit, credit = ledger.deferred(payment.authority), ledger.revenue(payment.authority)
    ledger.post(payment, key=f"{name}:earned", debit=debit, credit=credit, amount=payment.amount, now=now)
    _make_paid(payment, attempt.provider, now)
    call_off_others(payment, now=now, but=attempt.bundle)


def settle_nothing(payment: PaymentRequest, *, now: datetime) -> None:
    """Write down that a payment of nothing is paid."""
    _make_paid(payment, "", now)


def _make_paid(payment: PaymentRequest, provider: str, now: datetime) -> None:
    payment.state, payment.paid_at, payment.paid_by = PaymentState.PAID, now, provider
    payment.receipt_number = new_reference()
    payment.save(update_fields=_PAID)
    told: dict[str, JSON] = {
        "payment": payment.public_id,
        "amount": payment.amount,
        "currency": payment.currency,
        "provider": provider,
        "receipt": payment.receipt_number,
    }
    append_leaf(kind="payment.paid", subject=payment.subject, statement=told, now=now)


def look_at_attempts(payment: PaymentRequest) -> None:
    """Let an open payment wait for an attempt while one runs, and be due again when none does."""
    if payment.state not in OPEN:
        return
    runs = payment.attempts.filter(state__in=sorted(RUNNING)).exists()
    state = PaymentState.PENDING if runs else PaymentState.DUE
    if payment.state != state:
        payment.state = state
        payment.save(update_fields=["state"])


def call_off_others(payment: PaymentRequest, *, now: datetime, but: Bundle | None = None) -> None:
    """Call off charges for several payments while nobody has paid them, as one of these is not to be paid any more.

    ``but`` is the charge that has just paid it.
    """
    running = Bundle.objects.filter(parts__payment=payment, state__in=sorted(RUNNING), called_off_at__isnull=True)
    for bundle in running.exclude(pk=but.pk) if but else running:
        Bundle.objects.filter(pk=bundle.pk).update(called_off_at=now)
        post(kind=CALL_OFF, key=bundle.public_id, payload={"attempt": bundle.public_id}, now=now)
