"""Money goes back once, never more than came, and never because one officer alone wants it."""

import pytest
from django.db import Error, transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.payments.facade import (
    REFUND,
    OtherPayment,
    PaymentClosed,
    RefundRefused,
    SamePerson,
    approve_refund,
    decline_refund,
    payment_by_id,
    record_payout,
    refund_payment,
    refunds_of,
    send_refund,
)
from openhall.blocks.payments.models import Refund
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, asked, held, leaves, paid

pytestmark = pytest.mark.django_db
_PAID = {"clearing:sandbox": 32_000, f"revenue:{HARBOUR}": -32_000}


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True


def _deliver() -> int:
    def handler(delivery: Delivery) -> None:
        send_refund(delivery, now=LATER)
        send_refund(delivery, now=LATER)  # as when a worker died after it did it

    return deliver_due(handlers={REFUND: handler}, now=LATER)


def test_a_rule_gives_back_at_once_and_the_provider_once() -> None:
    payment = paid()
    refund = refund_payment(payment=payment.id, amount=12_000, rule="refused", key="r1", now=LATER)
    assert refund == refund_payment(payment=payment.id, amount=12_000, rule="refused", key="r1", now=LATER)
    assert refund.state == "ordered"
    assert held()[f"refunds-payable:{HARBOUR}"] == -12_000

    assert _deliver() == 1
    found = payment_by_id(payment.id)
    assert found is not None
    assert (found.state, found.refunded) == ("part-refunded", 12_000)
    assert [each.state for each in refunds_of(payment.id)] == ["done"]
    assert held() == {"clearing:sandbox": 20_000, f"revenue:{HARBOUR}": -20_000}
    assert [(leaf["amount"], leaf["rule"]) for leaf in leaves("payment.refunded")] == [(12_000, "refused")]


def test_all_of_it_may_go_back_and_no_more() -> None:
    payment = paid()
    refund_payment(payment=payment.id, amount=20_000, rule="refused", key="r1", now=LATER)

    with pytest.raises(RefundRefused):
        refund_payment(payment=payment.id, amount=12_001, rule="refused", key="r2", now=LATER)
    assert len(refunds_of(payment.id)) == 1
    refund_payment(payment=payment.id, amount=12_000, rule="refused", key="r2", now=LATER)
    found = payment_by_id(payment.id)
    assert found is not None
    assert found.state == "refunded"


def test_a_key_of_another_refund_is_refused() -> None:
    payment = paid()
    refund_payment(payment=payment.id, amount=1_000, rule="refused", key="r1", now=LATER)

    with pytest.raises(OtherPayment):
        refund_payment(payment=payment.id, amount=2_000, rule="refused", key="r1", now=LATER)
    assert len(refunds_of(payment.id)) == 1


def test_what_is_not_paid_is_not_given_back() -> None:
    payment = asked()

    with pytest.raises(PaymentClosed):
        refund_payment(payment=payment.id, amount=1, rule="refused", key="r1", now=LATER)
    assert refunds_of(payment.id) == []


def test_an_officer_asks_and_another_approves() -> None:
    payment = paid()
    refund = refund_payment(payment=payment.id, amount=32_000, asked_by="rae", reason="Twice", key="r1", now=LATER)
    assert (refund.state, held()) == ("asked", _PAID)

    with pytest.raises(SamePerson):
        approve_refund(refund=refund.id, approved_by="rae", now=LATER)
    assert (refunds_of(payment.id)[0].state, held()) == ("asked", _PAID)
    approved = approve_refund(refund=refund.id, approved_by="amal", now=LATER)
    assert (approved.state, approved.approved_by) == ("ordered", "amal")
    assert approve_refund(refund=refund.id, approved_by="amal", now=LATER) == approved
    assert _deliver() == 1
    assert held() == {}


def test_two_officers_cannot_give_back_the_same_money_twice() -> None:
    payment = paid()
    first, second = (
        refund_payment(payment=payment.id, amount=32_000, asked_by="rae", key=key, now=LATER) for key in ("a", "b")
    )
    approve_refund(refund=first.id, approved_by="amal", now=LATER)

    with pytest.raises(RefundRefused):
        approve_refund(refund=second.id, approved_by="amal", now=LATER)
    assert [each.state for each in refunds_of(payment.id)] == ["ordered", "asked"]


def test_what_was_declined_stays_so() -> None:
    payment = paid()
    refund = refund_payment(payment=payment.id, amount=32_000, asked_by="rae", key="r1", now=LATER)
    assert decline_refund(refund=refund.id, declined_by="amal", now=LATER).state == "declined"

    with pytest.raises(RefundRefused):
        approve_refund(refund=refund.id, approved_by="amal", now=LATER)
    assert held() == _PAID


def test_the_database_itself_wants_two_officers() -> None:
    payment = paid()
    refund_payment(payment=payment.id, amount=32_000, asked_by="rae", key="r1", now=LATER)

    for changes in ({"approved_by": "rae"}, {"state": "ordered"}, {"asked_by": "amal"}, {"amount": 1}):
        with pytest.raises(Error), transaction.atomic():
            Refund.objects.update(**changes)
    assert [(row.state, row.approved_by, row.asked_by) for row in Refund.objects.all()] == [("asked", "", "rae")]


def test_a_person_pays_out_what_no_provider_gives_back() -> None:
    payment = paid()
    refund = refund_payment(payment=payment.id, amount=2_000, rule="refused", key="r1", now=LATER)
    done = record_payout(refund=refund.id, paid_by="rae", reference="T-1", now=LATER)

    assert record_payout(refund=refund.id, paid_by="rae", reference="T-1", now=LATER) == done
    assert held() == {"clearing:sandbox": 30_000, f"revenue:{HARBOUR}": -30_000}
