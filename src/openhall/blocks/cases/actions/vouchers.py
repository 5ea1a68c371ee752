"""Vouchers: whoever answers for an office gives one out, and an applicant pays a fee of that office with it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from openhall.blocks.authorities.facade import covers, office_of
from openhall.blocks.cases.actions.acting import NotYourTask, Once, conductor_for, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.answering import ANSWERS
from openhall.blocks.cases.actions.decide import VerdictIncomplete
from openhall.blocks.cases.actions.take_cash import amount_fault, minor_of
from openhall.blocks.cases.actions.waive import checked_reason
from openhall.blocks.cases.collecting import CHARGE
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.payments.facade import (
    PaymentFacts,
    VoucherRefused,
    issue_voucher,
    payment_of,
    waive_payment,
)
from openhall.blocks.processes.facade import finish_act

#: So long a voucher may last at most.
_LONGEST = timedelta(days=366)


def give_voucher(*, most: str, reason: str, valid_until: str, visitor: Visitor, key: str, now: datetime) -> str:
    """Return the code of a voucher of the officer's authority, for one fee of at most ``most`` major units.

    A post of rank 2 whose limit covers that may, with a reason. The same ``key`` is the same voucher. Raise
    ``NotYourTask`` or ``VerdictIncomplete``.
    """
    office = office_of(visitor.id, now=now)
    jurisdiction = current_catalogue().jurisdiction
    if office is None or not any(seat.rank >= ANSWERS for seat in office.seats):
        raise NotYourTask("rank")
    fault = amount_fault(jurisdiction, most)
    faults = [("most", fault)] if fault else []
    today = now.astimezone(ZoneInfo(jurisdiction.time_zone)).date()
    until = _day(valid_until)
    if until is None or not today <= until <= today + _LONGEST:
        faults.append(("valid_until", "not-possible"))
    try:
        words = checked_reason(reason)
    except VerdictIncomplete as refusal:
        raise VerdictIncomplete([*faults, *refusal.faults]) from None
    minor = minor_of(jurisdiction, most)
    if faults or until is None or minor is None:
        raise VerdictIncomplete(faults)
    seat = next((each for each in office.seats if each.rank >= ANSWERS and covers(each.limit, minor)), None)
    if seat is None:
        raise NotYourTask("limit")
    return issue_voucher(
        authority=office.authority, issued_by=visitor.id, most=minor, reason=words, valid_until=until, key=key, now=now
    )


def pay_with_voucher(
    *, reference: str, code: str, visitor: Visitor, now: datetime, once: Once | None = None
) -> PaymentFacts:
    """Let a voucher pay what a case owes that its owner has shown to be theirs; the case goes on.

    Sending it again changes nothing. Raise ``VoucherRefused`` or ``PaymentClosed``.
    """
    with transaction.atomic():
        case = locked_case(reference)
        owed = payment_of(reference)
        if owed is None:
            raise VoucherRefused(why="nothing-owed")
        if is_repeated(once):
            return owed
        conductor = conductor_for(case, actor=visitor.id or "guest", purpose="own", now=now)
        waived = waive_payment(
            payment=owed.id, today=conductor.today, now=now, voucher=code, bearer=visitor.id or case.person
        )
        if waived.state != owed.state:
            write_leaf(case, "waived", {"payment": owed.id, "authority": case.authority, "by": "voucher"}, now)
            conductor.payment = waived
            conductor.tell(EventKind.WAIVED, actor=visitor.id or "guest", detail=owed.id)
            conductor.settle(finish_act(subject=reference, act=CHARGE, conducting=conductor.conducting(), now=now))
        keep_key(once, case, now)
    return waived


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None
