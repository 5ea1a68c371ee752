"""Give money back by two persons: one officer asks for it, another one who answers for the office approves it."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.authorities.facade import Office
from openhall.blocks.cases.actions.acting import NotYourTask, Once, conductor_for, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.answering import ANSWERS, WORKS, case_for, seat_of_rank
from openhall.blocks.cases.actions.decide import VerdictIncomplete
from openhall.blocks.cases.actions.take_cash import MOST_SLIP, amount_fault, minor_of
from openhall.blocks.cases.actions.waive import checked_reason, payment_in
from openhall.blocks.cases.actions.write import NoSuchCase
from openhall.blocks.cases.keeping import keep_case
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.remarks import keep_remark
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.payments.facade import (
    PaymentFacts,
    RefundFacts,
    RefundState,
    approve_refund,
    decline_refund,
    record_payout,
    refund_by_id,
    refund_payment,
)
from openhall.kernel.canonical import JSON


def ask_refund(  # noqa: PLR0913 - all of it is one refund
    *, reference: str, payment: str, amount: str, reason: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> RefundFacts | None:
    """Ask that money of a case goes back; nothing goes before another officer approves it. ``None`` for a repeat.

    Raise ``NoSuchCase``, ``NotYourTask``, ``VerdictIncomplete`` or ``PaymentClosed``.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        paid = payment_in(case, payment)
        if is_repeated(once):
            return None
        seat = seat_of_rank(case, office, WORKS)
        minor, words = _checked(paid, amount, reason)
        key = f"desk:{payment}:{case.acts}"
        asked = refund_payment(payment=payment, amount=minor, key=key, asked_by=visitor.id, now=now)
        keep_remark(case, refund_remark(asked.id), words)
        told: dict[str, JSON] = {"refund": asked.id, "amount": minor, "authority": case.authority, "post": seat.post}
        write_leaf(case, "refund-asked", told, now)
        _end(case, once, now)
    return asked


def refund_remark(refund: str) -> str:
    """Name what an officer wrote to a refund."""
    return f"refund/{refund}"


def approve_asked_refund(
    *, reference: str, refund: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> RefundFacts:
    """Approve what a colleague asked for: the money goes back, and the applicant is told.

    A post of rank 2 whose limit covers the amount may, never whoever asked. Raise ``NoSuchCase``, ``NotYourTask`` or
    ``RefundRefused``.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        asked = _refund_in(case, refund)
        if is_repeated(once):
            return asked
        seat = seat_of_rank(case, office, ANSWERS, amount=asked.amount, but=asked.asked_by)
        approved = approve_refund(refund=refund, approved_by=visitor.id, now=now)
        if asked.state != RefundState.ASKED:
            return approved
        write_leaf(case, "refund-approved", {"refund": refund, "authority": case.authority, "post": seat.post}, now)
        conductor = conductor_for(case, actor=visitor.id, purpose="refund", now=now)
        conductor.tell(EventKind.REFUNDED, actor=visitor.id, detail=asked.payment)
        key = f"{asked.payment}:refunded:{refund}"
        post_mail(reference=reference, template=Template.REFUNDED, key=key, now=now)
        _end(case, once, now)
    return approved


def decline_asked_refund(
    *, reference: str, refund: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> RefundFacts:
    """Say no to what a colleague asked for, or take back what one asked for oneself. Raise as to approve."""
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        asked = _refund_in(case, refund)
        if is_repeated(once):
            return asked
        _check_may_decline(case, office, asked)
        declined = decline_refund(refund=refund, declined_by=visitor.id, now=now)
        write_leaf(case, "refund-declined", {"refund": refund, "authority": case.authority}, now)
        _end(case, once, now)
    return declined


def pay_refund_out(
    *, reference: str, refund: str, slip: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> RefundFacts:
    """Write down that approved money was paid out by hand, under the number of a slip or a transfer."""
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        ordered = _refund_in(case, refund)
        if is_repeated(once):
            return ordered
        seat_of_rank(case, office, WORKS)
        slip = slip.strip()
        if not slip or len(slip) > MOST_SLIP:
            raise VerdictIncomplete([("slip", "too-long" if slip else "missing")])
        if not ordered.is_by_hand:
            raise NotYourTask("provider-pays")
        done = record_payout(refund=refund, paid_by=visitor.id, reference=slip, now=now)
        write_leaf(case, "refund-paid-out", {"refund": refund, "authority": case.authority}, now)
        _end(case, once, now)
    return done


def _check_may_decline(case: Case, office: Office, asked: RefundFacts) -> None:
    if office.person != asked.asked_by:
        seat_of_rank(case, office, ANSWERS)


def _checked(paid: PaymentFacts, amount: str, reason: str) -> tuple[int, str]:
    jurisdiction = current_catalogue().jurisdiction
    fault = amount_fault(jurisdiction, amount)
    minor = 0 if fault else minor_of(jurisdiction, amount) or 0
    if not fault and minor > paid.amount - paid.refunded:
        fault = "too-much"
    faults = [("amount", fault)] if fault else []
    try:
        words = checked_reason(reason)
    except VerdictIncomplete as refusal:
        raise VerdictIncomplete([*faults, *refusal.faults]) from None
    if faults:
        raise VerdictIncomplete(faults)
    return minor, words


def _refund_in(case: Case, refund: str) -> RefundFacts:
    facts = refund_by_id(refund)
    if facts is None or facts.subject != case.reference:
        raise NoSuchCase
    return facts


def _end(case: Case, once: Once | None, now: datetime) -> None:
    case.acts += 1
    keep_case(case)
    keep_key(once, case, now)
