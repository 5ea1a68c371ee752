"""Several bills with a real provider: one session for their sum, and one webhook that pays each of them once."""

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import stripe
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import take_payment_news
from openhall.blocks.cases.tests.applying import NOW, opened
from openhall.blocks.identity.facade import begin_session
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.payments.facade import PaymentFacts, ProviderTerms, attempts_of, waive_payment
from openhall.blocks.payments.providers import stripe_checkout
from openhall.blocks.payments.tests.test_stripe import SECRET, Wire, session_of, webhook
from openhall.blocks.processes.facade import model_of
from openhall.kernel.visits import SESSION_COOKIE
from openhall.project.handlers import HANDLERS
from tests.contracts.test_bills import BILLS, CHARGED, owed_by, states_of
from tests.followers import browser, words_of
from tests.mine import NOOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

pytestmark = pytest.mark.django_db
CARD = ProviderTerms("stripe", {"en": "Card", "zh-Hans": "银行卡"}, None, {"product": "Fees of the town"})


class Card(Wire):
    """Stripe, which has a page for each session."""

    def request(
        self, method: str, url: str, headers: "Mapping[str, str] | None", post_data: str | None = None, **more: object
    ) -> tuple[str, int, dict[str, str]]:
        answer = super().request(method, url, headers, post_data, **more)
        if self.is_away or method != "post" or url.endswith("/expire"):
            return answer
        attempt = self.session["client_reference_id"]
        self.session |= {"id": f"cs_{attempt}", "url": f"https://checkout.stripe.com/c/pay/cs_{attempt}"}
        return json.dumps(self.session), 200, {}


@pytest.fixture
def card(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Card:
    settings.OPENHALL_DEMO, settings.OPENHALL_URL = True, "https://hall.test"
    settings.OPENHALL_STRIPE_KEY, settings.OPENHALL_STRIPE_WEBHOOK_SECRET = "sk_test_none", SECRET
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    made = Card()
    client = stripe.StripeClient("sk_test_none", http_client=made, max_network_retries=0)
    monkeypatch.setattr(stripe_checkout, "client", lambda: client)
    model_of.cache_clear()
    opened(ways=(CARD,), appointment=CHARGED)
    return made


@pytest.fixture
def owed(card: Card, settings: Settings) -> list[PaymentFacts]:
    """Let Noor owe three bills in a hall that is no demonstration."""
    del card
    bills = sorted(owed_by(NOOR, 3), key=lambda each: each.id)
    settings.OPENHALL_DEMO = False
    return bills


@pytest.fixture
def noor() -> Client:
    client = browser()
    client.cookies[SESSION_COOKIE] = begin_session(person=NOOR, now=datetime.now(UTC), adapter="passkey")
    return client


def pressed(client: Client, page: "Shown") -> "Shown":
    """Press the button of a page with all that stands in its form."""
    form = re.search(r'<form class="form-page bills".*?</form>', page.content.decode(), re.DOTALL)
    assert form is not None, words_of(page)
    sent: dict[str, list[str]] = {"way": ["stripe"]}
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        sent.setdefault(name, []).append(value)
    return client.post(BILLS, sent)


def told(kind: str, charge: str, **more: object) -> None:
    """Let the provider tell of a session, twice."""
    session = session_of(charge, id=f"cs_{charge}", **more)
    headers, body = webhook(f"checkout.session.{kind}", session, event=f"evt_{kind}_{charge}")
    for _ in range(2):
        take_payment_news(provider="stripe", headers=headers, body=body, now=NOW)


def charge_of(card: Card) -> str:
    """Return the number of the charge that the provider was asked for last."""
    return str(card.sent[-1][2]["client_reference_id"][0])


def way_back(card: Card) -> str:
    """Return where the provider sends the payer when they are done there."""
    address = card.sent[-1][2]["success_url"][0]
    assert address == card.sent[-1][2]["cancel_url"][0]
    assert address.startswith("https://hall.test/en/me/bills/?press=")
    return address.removeprefix("https://hall.test")


def test_their_sum_is_one_session_and_one_webhook_pays_all_of_them(
    card: Card, owed: list[PaymentFacts], noor: Client
) -> None:
    first, second, left = owed
    page = noor.get(BILLS, {"bill": [first.id, second.id]})
    assert "Pay KD3.500 in one go" in words_of(page)
    away, again = pressed(noor, page), pressed(noor, page)
    assert away["Location"] == again["Location"]
    assert away["Location"].startswith("https://checkout.stripe.com/c/pay/")
    assert [each[2]["line_items[0][price_data][unit_amount]"] for each in card.sent] == [["3500"]]
    waits = noor.get(way_back(card))
    assert "We have not heard of this yet" in words_of(waits)
    assert away["Location"] in waits.content.decode()

    told("completed", charge_of(card), amount_total=3_500, status="complete", payment_status="paid")
    end = noor.get(way_back(card))
    assert "KD3.500 is paid." in words_of(end)
    assert 'class="form-page bills"' not in end.content.decode()
    assert states_of(*owed) == ["paid", "paid", "due"]
    assert [len(attempts_of(each.id)) for each in owed] == [1, 1, 0]
    assert left.id not in end.content.decode()


def test_one_that_is_paid_elsewhere_ends_the_session_before_anything_is_charged(
    card: Card, owed: list[PaymentFacts], noor: Client
) -> None:
    first, second, _left = owed
    pressed(noor, noor.get(BILLS, {"bill": [first.id, second.id]}))
    charge, back = charge_of(card), way_back(card)
    waive_payment(payment=first.id, waived_by="rae", reason="Nobody came.", today=NOW.date(), now=NOW)
    deliver_due(handlers=HANDLERS, now=NOW)
    assert [each[1] for each in card.sent if each[1].endswith("/expire")] == [
        f"/v1/checkout/sessions/cs_{charge}/expire"
    ]
    told("expired", charge, status="expired")
    page = noor.get(back)
    assert "Something has changed, so nothing was charged" in words_of(page)
    assert first.subject in words_of(page)
    assert "Pay KD1.750 in one go" in words_of(page)
    assert states_of(first, second) == ["waived", "due"]


def test_a_provider_that_is_away_takes_nothing_and_the_page_says_so(
    card: Card, owed: list[PaymentFacts], noor: Client
) -> None:
    first, second, _left = owed
    page = noor.get(BILLS, {"bill": [first.id, second.id]})
    card.is_away = True
    answer = pressed(noor, page)
    assert answer.status_code == 422
    assert "This way to pay does not answer now." in words_of(answer)
    card.is_away = False
    assert pressed(noor, answer)["Location"].startswith("https://checkout.stripe.com/c/pay/")
    assert [len(attempts_of(each.id)) for each in (first, second)] == [1, 1]
