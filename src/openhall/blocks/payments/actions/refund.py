"""Give money back: by a rule at once, or when two officers agree; the provider is asked from the outbox."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from openhall.blocks.journal.facade import Delivery, append_leaf, post
from openhall.blocks.payments import ledger
from openhall.blocks.payments.definitions import SETTLED, PaymentState, RefundFacts, RefundState
from openhall.blocks.payments.models import Attempt, PaymentRequest, Refund
from openhall.blocks.payments.providers.contract import Return
from openhall.blocks.payments.providers.registry import PROVIDERS
from openhall.blocks.payments.refusals import NoSuchPayment, OtherPayment, PaymentClosed, RefundRefused, SamePerson
from openhall.blocks.payments.rows import locked_payment, new_id, refund_facts
from openhall.kernel.canonical import JSON

#: The kind of the message that lets a provider give money back; its payload names the ``refund``.
REFUND = "payments.refund"
#: The rule by which money goes back that paid nothing.
SURPLUS = "paid-nothing"


def refund_payment(  # noqa: PLR0913 - all of it is one refund
    *, payment: str, amount: int, key: str, now: datetime, rule: str = "", asked_by: str = "", reason: str = ""
) -> RefundFacts:
    """Give back some of what was paid: by ``rule`` at once, or ``asked_by`` an officer, and then another approves it.

    The same ``key`` is the same refund. Raises ``RefundRefused`` for more than is left, ``PaymentClosed`` when nothing
    was paid, ``OtherPayment`` when the key belongs to another refund.
    """
    if bool(rule) == bool(asked_by):
        raise ValueError("a refund is by a rule, or asked for by an officer")
    with transaction.atomic():
        owed = locked_payment(payment)
        found = Refund.objects.filter(key=key).first()
        if found is not None:
            if (found.payment_id, found.amount) != (owed.pk, amount):
                raise OtherPayment
            return refund_facts(found, owed)
        attempt = owed.attempts.filter(settles=True).first()
        if owed.state not in SETTLED or attempt is None:
            raise PaymentClosed(state=owed.state)
        if not 0 < amount <= owed.amount - owed.refunded:
            raise RefundRefused(left=owed.amount - owed.refunded)
        row = _new(owed, attempt, amount, key, now)
        row.rule, row.asked_by, row.reason = rule, asked_by, reason
        row.save(force_insert=True)
        if rule:
            _order(owed, row, now)
    return refund_facts(row, owed)


def approve_refund(*, refund: str, approved_by: str, now: datetime) -> RefundFacts:
    """Approve what another officer asked for. Raises ``SamePerson``, ``RefundRefused``."""
    with transaction.atomic():
        owed, row = _locked(refund)
        if row.state == RefundState.ORDERED and row.approved_by == approved_by:
            return refund_facts(row, owed)
        if row.state != RefundState.ASKED:
            raise RefundRefused(state=row.state)
        if approved_by == row.asked_by:
            raise SamePerson
        if row.amount > owed.amount - owed.refunded:
            raise RefundRefused(left=owed.amount - owed.refunded)
        row.approved_by = approved_by
        row.save(update_fields=["approved_by"])
        _order(owed, row, now)
    return refund_facts(row, owed)


def decline_refund(*, refund: str, declined_by: str, now: datetime) -> RefundFacts:
    """Say no to what was asked for; whoever asked may take it back so, too."""
    with transaction.atomic():
        owed, row = _locked(refund)
        if row.state != RefundState.ASKED:
            raise RefundRefused(state=row.state)
        row.state, row.done_at, row.paid_out_by = RefundState.DECLINED, now, declined_by
        row.save(update_fields=["state", "done_at", "paid_out_by"])
    return refund_facts(row, owed)


def order_surplus_back(payment: PaymentRequest, attempt: Attempt, *, now: datetime) -> None:
    """Give back by itself what an attempt brought and that paid nothing."""
    row = _new(payment, attempt, attempt.received, f"surplus:{attempt.public_id}", now)
    row.rule, row.is_surplus = SURPLUS, True
    row.save(force_insert=True)
    _order(payment, row, now)


def send_refund(delivery: Delivery, *, now: datetime) -> None:
    """Let a provider give money back; a delivery that comes again changes nothing more."""
    name = str(delivery.payload["refund"])
    row = Refund.objects.select_related("payment", "attempt__bundle").get(public_id=name)
    charge = row.attempt.bundle or row.attempt  # what the provider knows: of several payments a part goes back
    give_back = PROVIDERS[row.attempt.provider].give_back
    if row.state != RefundState.ORDERED or give_back is None:
        return
    order = Return(name, charge.public_id, charge.reference, row.amount, row.payment.currency)
    reference = give_back(order)
    _done(name, by="", reference=reference, now=now)


def record_payout(*, refund: str, paid_by: str, reference: str, now: datetime) -> RefundFacts:
    """Write down that a person paid a refund out: at a counter, or by a transfer with this reference."""
    if not paid_by:
        raise ValueError("somebody pays it out")
    return _done(refund, by=paid_by, reference=reference, now=now)


def _new(owed: PaymentRequest, attempt: Attempt, amount: int, key: str, now: datetime) -> Refund:
    return Refund(
        public_id=new_id(),
        payment=owed,
        attempt=attempt,
        key=key,
        amount=amount,
        state=RefundState.ASKED,
        asked_at=now,
    )


def _locked(refund: str) -> tuple[PaymentRequest, Refund]:
    found = Refund.objects.select_related("payment").filter(public_id=refund).first()
    if found is None:
        raise NoSuchPayment
    owed = locked_payment(found.payment.public_id)
    return owed, Refund.objects.get(pk=found.pk)


def _order(owed: PaymentRequest, row: Refund, now: datetime) -> None:
    """Owe the money to the payer. That it is no more than came, the database says as well."""
    try:
        with transaction.atomic():
            Attempt.objects.filter(pk=row.attempt_id).update(refunded=F("refunded") + row.amount)
    except IntegrityError as error:
        raise RefundRefused from error
    row.state, row.ordered_at = RefundState.ORDERED, now
    row.save(update_fields=["state", "ordered_at"])
    if not row.is_surplus:
        owed.refunded += row.amount
        owed.state = PaymentState.REFUNDED if owed.refunded == owed.amount else PaymentState.PART_REFUNDED
        owed.save(update_fields=["refunded", "state"])
        debit, credit = ledger.revenue(owed.authority), ledger.payable(owed.authority)
        key = f"{row.public_id}:ordered"
        ledger.post(owed, key=key, debit=debit, credit=credit, amount=row.amount, now=now)
    told: dict[str, JSON] = {"payment": owed.public_id, "refund": row.public_id, "rule": row.rule}
    told |= {"amount": row.amount, "currency": owed.currency}
    append_leaf(kind="payment.refunded", subject=owed.subject, statement=told, now=now)
    post(kind=REFUND, key=row.public_id, payload={"refund": row.public_id}, now=now)


def _done(refund: str, *, by: str, reference: str, now: datetime) -> RefundFacts:
    with transaction.atomic():
        owed, row = _locked(refund)
        if row.state == RefundState.DONE:
            return refund_facts(row, owed)
        if row.state != RefundState.ORDERED:
            raise RefundRefused(state=row.state)
        row.state, row.done_at, row.paid_out_by, row.reference = RefundState.DONE, now, by, reference
        row.save(update_fields=["state", "done_at", "paid_out_by", "reference"])
        provider = Attempt.objects.values_list("provider", flat=True).get(pk=row.attempt_id)
        debit, credit = ledger.payable(owed.authority), ledger.clearing(provider)
        ledger.post(owed, key=f"{row.public_id}:done", debit=debit, credit=credit, amount=row.amount, now=now)
    return refund_facts(row, owed)
