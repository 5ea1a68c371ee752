"""What is due is paid once, whatever a provider tells, how often, and in which order."""

import json

import pytest
from django.db import Error, connection, transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.payments.facade import (
    ASK,
    AttemptState,
    News,
    NewsRefused,
    NoSuchWay,
    OtherPayment,
    PaymentClosed,
    WayAway,
    attempts_of,
    cancel_payment,
    cash_news,
    lapse_payment,
    pay_in_sandbox,
    payment_by_id,
    payment_of,
    read_news,
    refunds_of,
    take_news,
)
from openhall.blocks.payments.models import Attempt, PaymentRequest, Posting, ProviderNews
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, NOW, asked, begun, heard, held, leaves, paid

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True


def test_what_was_asked_for_is_there_once_and_in_the_ledger() -> None:
    payment = asked()

    assert asked() == payment
    assert payment_of("7KQ4M-X2P9C") == payment == payment_by_id(payment.id)
    assert len(payment.id) >= 16
    assert (payment.state, payment.lines[0]["minor"]) == ("due", 32_000)
    assert held() == {f"receivable:{HARBOUR}": 32_000, f"deferred:{HARBOUR}": -32_000}


def test_the_same_purpose_with_another_amount_is_refused() -> None:
    asked()

    with pytest.raises(OtherPayment):
        asked(amount=31_000)
    assert held()[f"receivable:{HARBOUR}"] == 32_000


def test_what_costs_nothing_is_paid_at_once() -> None:
    payment = asked(amount=0)

    assert (payment.state, payment.paid_by) == ("paid", "")
    assert payment.receipt_number
    assert held() == {}


def test_a_payment_is_paid_with_a_receipt_and_a_leaf() -> None:
    payment = paid()

    assert (payment.state, payment.paid_by, payment.paid_at) == ("paid", "sandbox", LATER)
    assert held() == {"clearing:sandbox": 32_000, f"revenue:{HARBOUR}": -32_000}
    (leaf,) = leaves("payment.paid")
    assert (leaf["payment"], leaf["amount"], leaf["receipt"]) == (payment.id, 32_000, payment.receipt_number)
    assert "noor" not in json.dumps(leaf)


@pytest.mark.parametrize(
    ("manner", "state", "told"),
    [("pays", "paid", 1), ("twice", "paid", 2), ("disorder", "paid", 2), ("fails", "due", 1), ("silent", "pending", 0)],
)
def test_the_sandbox_behaves_as_it_is_told(manner: str, state: str, told: int) -> None:
    attempt = begun(asked(), manner=manner)
    assert attempt.state == "pending"
    sent = pay_in_sandbox(attempt=attempt.id, now=NOW)
    heard(attempt)

    assert len(sent) == told
    found = payment_by_id(attempt.payment)
    assert found is not None
    assert found.state == state
    assert Posting.objects.filter(key=f"{found.id}:paid").count() == (1 if state == "paid" else 0)


def test_a_slow_sandbox_says_first_that_it_waits() -> None:
    attempt = begun(asked(), manner="slow")

    assert heard(attempt, NOW) == []
    (payment,) = heard(attempt, LATER)
    assert payment.state == "paid"


def test_amounts_ask_for_behaviour() -> None:
    with pytest.raises(WayAway):
        begun(asked(amount=1_096))
    found = payment_of("7KQ4M-X2P9C")
    assert found is not None
    # It is tried again with the same key; nothing was charged meanwhile.
    assert found.state == "pending"
    assert held()[f"receivable:{HARBOUR}"] == 1_096


def test_news_that_comes_five_times_in_disorder_with_a_forged_one_counts_once() -> None:
    payment = asked()
    attempt = begun(payment, manner="disorder")
    (first, second) = pay_in_sandbox(attempt=attempt.id, now=NOW)
    headers, body = first
    forged = body.replace(b"32000", b"99999")
    changed = []
    for given, told in (first, second, first, (headers, forged), second, first):
        try:
            (news,) = read_news(provider="sandbox", headers={k.upper(): v for k, v in given.items()}, body=told)
        except NewsRefused:
            assert told == forged
            continue
        with transaction.atomic():
            changed.append(take_news(news=news, now=NOW))

    assert [each.state for found in changed for each in found] == ["paid"]
    assert len(changed) == 5
    assert held() == {"clearing:sandbox": 32_000, f"revenue:{HARBOUR}": -32_000}
    assert ProviderNews.objects.count() == 2


@pytest.mark.parametrize("provider", ["sandbox", "fps", "counter", "nobody"])
def test_news_without_a_signature_is_refused(provider: str) -> None:
    with pytest.raises(NewsRefused):
        read_news(provider=provider, headers={}, body=b"{}")


def test_outside_a_demonstration_the_sandbox_pays_nothing(settings: Settings) -> None:
    attempt = begun(asked())
    ((headers, body),) = pay_in_sandbox(attempt=attempt.id, now=NOW)
    settings.OPENHALL_DEMO = False

    with pytest.raises(NewsRefused):
        read_news(provider="sandbox", headers=headers, body=body)
    assert attempts_of(attempt.payment)[0].state == "pending"


def test_pressing_twice_is_one_attempt_and_one_question_to_the_provider() -> None:
    payment = asked()

    assert begun(payment, key="k") == begun(payment, key="k")
    assert Attempt.objects.count() == 1
    asked_about: list[object] = []
    deliver_due(handlers={ASK: lambda delivery: asked_about.append(delivery.payload["attempt"])}, now=LATER)
    assert len(asked_about) == 1


def test_a_key_of_another_payment_is_refused() -> None:
    begun(asked(), key="k")
    other = asked("OTHER-00001")

    with pytest.raises(OtherPayment):
        begun(other, key="k")
    assert attempts_of(other.id) == []


def test_a_paid_payment_is_not_paid_again() -> None:
    payment = paid()

    with pytest.raises(PaymentClosed):
        begun(payment, key="again")
    assert len(attempts_of(payment.id)) == 1


def test_a_second_payment_goes_back_by_itself() -> None:
    payment = asked()
    first, second = begun(payment, key="1"), begun(payment, key="2")
    assert [each.state for each in heard(first)] == ["paid"]
    assert heard(second) == []

    (refund,) = refunds_of(payment.id)
    assert (refund.amount, refund.rule, refund.state) == (32_000, "paid-nothing", "ordered")
    assert held() == {
        "clearing:sandbox": 64_000,
        f"revenue:{HARBOUR}": -32_000,
        f"refunds-payable:{HARBOUR}": -32_000,
    }
    found = payment_by_id(payment.id)
    assert found is not None
    assert (found.state, found.refunded) == ("paid", 0)


def test_money_for_what_was_cancelled_goes_back_by_itself() -> None:
    payment = asked()
    attempt = begun(payment)
    cancel_payment(payment=payment.id, now=NOW)
    assert held() == {}
    heard(attempt)

    assert [refund.amount for refund in refunds_of(payment.id)] == [32_000]
    found = payment_by_id(payment.id)
    assert found is not None
    assert found.state == "cancelled"


def test_another_amount_pays_nothing_and_goes_back() -> None:
    attempt = begun(asked(), provider="counter")
    news = cash_news(attempt=attempt.id, cashier="rae", slip="till-1:0001", amount=31_000)
    with transaction.atomic():
        (changed,) = take_news(news=news, now=LATER)

    assert changed.state == "due"
    assert [refund.amount for refund in refunds_of(attempt.payment)] == [31_000]


def test_a_slip_of_a_till_counts_once() -> None:
    attempt = begun(asked(), provider="counter")
    news = cash_news(attempt=attempt.id, cashier="rae", slip="till-1:0001", amount=32_000)
    with transaction.atomic():
        (changed,), again = take_news(news=news, now=LATER), take_news(news=news, now=LATER)

    assert (changed.state, changed.paid_by, again) == ("paid", "counter", ())
    assert Attempt.objects.get().recorded_by == "rae"


def test_what_failed_and_was_captured_after_all_is_paid() -> None:
    attempt = begun(asked())
    told = [
        News("sandbox", name, attempt.id, outcome, 32_000, "KWD")
        for name, outcome in (("e1", AttemptState.FAILED), ("e2", AttemptState.CAPTURED), ("e3", AttemptState.EXPIRED))
    ]
    with transaction.atomic():
        changed = [take_news(news=news, now=LATER) for news in told]

    assert [[each.state for each in found] for found in changed] == [["due"], ["paid"], []]


def test_news_of_another_currency_is_refused_and_changes_nothing() -> None:
    attempt = begun(asked())
    news = News("sandbox", "e1", attempt.id, AttemptState.CAPTURED, 32_000, "EUR")

    with pytest.raises(NewsRefused), transaction.atomic():
        take_news(news=news, now=LATER)
    assert ProviderNews.objects.count() == 0
    assert attempts_of(attempt.payment)[0].state == "pending"


def test_a_way_that_is_not_offered_or_lacks_something_is_refused(settings: Settings) -> None:
    payment = asked()
    settings.OPENHALL_DEMO = False

    for provider in ("sandbox", "stripe", "cheque"):
        with pytest.raises(NoSuchWay):
            begun(payment, provider=provider)
    assert attempts_of(payment.id) == []


def test_what_lapsed_is_forgiven_and_stays_so() -> None:
    payment = asked()
    lapsed = lapse_payment(payment=payment.id, now=LATER)

    assert lapse_payment(payment=payment.id, now=LATER) == lapsed
    assert (lapsed.state, held()) == ("lapsed", {})
    with pytest.raises(PaymentClosed):
        cancel_payment(payment=payment.id, now=LATER)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE payments_posting SET amount = amount + 1",
        "DELETE FROM payments_posting",
        "DELETE FROM payments_providernews",
        "UPDATE payments_paymentrequest SET amount = 1",
        "UPDATE payments_paymentrequest SET state = 'due', paid_at = NULL, receipt_number = NULL",
        "UPDATE payments_attempt SET received = 1",
        "UPDATE payments_attempt SET refunded = 32001",
        "UPDATE payments_paymentrequest SET refunded = 32001",
        (
            "INSERT INTO payments_posting (key, debit, credit, amount, currency, at, subject, payment)"
            " SELECT 'x', debit, debit, amount, currency, at, subject, payment FROM payments_posting"
        ),
    ],
)
def test_the_database_itself_keeps_what_was_written(statement: str) -> None:
    paid()
    before = list(PaymentRequest.objects.values()), list(Posting.objects.values()), list(Attempt.objects.values())

    with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (list(PaymentRequest.objects.values()), list(Posting.objects.values()), list(Attempt.objects.values())) == (
        before
    )
