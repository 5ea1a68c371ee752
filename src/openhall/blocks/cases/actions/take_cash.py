"""Take cash: what an applicant pays at a counter. The number of the till's slip makes it one payment."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import write_leaf
from openhall.blocks.cases.actions.answering import WORKS, case_for, seat_of_rank
from openhall.blocks.cases.actions.decide import VerdictIncomplete
from openhall.blocks.cases.actions.pay import begin_payment, take_told
from openhall.blocks.cases.actions.waive import payment_in
from openhall.blocks.catalogue.facade import Jurisdiction, current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.payments.facade import (
    COUNTER,
    OPEN,
    AttemptFacts,
    AttemptState,
    OtherPayment,
    PaymentClosed,
    PaymentFacts,
    attempt_by_id,
    cash_news,
)

MOST_SLIP = 40


def take_cash(*, reference: str, payment: str, slip: str, amount: str, visitor: Visitor, now: datetime) -> PaymentFacts:
    """Write down the cash for a case, whose slip of the till has the number ``slip``; ``amount`` is in major units.

    Sending the same slip again changes nothing. Raise ``NoSuchCase``, ``NotYourTask``, ``VerdictIncomplete`` (the slip
    was used for something else, the amount is not what is owed), ``PaymentClosed`` or ``NoSuchWay``.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        seat = seat_of_rank(case, office, WORKS)
        owed, authority = payment_in(case, payment), case.authority
    slip = "".join(slip.split()).upper()
    _check(owed, slip, amount)
    attempt = _attempt(payment, f"slip:{authority}:{slip}", now)
    news = cash_news(attempt=attempt.id, cashier=visitor.id, slip=f"{authority}:{slip}", amount=owed.amount)
    with transaction.atomic():
        case, _office = case_for(reference, visitor, now)
        stands, begun = payment_in(case, payment), attempt_by_id(attempt.id)
        is_taken = begun is not None and begun.state == AttemptState.CAPTURED
        if stands.state not in OPEN and not is_taken:
            # It was paid or waived in this moment: the cashier still has the cash in hand, and gives it back.
            raise PaymentClosed(state=stands.state)
        changed = take_told(news=news, now=now)
        if not changed:
            return stands
        told = {"payment": payment, "attempt": attempt.id, "authority": authority, "post": seat.post}
        write_leaf(case, "cash", {**told}, now)
    return changed[0]


def minor_of(jurisdiction: Jurisdiction, amount: str) -> int | None:
    """Return an amount that somebody typed in minor units; ``None`` where it is none."""
    try:
        minor = jurisdiction.minor(amount.strip().replace(",", "").replace(" ", ""))
    except ValueError:
        return None
    return minor if minor > 0 else None


def amount_fault(jurisdiction: Jurisdiction, amount: str) -> str:
    """Return what is wrong with an amount that was typed, or nothing."""
    if not amount.strip():
        return "missing"
    return "unknown" if minor_of(jurisdiction, amount) is None else ""


def _check(owed: PaymentFacts, slip: str, amount: str) -> None:
    jurisdiction = current_catalogue().jurisdiction
    faults = []
    if not slip or len(slip) > MOST_SLIP:
        faults.append(("slip", "too-long" if slip else "missing"))
    if fault := amount_fault(jurisdiction, amount):
        faults.append(("amount", fault))
    elif minor_of(jurisdiction, amount) != owed.amount:
        faults.append(("amount", "not-owed"))
    if faults:
        raise VerdictIncomplete(faults)


def _attempt(payment: str, key: str, now: datetime) -> AttemptFacts:
    """Return the attempt of a slip: a slip is that of one payment."""
    try:
        attempt = begin_payment(payment=payment, provider=COUNTER, key=key, return_url="", now=now)
    except OtherPayment:
        raise VerdictIncomplete([("slip", "used")]) from None
    if attempt.state in {AttemptState.FAILED, AttemptState.EXPIRED}:
        raise PaymentClosed(state=attempt.state)
    return attempt
