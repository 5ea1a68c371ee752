"""Waive: whoever answers for the office lets nobody pay, and says why; the case goes on as if it were paid."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import Once, conductor_for, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.answering import ANSWERS, case_for, seat_of_rank
from openhall.blocks.cases.actions.decide import VerdictIncomplete
from openhall.blocks.cases.actions.write import NoSuchCase
from openhall.blocks.cases.collecting import CHARGE
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.remarks import keep_remark
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.payments.facade import PaymentFacts, payment_by_id, waive_payment
from openhall.blocks.processes.facade import finish_act

MOST_MONEY_REASON = 500


def waive_fee(
    *, reference: str, payment: str, reason: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> PaymentFacts:
    """Waive what a case owes. A post of rank 2 whose limit covers the amount may, with a reason.

    Raise ``NoSuchCase``, ``NotYourTask``, ``VerdictIncomplete`` or ``PaymentClosed``.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        owed = payment_in(case, payment)
        if is_repeated(once):
            return owed
        seat = seat_of_rank(case, office, ANSWERS, amount=owed.amount)
        words = checked_reason(reason)
        conductor = conductor_for(case, actor=visitor.id, purpose="waive", now=now)
        waived = waive_payment(payment=payment, today=conductor.today, now=now, waived_by=visitor.id)
        keep_remark(case, waiver_remark(payment), words)
        write_leaf(case, "waived", {"payment": payment, "authority": case.authority, "post": seat.post}, now)
        conductor.payment = waived
        conductor.tell(EventKind.WAIVED, actor=visitor.id, detail=payment)
        conductor.settle(finish_act(subject=reference, act=CHARGE, conducting=conductor.conducting(), now=now))
        keep_key(once, case, now)
    return waived


def waiver_remark(payment: str) -> str:
    """Name what an officer wrote to a waiver."""
    return f"waiver/{payment}"


def payment_in(case: Case, payment: str) -> PaymentFacts:
    """Return a payment of a case, or raise ``NoSuchCase``."""
    facts = payment_by_id(payment)
    if facts is None or facts.subject != case.reference:
        raise NoSuchCase
    return facts


def checked_reason(reason: str) -> str:
    """Return a reason as it is kept, or raise ``VerdictIncomplete``."""
    words = reason.strip()
    if not words or len(words) > MOST_MONEY_REASON:
        raise VerdictIncomplete([("reason", "too-long" if words else "missing")])
    return words
