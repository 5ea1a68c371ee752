"""Cards and wallets through Stripe Checkout, with Stripe's own library. Needs the extra ``stripe``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import requests
import stripe
from django.conf import settings

from openhall.blocks.payments.definitions import AttemptState, News
from openhall.blocks.payments.providers.contract import (
    Asked,
    Begun,
    Charge,
    HandedOver,
    NotGenuineError,
    ProviderAwayError,
    Return,
)
from openhall.kernel.egress import staying

_PAGE = 100
_PROVIDER, _SIGNATURE = "stripe", "stripe-signature"
#: Events of a session that tell how it ended, or may have.
_EVENTS = frozenset(
    {
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
    }
)


def client() -> stripe.StripeClient:
    """Return a client with the key of this hall. It tries again by itself, with the same idempotency key."""
    return stripe.StripeClient(str(settings.OPENHALL_STRIPE_KEY), http_client=line(), max_network_retries=2)


def line() -> stripe.HTTPClient:
    """Return what the library calls Stripe with: an answer that leads elsewhere is an answer, and is not followed."""
    return stripe.RequestsClient(session=staying(requests.Session()))


def begin(charge: Charge, options: Any) -> Begun:  # noqa: ANN401 - its type stands in the registry
    """Make a Checkout session."""
    price = {
        "currency": charge.currency.lower(),
        "unit_amount": charge.amount,
        "product_data": {"name": options.product},
    }
    params: Any = {
        "mode": "payment",
        "client_reference_id": charge.attempt,
        "success_url": charge.return_url,
        "cancel_url": charge.return_url,
        "line_items": [{"quantity": 1, "price_data": price}],
        "metadata": {"attempt": charge.attempt},
        "payment_intent_data": {"metadata": {"attempt": charge.attempt}},
    }
    try:
        session = client().v1.checkout.sessions.create(params, {"idempotency_key": charge.attempt})
    except stripe.StripeError as error:
        raise ProviderAwayError(type(error).__name__) from error
    return Begun(reference=session.id, redirect_url=session.url or "")


def read(headers: Mapping[str, str], body: bytes) -> tuple[News, ...]:
    """Return what a webhook tells; nothing for events of other kinds."""
    try:
        secret = str(settings.OPENHALL_STRIPE_WEBHOOK_SECRET)
        event = client().construct_event(body, headers.get(_SIGNATURE), secret)
    except (ValueError, stripe.SignatureVerificationError) as error:
        raise NotGenuineError(type(error).__name__) from error
    if event.type not in _EVENTS:
        return ()
    session = event.data.object
    if event.type == "checkout.session.async_payment_failed":
        return _news(event.id, session, AttemptState.FAILED)
    return _news(event.id, session, _outcome(session))


def ask(asked: Asked) -> News | None:
    """Ask how a session stands."""
    if not asked.reference:
        # The session was never made, or nobody heard of it: nothing can be captured without the payer's page.
        event = f"{asked.attempt}:never-begun"
        return News(_PROVIDER, event, asked.attempt, AttemptState.EXPIRED, asked.amount, asked.currency)
    try:
        session = client().v1.checkout.sessions.retrieve(asked.reference)
    except stripe.StripeError as error:
        raise ProviderAwayError(type(error).__name__) from error
    outcome = _outcome(session)
    news = _news(f"{session.id}:{outcome}", session, outcome)
    return news[0] if news and outcome is not AttemptState.PENDING else None


def call_off(reference: str) -> None:
    """End a session that nobody has paid; one that was paid, or has ended, stays as it is."""
    try:
        client().v1.checkout.sessions.expire(reference)
    except stripe.InvalidRequestError:
        return
    except stripe.StripeError as error:
        raise ProviderAwayError(type(error).__name__) from error


def give_back(order: Return) -> str:
    """Order a refund of what a session took."""
    try:
        session = client().v1.checkout.sessions.retrieve(order.reference)
        params: Any = {"payment_intent": session.payment_intent, "amount": order.amount}
        # The statement of what Stripe hands over names it by this.
        params["metadata"] = {"refund": order.refund}
        refund = client().v1.refunds.create(params, {"idempotency_key": order.refund})
    except stripe.StripeError as error:
        raise ProviderAwayError(type(error).__name__) from error
    return str(refund.id)


def handed_over(since: datetime) -> tuple[HandedOver, ...]:
    """Return what Stripe has paid out to the bank since a moment, each with the payments and refunds that are in it."""
    asked: Any = {"status": "paid", "created": {"gte": int(since.timestamp())}, "limit": _PAGE}
    try:
        return tuple(_handed_over(each) for each in client().v1.payouts.list(asked).auto_paging_iter())
    except stripe.StripeError as error:
        raise ProviderAwayError(type(error).__name__) from error


def _handed_over(payout: Any) -> HandedOver:  # noqa: ANN401 - as below
    asked: Any = {"payout": payout.id, "limit": _PAGE, "expand": ["data.source"]}
    parts, charges = [], 0
    for line in client().v1.balance_transactions.list(asked).auto_paging_iter():
        if line.type == "payout":
            continue
        charges += int(line.fee)
        metadata = getattr(line.source, "metadata", None)
        given = metadata.to_dict() if metadata else {}
        if name := given.get("refund") or given.get("attempt"):
            parts.append((str(name), int(line.amount)))
        else:
            charges -= int(line.amount)  # a charge of Stripe's own, or money that is none of the hall's
    return HandedOver(payout.id, int(payout.amount), charges, str(payout.currency).upper(), tuple(parts))


def _outcome(session: Any) -> AttemptState:  # noqa: ANN401 - the library's, whose types differ between its ways
    if session.payment_status == "paid":
        return AttemptState.CAPTURED
    return AttemptState.EXPIRED if session.status == "expired" else AttemptState.PENDING


def _news(event: str, session: Any, outcome: AttemptState) -> tuple[News, ...]:  # noqa: ANN401 - as above
    attempt = session.client_reference_id
    if not attempt:
        return ()  # a session of somebody else who uses the same account
    currency = str(session.currency).upper()
    return (News(_PROVIDER, event, attempt, outcome, int(session.amount_total), currency, reference=session.id),)
