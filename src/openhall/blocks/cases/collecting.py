"""What a case costs, and asking for it: by the law of the day on which it was submitted, whenever it is paid."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from openhall.blocks.cases.charging import fee_of_case, law_day
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.models import Case
from openhall.blocks.catalogue.facade import Catalogue, Service
from openhall.blocks.forms.facade import owner_of
from openhall.blocks.journal.facade import post
from openhall.blocks.payments.facade import PaymentFacts, request_payment

CHARGE = "charge"
#: The outbox's kind of message for the end of the time to pay.
PAYMENT_ENDS = "payment-ends"
#: Why money goes back: the case was withdrawn or refused after it was paid for.
WITHDRAWN: Literal["withdrawn"] = "withdrawn"
REFUSED: Literal["refused"] = "refused"
_FEE = "fee"
_OPEN = frozenset({"due", "pending"})


def is_open(payment: PaymentFacts) -> bool:
    """Tell whether a payment is still to be made."""
    return payment.state in _OPEN


def _payer(case: Case) -> str:
    """Name who owes the fee: the firm that a case was filed for, else whoever filed it."""
    if case.organisation:
        return f"organisation:{case.organisation}"
    return owner_of(case.person, case.reference)


def ask_for_fee(
    case: Case, service: Service, catalogue: Catalogue, answers: Callable[[], Mapping[str, Any]], now: datetime
) -> PaymentFacts | None:
    """Ask the applicant for the fee, once; ``None`` where there is nothing to pay, or not any more."""
    jurisdiction = catalogue.jurisdiction
    zone = ZoneInfo(jurisdiction.time_zone)
    quote = fee_of_case(case, catalogue, service, answers())
    if not quote.minor:
        return None
    until = now.astimezone(zone).date() + timedelta(days=jurisdiction.pay_within)
    payment = request_payment(
        subject=case.reference,
        purpose=_FEE,
        authority=case.authority,
        payer=_payer(case),
        amount=quote.minor,
        currency=jurisdiction.currency.code,
        lines=msgspec.to_builtins(quote.lines),
        law_day=law_day(case.submitted_at, jurisdiction),
        due_on=until,
        now=now,
    )
    if not is_open(payment):
        return None
    last_day = datetime(until.year, until.month, until.day, tzinfo=zone)
    ends = last_day + timedelta(days=1)
    post(kind=PAYMENT_ENDS, key=payment.id, payload={"reference": case.reference}, now=now, due=ends)
    post_mail(
        reference=case.reference, template=Template.PAYMENT_ASKED, key=f"{payment.id}:asked", moment=last_day, now=now
    )
    return payment
