"""Whatever happens in whatever order: the ledger balances, says what the payments say, and nothing is paid twice."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openhall.blocks.journal.facade import Delivery
from openhall.blocks.payments.facade import (
    OPEN,
    REFUND,
    SETTLED,
    AttemptState,
    News,
    OtherPayment,
    PaymentClosed,
    PaymentFacts,
    RefundRefused,
    SamePerson,
    approve_refund,
    cancel_payment,
    lapse_payment,
    payment_by_id,
    refund_payment,
    refunds_of,
    send_refund,
    take_news,
    waive_payment,
)
from openhall.blocks.payments.models import Attempt
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, asked, begun, held

AMOUNT, TODAY = 32_000, date(2026, 11, 27)
_OUTCOMES = (AttemptState.PENDING, AttemptState.FAILED, AttemptState.EXPIRED, AttemptState.CAPTURED)
_ACTS = st.lists(
    st.tuples(
        st.sampled_from(["begin", "hear", "refund", "approve", "send", "cancel", "lapse", "waive"]), st.integers(0, 11)
    ),
    max_size=14,
)


def _hear(payment: PaymentFacts, number: int) -> None:
    attempts = list(Attempt.objects.filter(payment__public_id=payment.id).order_by("id"))
    if attempts:
        of, outcome = attempts[number % len(attempts)], _OUTCOMES[number % 4]
        amount = AMOUNT - 1_000 if number == 11 else AMOUNT
        news = News("sandbox", f"e{number}", of.public_id, outcome, amount, "KWD")
        with transaction.atomic():
            take_news(news=news, now=LATER)


def _approve(payment: PaymentFacts, number: int) -> None:
    for refund in refunds_of(payment.id)[number % 3 :][:1]:
        approve_refund(refund=refund.id, approved_by=("rae", "amal")[number % 2], now=LATER)


def _send(payment: PaymentFacts, number: int) -> None:
    for refund in refunds_of(payment.id)[number % 3 :][:1]:
        send_refund(Delivery(1, REFUND, {"refund": refund.id}, 1), now=LATER)


def _refund(payment: PaymentFacts, number: int) -> None:
    by = {"rule": "refused"} if number % 2 else {"asked_by": "rae"}
    refund_payment(payment=payment.id, amount=4_000 * (number + 1), key=f"r{number}", now=LATER, **by)


_DOES: dict[str, Callable[[PaymentFacts, int], object]] = {
    "begin": lambda payment, number: begun(payment, key=f"k{number % 3}"),
    "hear": _hear,
    "refund": _refund,
    "approve": _approve,
    "send": _send,
    "cancel": lambda payment, _: cancel_payment(payment=payment.id, now=LATER),
    "lapse": lambda payment, _: lapse_payment(payment=payment.id, now=LATER),
    "waive": lambda payment, _: waive_payment(payment=payment.id, rule="pupils", today=TODAY, now=LATER),
}


def _agrees(payment: PaymentFacts) -> None:
    """Compare the ledger with what the payment, its attempts and its refunds say."""
    found, holds = payment_by_id(payment.id), held()
    assert found is not None
    attempts = list(Attempt.objects.filter(payment__public_id=payment.id))
    refunds = refunds_of(payment.id)
    came = sum(each.received for each in attempts)
    went = sum(each.amount for each in refunds if each.state == "done")
    owed = sum(each.amount for each in refunds if each.state == "ordered")
    assert sum(each.settles for each in attempts) == (found.state in SETTLED)
    assert holds.get(f"receivable:{HARBOUR}", 0) == (AMOUNT if found.state in OPEN else 0)
    assert holds.get(f"revenue:{HARBOUR}", 0) == -(AMOUNT - found.refunded if found.state in SETTLED else 0)
    assert holds.get("clearing:sandbox", 0) == came - went
    assert holds.get(f"refunds-payable:{HARBOUR}", 0) == -owed
    assert bool(found.receipt_number) == (found.state in SETTLED)
    assert (found.state == "pending") == (found.state in OPEN and any(each.state == "pending" for each in attempts))


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS)
def test_the_ledger_says_what_the_payments_say(acts: list[tuple[str, int]]) -> None:
    refused = (PaymentClosed, RefundRefused, SamePerson, OtherPayment)
    with override_settings(OPENHALL_DEMO=True), transaction.atomic():
        payment = asked()
        for act, number in acts:
            before = held()
            try:
                with transaction.atomic():
                    _DOES[act](payment, number)
            except refused:
                assert held() == before
            _agrees(payment)
        transaction.set_rollback(True)
