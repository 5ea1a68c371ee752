"""Give back: what becomes of a case's money when the case ends otherwise than it was paid for."""

from openhall.blocks.cases.collecting import is_open
from openhall.blocks.cases.conducting import Conductor
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.registering import give_up_claim
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.catalogue.facade import refund_of
from openhall.blocks.payments.facade import PaymentFacts, cancel_payment, payment_of, refund_payment
from openhall.blocks.rules.facade import RefundReason, refund_due

_PAID = "paid"


def give_up(conductor: Conductor, why: RefundReason) -> None:
    """Ask no more for what was not paid; give back of what was paid as much as the definition says; free its number."""
    give_up_claim(conductor.case, conductor.catalogue, conductor.now)
    payment = payment_of(conductor.case.reference)
    if payment is None:
        return
    if is_open(payment):
        conductor.payment = cancel_payment(payment=payment.id, now=conductor.now)
    elif payment.state == _PAID:
        terms = refund_of(conductor.service, conductor.catalogue.jurisdiction)
        lines = {str(line["id"]): line["minor"] for line in payment.lines if isinstance(line["minor"], int)}
        back = refund_due(terms, payment.amount, why, lines=lines) if terms else 0
        if back:
            give_back(conductor, payment, back, rule=why)


def give_back(conductor: Conductor, payment: PaymentFacts, amount: int, *, rule: str) -> None:
    """Give money back by a rule; tell the applicant."""
    case, now = conductor.case, conductor.now
    refund_payment(payment=payment.id, amount=amount, key=f"{payment.id}:{rule}", rule=rule, now=now)
    conductor.tell(EventKind.REFUNDED, detail=payment.id)
    post_mail(reference=case.reference, template=Template.REFUNDED, key=f"{payment.id}:refunded:{rule}", now=now)
