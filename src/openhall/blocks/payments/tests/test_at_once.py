"""Whatever two do in the same moment happens once."""

from datetime import date

import pytest
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.payments.facade import (
    RefundRefused,
    VoucherRefused,
    approve_refund,
    issue_voucher,
    pay_in_sandbox,
    read_news,
    refund_payment,
    refunds_of,
    take_news,
    waive_payment,
)
from openhall.blocks.payments.models import Attempt, PaymentRequest, Posting, ProviderNews, Voucher, Waiver
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, NOW, asked, begun, held, paid
from tools.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("shared_database")]
_TOGETHER = 4
TODAY = date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True


def test_the_same_is_asked_for_once() -> None:
    found = at_once(_TOGETHER, lambda _: asked().id)

    assert len(set(found)) == 1
    assert (PaymentRequest.objects.count(), Posting.objects.count()) == (1, 1)


def test_a_button_that_is_pressed_twice_begins_once() -> None:
    payment = asked()
    found = at_once(_TOGETHER, lambda _: begun(payment, key="k").id)

    assert len(set(found)) == 1
    assert Attempt.objects.count() == 1


def test_news_that_comes_several_times_at_once_pays_once() -> None:
    attempt = begun(asked())
    ((headers, body),) = pay_in_sandbox(attempt=attempt.id, now=NOW)

    def hear(_: int) -> bool:
        (news,) = read_news(provider="sandbox", headers=headers, body=body)
        with transaction.atomic():
            return bool(take_news(news=news, now=LATER))

    assert sorted(at_once(_TOGETHER, hear)) == [False, False, False, True]
    assert ProviderNews.objects.count() == 1
    assert held() == {"clearing:sandbox": 32_000, f"revenue:{HARBOUR}": -32_000}


def test_two_attempts_that_both_bring_money_pay_once_and_one_goes_back() -> None:
    payment = asked()
    attempts = [begun(payment, key=f"{number}") for number in range(2)]
    sent = [pay_in_sandbox(attempt=each.id, now=NOW)[0] for each in attempts]

    def hear(number: int) -> bool:
        (news,) = read_news(provider="sandbox", headers=sent[number][0], body=sent[number][1])
        with transaction.atomic():
            return bool(take_news(news=news, now=LATER))

    assert sorted(at_once(2, hear)) == [False, True]
    assert [refund.amount for refund in refunds_of(payment.id)] == [32_000]
    assert held()[f"revenue:{HARBOUR}"] == -32_000


def given() -> str:
    return issue_voucher(
        authority=HARBOUR, issued_by="rae", most=32_000, reason="Flood", valid_until=TODAY, key="k", now=NOW
    )


def test_a_voucher_that_is_asked_for_twice_at_once_is_one() -> None:
    assert len(set(at_once(_TOGETHER, lambda _: given()))) == 1
    assert Voucher.objects.count() == 1


def test_one_voucher_in_two_sessions_waives_one_fee() -> None:
    code = given()
    payments = [asked(f"CASE-{number}") for number in range(_TOGETHER)]

    def spend(number: int) -> bool:
        try:
            waive_payment(payment=payments[number].id, voucher=code, today=TODAY, now=LATER)
        except VoucherRefused:
            return False
        return True

    assert sorted(at_once(_TOGETHER, spend)) == [False, False, False, True]
    assert Waiver.objects.count() == 1
    assert held()[f"receivable:{HARBOUR}"] == 32_000 * 3


def test_the_same_money_is_not_given_back_twice() -> None:
    payment = paid()
    asked_for = [
        refund_payment(payment=payment.id, amount=20_000, asked_by="rae", key=f"r{number}", now=LATER)
        for number in range(_TOGETHER)
    ]

    def approve(number: int) -> bool:
        try:
            approve_refund(refund=asked_for[number].id, approved_by="amal", now=LATER)
        except RefundRefused:
            return False
        return True

    assert sorted(at_once(_TOGETHER, approve)) == [False, False, False, True]
    assert held()[f"refunds-payable:{HARBOUR}"] == -20_000
