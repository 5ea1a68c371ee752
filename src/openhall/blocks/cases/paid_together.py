"""Tell whoever paid that it arrived: one letter for each press, whatever number of bills it paid."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.journal.facade import post
from openhall.blocks.payments.facade import PaymentFacts, bundle_of, paid_untold, payments_of

#: The outbox's kind of message that lets a payer be told of what one press paid; its payload names the ``bundle``.
PAID_TOGETHER = "paid-together"
#: So long the letter waits for the other bills of the same press.
_GATHERING = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class PaidBill:
    """One of several bills that a letter names: for what, and how much in the smallest unit of the currency."""

    reference: str
    service: str
    version: int
    revision: int
    minor: int


def tell_paid(payment: PaymentFacts, now: datetime) -> None:
    """Have the payer told that a payment came; of what was paid with others together with them."""
    bundle = bundle_of(payment.id)
    if not bundle:
        _tell([payment], now)
        return
    payload, key = {"bundle": bundle}, f"{bundle}:{payment.id}"
    post(kind=PAID_TOGETHER, key=key, payload={**payload}, now=now, due=now + _GATHERING)


def tell_paid_together(*, bundle: str, now: datetime) -> None:
    """Have everybody whose bills one press paid told once; what comes later is told when it comes."""
    with transaction.atomic():
        paid = paid_untold(bundle, now=now)
        subjects = [each.subject for each in paid]
        readers = {
            reference: reader
            for reference, *reader in Case.objects.filter(reference__in=subjects).values_list(
                "reference", "person", "organisation"
            )
        }
        of_reader: defaultdict[tuple[str, ...], list[PaymentFacts]] = defaultdict(list)
        for each in paid:
            of_reader[tuple(readers.get(each.subject, ()))].append(each)
        for of_one in of_reader.values():
            _tell(of_one, now)


def _tell(paid: Sequence[PaymentFacts], now: datetime) -> None:
    first, is_one = paid[0], len(paid) == 1
    template = Template.PAYMENT_RECEIVED if is_one else Template.PAID_TOGETHER
    together = () if is_one else tuple(each.subject for each in paid)
    post_mail(reference=first.subject, template=template, key=f"{first.id}:paid", together=together, now=now)


def paid_bills(references: Sequence[str]) -> tuple[PaidBill, ...]:
    """Return what was paid for some cases, in their order."""
    cases = {case.reference: case for case in Case.objects.filter(reference__in=references)}
    amounts = {each.subject: each.amount for each in payments_of(references)}
    return tuple(
        PaidBill(each, case.service, case.version, case.revision, amounts[each])
        for each in references
        if (case := cases.get(each)) and each in amounts
    )
