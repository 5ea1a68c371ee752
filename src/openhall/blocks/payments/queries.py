"""Read payments."""

from collections.abc import Sequence

from django.db.models import Q

from openhall.blocks.payments.bundle_models import Bundle
from openhall.blocks.payments.definitions import (
    AttemptFacts,
    BundleFacts,
    PaymentFacts,
    PaymentTerms,
    RefundFacts,
    RefundState,
    WaiverFacts,
    Way,
)
from openhall.blocks.payments.models import Attempt, PaymentRequest, Refund, Waiver
from openhall.blocks.payments.providers.registry import PROVIDERS, options_of
from openhall.blocks.payments.rows import attempt_facts, bundle_facts, payment_facts, refund_facts

_REFUNDS = Refund.objects.select_related("payment", "attempt")


def payment_of(subject: str, *, purpose: str | None = None) -> PaymentFacts | None:
    """Return the newest payment of a subject, or the one for a purpose."""
    rows = PaymentRequest.objects.filter(subject=subject)
    found = (rows.filter(purpose=purpose) if purpose else rows).order_by("-id").first()
    return None if found is None else payment_facts(found)


def payments_of(subjects: Sequence[str]) -> list[PaymentFacts]:
    """Return the payments of subjects, the oldest first."""
    return [payment_facts(row) for row in PaymentRequest.objects.filter(subject__in=subjects).order_by("id")]


def payment_by_id(public_id: str) -> PaymentFacts | None:
    """Return the payment with this id."""
    found = PaymentRequest.objects.filter(public_id=public_id).first()
    return None if found is None else payment_facts(found)


def attempts_of(payment: str) -> list[AttemptFacts]:
    """Return the attempts to pay a payment, the newest first."""
    rows = Attempt.objects.select_related("payment").filter(payment__public_id=payment).order_by("-id")
    return [attempt_facts(row, row.payment) for row in rows]


def attempt_by_id(public_id: str) -> AttemptFacts | None:
    """Return the attempt with this id."""
    row = Attempt.objects.select_related("payment").filter(public_id=public_id).first()
    return None if row is None else attempt_facts(row, row.payment)


def bundle_by_key(key: str) -> BundleFacts | None:
    """Return the charge for several payments that was begun with this key."""
    row = Bundle.objects.filter(key=key).first()
    return None if row is None else bundle_facts(row)


def refunds_of(payment: str) -> list[RefundFacts]:
    """Return the refunds of a payment, the oldest first."""
    rows = _REFUNDS.filter(payment__public_id=payment).order_by("id")
    return [refund_facts(row, row.payment) for row in rows]


def refund_by_id(public_id: str) -> RefundFacts | None:
    """Return the refund with this id."""
    row = _REFUNDS.filter(public_id=public_id).first()
    return None if row is None else refund_facts(row, row.payment)


def refunds_waiting(authority: str, *, most: int = 200) -> list[RefundFacts]:
    """Return what an authority has to do about refunds: those to approve, and those to pay out by hand."""
    by_hand = [name for name, each in PROVIDERS.items() if each.give_back is None]
    to_do = Q(state=RefundState.ASKED) | Q(state=RefundState.ORDERED, attempt__provider__in=by_hand)
    rows = _REFUNDS.filter(to_do, payment__authority=authority).order_by("id")[:most]
    return [refund_facts(row, row.payment) for row in rows]


def waiver_of(payment: str) -> WaiverFacts | None:
    """Return why nobody has to pay a payment, where that is so."""
    row = Waiver.objects.select_related("voucher").filter(payment__public_id=payment).first()
    if row is None:
        return None
    voucher = row.voucher
    by = voucher.issued_by if voucher else row.waived_by
    return WaiverFacts(row.rule, by, row.reason, row.waived_at, voucher is not None)


def open_providers(terms: PaymentTerms) -> tuple[Way, ...]:
    """Return the ways to pay that a jurisdiction offers and that lack nothing here, in its order."""
    return tuple(
        Way(each.id, each.name, each.hint, PROVIDERS[each.id].takes_several)
        for each in terms.providers
        if each.id in PROVIDERS and not PROVIDERS[each.id].check(options_of(each))
    )
