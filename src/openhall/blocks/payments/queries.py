"""Read payments."""

from collections.abc import Sequence
from datetime import date

from openhall.blocks.payments.definitions import OPEN, AttemptFacts, PaymentFacts, PaymentTerms, RefundFacts, Way
from openhall.blocks.payments.models import Attempt, PaymentRequest, Refund
from openhall.blocks.payments.providers.registry import PROVIDERS, options_of
from openhall.blocks.payments.rows import attempt_facts, payment_facts, refund_facts


def payment_of(subject: str, *, purpose: str | None = None) -> PaymentFacts | None:
    """Return the newest payment of a subject, or the one for a purpose."""
    rows = PaymentRequest.objects.filter(subject=subject)
    found = (rows.filter(purpose=purpose) if purpose else rows).order_by("-id").first()
    return None if found is None else payment_facts(found)


def payments_of(subjects: Sequence[str]) -> list[PaymentFacts]:
    """Return the payments of subjects, the oldest first."""
    return [payment_facts(row) for row in PaymentRequest.objects.filter(subject__in=subjects).order_by("id")]


def payments_by(payer: str, *, most: int = 200) -> list[PaymentFacts]:
    """Return what somebody has to pay or paid, the newest first."""
    return [payment_facts(row) for row in PaymentRequest.objects.filter(payer=payer).order_by("-id")[:most]]


def payment_by_id(public_id: str) -> PaymentFacts | None:
    """Return the payment with this id."""
    found = PaymentRequest.objects.filter(public_id=public_id).first()
    return None if found is None else payment_facts(found)


def overdue_payments(today: date, *, most: int = 500) -> list[PaymentFacts]:
    """Return what is still open after the last day to pay it, the longest overdue first."""
    rows = PaymentRequest.objects.filter(state__in=sorted(OPEN), due_on__lt=today)
    return [payment_facts(row) for row in rows.order_by("due_on", "id")[:most]]


def attempts_of(payment: str) -> list[AttemptFacts]:
    """Return the attempts to pay a payment, the newest first."""
    rows = Attempt.objects.select_related("payment").filter(payment__public_id=payment).order_by("-id")
    return [attempt_facts(row, row.payment) for row in rows]


def attempt_by_id(public_id: str) -> AttemptFacts | None:
    """Return the attempt with this id."""
    row = Attempt.objects.select_related("payment").filter(public_id=public_id).first()
    return None if row is None else attempt_facts(row, row.payment)


def refunds_of(payment: str) -> list[RefundFacts]:
    """Return the refunds of a payment, the oldest first."""
    rows = Refund.objects.select_related("payment").filter(payment__public_id=payment).order_by("id")
    return [refund_facts(row, row.payment) for row in rows]


def open_providers(terms: PaymentTerms) -> tuple[Way, ...]:
    """Return the ways to pay that a jurisdiction offers and that lack nothing here, in its order."""
    return tuple(
        Way(each.id, each.name, each.hint)
        for each in terms.providers
        if each.id in PROVIDERS and not PROVIDERS[each.id].check(options_of(each))
    )
