"""Several bills with a real provider: one page of it after the other, each bill once, and who comes back goes on."""

import json
import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
import stripe
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import take_payment_news
from openhall.blocks.cases.tests.applying import NOW, opened
from openhall.blocks.identity.facade import begin_session
from openhall.blocks.payments.facade import PaymentFacts, ProviderTerms, attempts_of, bundle_of
from openhall.blocks.payments.providers import stripe_checkout
from openhall.blocks.payments.tests.test_stripe import SECRET, Wire, session_of, webhook
from openhall.blocks.processes.facade import model_of
from openhall.kernel.visits import SESSION_COOKIE
from tests.contracts.test_bills import BILLS, CHARGED, owed_by, states_of
from tests.followers import browser, words_of
from tests.mine import NOOR, bill_for

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test.client import _MonkeyPatchedWSGIResponse as Shown

pytestmark = pytest.mark.django_db
CARD = ProviderTerms("stripe", {"en": "Card", "zh-Hans": "银行卡"}, None, {"product": "Fees of the town"})
AMOUNT = 1_750


class Card(Wire):
    """Stripe, which has a page for each session."""

    def request(
        self, method: str, url: str, headers: "Mapping[str, str] | None", post_data: str | None = None, **more: object
    ) -> tuple[str, int, dict[str, str]]:
        answer = super().request(method, url, headers, post_data, **more)
        if self.is_away or method != "post":
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
    sent = dict[str, list[str]]()
    for name, value in re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[0]):
        sent.setdefault(name, []).append(value)
    return client.post(BILLS, sent)


def paid_at_the_provider(bill: PaymentFacts) -> None:
    """Let the payer pay on the provider's page, which tells the hall."""
    (attempt,) = attempts_of(bill.id)
    session = session_of(
        attempt.id, id=f"cs_{attempt.id}", amount_total=AMOUNT, status="complete", payment_status="paid"
    )
    headers, body = webhook("checkout.session.completed", session, event=f"evt_{attempt.id}")
    take_payment_news(provider="stripe", headers=headers, body=body, now=NOW)


def way_back(card: Card) -> str:
    """Return where the provider sends the payer when they are done there."""
    address = card.sent[-1][2]["success_url"][0]
    assert address == card.sent[-1][2]["cancel_url"][0]
    assert address.startswith("https://hall.test/en/me/bills/?")
    return address.removeprefix("https://hall.test")


def test_they_are_paid_one_after_the_other_and_each_once(card: Card, owed: list[PaymentFacts], noor: Client) -> None:
    first, second, left = owed
    page = noor.get(BILLS, {"bill": [first.id, second.id]})
    assert "You pay them one after the other." in words_of(page)
    assert "Go on and pay KD1.750" in words_of(page)
    away, again = pressed(noor, page), pressed(noor, page)
    assert away["Location"] == again["Location"]
    assert away["Location"].startswith("https://checkout.stripe.com/c/pay/")
    assert [len(attempts_of(each.id)) for each in owed] == [1, 0, 0]

    paid_at_the_provider(first)
    back = noor.get(way_back(card))
    assert "KD1.750 is paid." in words_of(back)
    assert "1 more to pay" in words_of(back)
    assert pressed(noor, back)["Location"].startswith("https://checkout.stripe.com/c/pay/")
    paid_at_the_provider(second)
    end = noor.get(way_back(card))

    assert "KD3.500 is paid." in words_of(end)
    assert 'class="form-page bills"' not in end.content.decode()
    assert states_of(*owed) == ["paid", "paid", "due"]
    assert [len(attempts_of(each.id)) for each in (first, second)] == [1, 1]
    # One letter names both.
    assert bundle_of(first.id) == bundle_of(second.id) != ""
    assert left.id not in end.content.decode()


def test_who_comes_back_without_paying_reads_so_and_can_go_on(
    card: Card, owed: list[PaymentFacts], noor: Client
) -> None:
    first, second, _left = owed
    pressed(noor, noor.get(BILLS, {"bill": [first.id, second.id]}))
    back = noor.get(way_back(card))
    assert "We have not heard of this yet" in words_of(back)
    assert states_of(first, second) == ["pending", "due"]
    assert pressed(noor, back).status_code == 303
    assert states_of(first, second) == ["pending", "pending"]


def test_the_button_says_what_the_next_page_asks_for(card: Card, owed: list[PaymentFacts], noor: Client) -> None:
    more = bill_for(owed[0].subject, 5_250, due_on=date(2026, 3, 3), purpose="more")
    page = noor.get(BILLS, {"bill": [owed[0].id, more.id]})
    assert "Go on and pay KD5.250" in words_of(page)
    pressed(noor, page)
    assert card.sent[-1][2]["line_items[0][price_data][unit_amount]"] == ["5250"]
    assert (len(attempts_of(more.id)), attempts_of(owed[0].id)) == (1, [])


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
    assert [len(attempts_of(each.id)) for each in (first, second)] == [1, 0]


def test_without_a_provider_that_has_a_page_each_is_paid_by_itself(
    settings: Settings, owed: list[PaymentFacts], noor: Client
) -> None:
    settings.OPENHALL_STRIPE_KEY = ""
    page = noor.get(BILLS, {"bill": [each.id for each in owed]})
    assert "They cannot be paid together here." in words_of(page)
