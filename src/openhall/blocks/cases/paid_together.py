"""Tell whoever paid that it arrived: one letter for each charge, whatever number of bills it paid."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.payments.facade import PaymentFacts, payments_of


@dataclass(frozen=True, slots=True)
class PaidBill:
    """One of several bills that a letter names: for what, and how much in the smallest unit of the currency."""

    reference: str
    service: str
    version: int
    revision: int
    minor: int


def tell_paid(paid: Sequence[PaymentFacts], now: datetime) -> None:
    """Have everybody told of the payments of theirs that came with one charge, in one letter."""
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
