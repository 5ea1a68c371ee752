"""Payments: what a provider tells, and, in a demonstration, paying through its sandbox."""

from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from openhall.blocks.cases.facade import begin_payment, play_payment, take_payment_news
from openhall.blocks.payments.facade import payment_by_id
from openhall.channels.api.money import told_payment
from openhall.channels.api.own_cases import answer
from openhall.channels.api.problems import Problem
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.acts import unlimited
from openhall.kernel.rights import Right, open_to

_SANDBOX = "sandbox"
_UNKNOWN = _("There is no payment with this id. The id stands in the member “payment” of an application.")
_NO_DEMO = _("There is nothing at this address. What there is stands in /api/v1/openapi.json.")
_REFUSALS: dict[int, type[Schema]] = {404: ProblemDetail, 409: ProblemDetail, 422: ProblemDetail, 503: ProblemDetail}
router = Router(tags=["payments"])


class Payment(Schema):
    """What is to be paid, or was."""

    id: str
    amount: float = Field(description="in major units of the currency")
    currency: str = Field(description="ISO 4217")
    state: str = Field(description="due, pending, paid, waived, cancelled, lapsed, part-refunded or refunded")
    due_on: str | None


@router.post("/{payment}/pay", response={200: Payment, **_REFUSALS}, operation_id="pay_in_sandbox")
@limited(Act.PAY)
@open_to(Right.EVERYONE)
def pay(request: HttpRequest, payment: str) -> HttpResponse:
    """Pay through the sandbox; *demonstrations only*. Asked twice it is paid once."""
    if not settings.OPENHALL_DEMO:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-address", _NO_DEMO)
    facts, now = payment_by_id(payment), timezone.now()
    if facts is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-payment", _UNKNOWN)
    if facts.state in {"due", "pending"}:
        key = request.headers.get("Idempotency-Key", "")[:40] or "api"
        attempt = begin_payment(
            payment=payment, provider=_SANDBOX, key=f"{payment}:{key}", return_url=settings.OPENHALL_URL, now=now
        )
        play_payment(attempt=attempt, now=now)
    facts = payment_by_id(payment)
    return answer(None if facts is None else told_payment(facts), HTTPStatus.OK)


@router.post("/news/{provider}", response={204: None, **_REFUSALS}, operation_id="take_payment_news")
@unlimited("a provider's signature is looked at first, and each event is taken once")
@open_to(Right.EVERYONE)
def news(request: HttpRequest, provider: str) -> HttpResponse:
    """Take what a provider of payments tells, signed by it; told twice it counts once."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    take_payment_news(provider=provider, headers=headers, body=request.body, now=timezone.now())
    return HttpResponse(status=HTTPStatus.NO_CONTENT)
