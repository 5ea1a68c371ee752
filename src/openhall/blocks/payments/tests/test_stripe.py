"""Stripe, through its own library: what we send, and what we take from answers and webhooks as it writes them."""

import json
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import pytest
import stripe
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import Delivery
from openhall.blocks.payments.facade import (
    REFUND,
    News,
    NewsRefused,
    WayAway,
    ask_provider,
    attempts_of,
    fetch_handovers,
    open_providers,
    read_news,
    refund_payment,
    refunds_of,
    send_refund,
    take_news,
)
from openhall.blocks.payments.models import Handover
from openhall.blocks.payments.providers import stripe_checkout
from openhall.blocks.payments.tests.paying import LATER, TERMS, asked, begun, held

pytestmark = pytest.mark.django_db
SECRET = "whsec_of_a_test"  # noqa: S105 - of nobody


class Wire(stripe.HTTPClient):
    """What the library would have sent, and answers like those of Stripe."""

    name = "wire"

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, str, dict[str, list[str]], Mapping[str, str]]] = []
        self.session: dict[str, Any] = {}
        self.is_away = False
        self.lists: dict[str, list[dict[str, Any]]] = {}

    def request(
        self, method: str, url: str, headers: Mapping[str, str] | None, post_data: str | None = None, **_: object
    ) -> tuple[str, int, dict[str, str]]:
        params = parse_qs(post_data or "")
        self.sent.append((method, url.removeprefix("https://api.stripe.com"), params, headers or {}))
        if self.is_away:
            return (
                json.dumps({"error": {"type": "api_error", "message": "away"}}),
                503,
                {"stripe-should-retry": "false"},
            )
        path, _mark, query = url.removeprefix("https://api.stripe.com").partition("?")
        if path in self.lists:
            asked = parse_qs(query)
            rows = [each for each in self.lists[path] if each.get("payout") in {None, *asked.get("payout", [])}]
            return json.dumps({"object": "list", "url": path, "has_more": False, "data": rows}), 200, {}
        if url.endswith("/refunds"):
            return json.dumps({"id": "re_1", "object": "refund", "amount": int(params["amount"][0])}), 200, {}
        if url.endswith("/expire"):
            self.session |= {"status": "expired"}
        elif method == "post":
            self.session = session_of(params["client_reference_id"][0])
        return json.dumps(self.session), 200, {}

    def close(self) -> None:
        """Nothing is open."""


def session_of(attempt: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": "cs_test_1",
        "object": "checkout.session",
        "client_reference_id": attempt,
        "amount_total": 32_000,
        "currency": "kwd",
        "status": "open",
        "payment_status": "unpaid",
        "payment_intent": "pi_1",
        "url": "https://checkout.stripe.com/c/pay/cs_test_1",
        **changes,
    }


@pytest.fixture
def wire(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Wire:
    settings.OPENHALL_STRIPE_KEY, settings.OPENHALL_STRIPE_WEBHOOK_SECRET = "sk_test_none", SECRET
    made = Wire()
    monkeypatch.setattr(
        stripe_checkout, "client", lambda: stripe.StripeClient("sk_test_none", http_client=made, max_network_retries=0)
    )
    return made


def webhook(
    kind: str, session: Mapping[str, Any], *, age: int = 0, event: str = "evt_1"
) -> tuple[dict[str, str], bytes]:
    body = json.dumps({"id": event, "object": "event", "type": kind, "data": {"object": session}})
    moment = int(time.time()) - age
    return {"Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, SECRET, moment)}, body.encode()


def test_a_session_is_made_with_the_amount_and_the_attempt_as_its_key(wire: Wire) -> None:
    payment = asked()
    attempt = begun(payment, provider="stripe")
    ((method, path, params, headers),) = wire.sent

    assert (method, path) == ("post", "/v1/checkout/sessions")
    assert params["line_items[0][price_data][unit_amount]"] == ["32000"]
    assert params["line_items[0][price_data][currency]"] == ["kwd"]
    assert headers["Idempotency-Key"] == attempt.id
    assert attempt.redirect_url == "https://checkout.stripe.com/c/pay/cs_test_1"
    assert "noor" not in json.dumps(params)
    assert begun(payment, provider="stripe") == attempt
    assert len(wire.sent) == 1


def test_a_webhook_pays_once(wire: Wire) -> None:
    del wire
    attempt = begun(asked(), provider="stripe")
    session = session_of(attempt.id, status="complete", payment_status="paid")
    headers, body = webhook("checkout.session.completed", session)
    changed = []
    for _ in range(3):
        (news,) = read_news(provider="stripe", headers=headers, body=body)
        with transaction.atomic():
            changed.append(take_news(news=news, now=LATER))

    assert [[each.state for each in found] for found in changed] == [["paid"], [], []]
    assert held()["clearing:stripe"] == 32_000


def test_what_is_not_signed_or_too_old_is_refused(wire: Wire) -> None:
    del wire
    attempt = begun(asked(), provider="stripe")
    session = session_of(attempt.id, status="complete", payment_status="paid")
    headers, body = webhook("checkout.session.completed", session)
    old_headers, old_body = webhook("checkout.session.completed", session, age=3_600)

    for given, told in ((headers, body + b" "), ({}, body), (old_headers, old_body), (headers, b"\xff")):
        with pytest.raises(NewsRefused):
            read_news(provider="stripe", headers=given, body=told)
    assert attempts_of(attempt.payment)[0].state == "pending"


def test_other_events_and_foreign_sessions_say_nothing(wire: Wire) -> None:
    del wire
    for kind, session in (("charge.updated", {"id": "ch_1"}), ("checkout.session.completed", session_of(""))):
        headers, body = webhook(kind, session)
        assert read_news(provider="stripe", headers=headers, body=body) == ()


def test_a_session_that_ran_out_lets_the_payment_be_due(wire: Wire) -> None:
    del wire
    attempt = begun(asked(), provider="stripe")
    headers, body = webhook("checkout.session.expired", session_of(attempt.id, status="expired"))
    (news,) = read_news(provider="stripe", headers=headers, body=body)
    with transaction.atomic():
        (changed,) = take_news(news=news, now=LATER)

    assert changed.state == "due"


def test_stripe_is_asked_when_no_webhook_came(wire: Wire) -> None:
    attempt = begun(asked(), provider="stripe")
    assert ask_provider(attempt=attempt.id, now=LATER) is None
    wire.session = session_of(attempt.id, status="complete", payment_status="paid")
    news = ask_provider(attempt=attempt.id, now=LATER)

    assert isinstance(news, News)
    assert (news.outcome, news.amount, news.currency) == ("captured", 32_000, "KWD")
    assert [sent[:2] for sent in wire.sent[1:]] == [("get", "/v1/checkout/sessions/cs_test_1")] * 2


def test_a_stripe_that_is_away_charges_nothing_and_is_asked_with_the_same_key(wire: Wire) -> None:
    wire.is_away = True
    payment = asked()
    with pytest.raises(WayAway):
        begun(payment, provider="stripe")
    wire.is_away = False
    attempt = begun(payment, provider="stripe")

    assert attempt.state == "pending"
    assert {headers["Idempotency-Key"] for _, _, _, headers in wire.sent} == {attempt.id}


def test_stripe_gives_back_once(wire: Wire) -> None:
    attempt = begun(asked(), provider="stripe")
    session = session_of(attempt.id, status="complete", payment_status="paid")
    wire.session = session
    headers, body = webhook("checkout.session.completed", session)
    (news,) = read_news(provider="stripe", headers=headers, body=body)
    with transaction.atomic():
        take_news(news=news, now=LATER)
    refund = refund_payment(payment=attempt.payment, amount=2_000, rule="refused", key="r1", now=LATER)
    for _ in range(2):
        send_refund(Delivery(1, REFUND, {"refund": refund.id}, 1), now=LATER)

    sent = [each for each in wire.sent if each[1] == "/v1/refunds"]
    assert [(each[2]["payment_intent"], each[2]["amount"], each[3]["Idempotency-Key"]) for each in sent] == [
        (["pi_1"], ["2000"], refund.id)
    ]
    assert refunds_of(attempt.payment)[0].state == "done"


def test_what_stripe_paid_out_is_told_apart_into_payments_refunds_and_its_charges(wire: Wire) -> None:
    """As Stripe lists what is in a payout: each line with its fee, its source in full, and the payout itself."""
    attempt = begun(asked(), provider="stripe")
    session = session_of(attempt.id, status="complete", payment_status="paid")
    headers, body = webhook("checkout.session.completed", session)
    (news,) = read_news(provider="stripe", headers=headers, body=body)
    with transaction.atomic():
        take_news(news=news, now=LATER)
    wire.session = session
    refund = refund_payment(payment=attempt.payment, amount=2_000, rule="refused", key="r1", now=LATER)
    send_refund(Delivery(1, REFUND, {"refund": refund.id}, 1), now=LATER)
    assert wire.sent[-1][2]["metadata[refund]"] == [refund.id]
    wire.lists = {
        "/v1/payouts": [{"id": "po_1", "object": "payout", "amount": 28_900, "currency": "kwd", "status": "paid"}],
        "/v1/balance_transactions": [
            line_of("payout", -28_900, 0, None),
            line_of("charge", 32_000, 900, {"id": "ch_1", "object": "charge", "metadata": {"attempt": attempt.id}}),
            line_of("refund", -2_000, 0, {"id": "re_1", "object": "refund", "metadata": {"refund": refund.id}}),
            line_of("stripe_fee", -200, 0, None),
        ],
    }
    assert fetch_handovers(since=LATER, now=LATER) == 1

    asked_for = [sent[1] for sent in wire.sent[-2:]]
    assert asked_for[0].startswith("/v1/payouts?")
    assert "status=paid" in asked_for[0]
    assert "payout=po_1" in asked_for[1]
    row = Handover.objects.get()
    assert (row.amount, row.charges, row.currency) == (28_900, 1_100, "KWD")
    assert list(row.attempts.values_list("public_id", flat=True)) == [attempt.id]
    assert list(row.refunds.values_list("public_id", flat=True)) == [refund.id]
    assert held()["charges:stripe"] == 1_100
    # What is left there is what the bank will show.
    assert held()["clearing:stripe"] == 28_900
    assert fetch_handovers(since=LATER, now=LATER) == 0
    wire.is_away, wire.lists = True, {}
    assert fetch_handovers(since=LATER, now=LATER) == 0


def line_of(kind: str, amount: int, fee: int, source: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "id": f"txn_{kind}",
        "object": "balance_transaction",
        "type": kind,
        "amount": amount,
        "fee": fee,
        "net": amount - fee,
        "currency": "kwd",
        "payout": "po_1",
        "source": source,
    }


def test_without_its_key_stripe_is_not_offered(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True

    assert [way.id for way in open_providers(TERMS)] == ["sandbox", "fps", "counter"]
