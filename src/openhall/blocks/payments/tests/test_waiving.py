"""A fee is waived for a reason, and a voucher works once."""

from datetime import date

import pytest
from django.db import Error, transaction

from openhall.blocks.journal.facade import Purpose, Reader
from openhall.blocks.payments.facade import (
    PaymentClosed,
    VoucherRefused,
    issue_voucher,
    payment_by_id,
    reason_of_voucher,
    vouchers_of,
    waive_payment,
    waiver_of,
)
from openhall.blocks.payments.models import Voucher, Waiver
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, NOW, asked, held, leaves

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)
READER = Reader("rae", Purpose.WORK, "", LATER)


def _voucher(authority: str = HARBOUR, most: int = 32_000) -> str:
    return issue_voucher(
        authority=authority, issued_by="rae", most=most, reason="The pier was shut", valid_until=TODAY, key="k", now=NOW
    )


def test_nobody_owes_what_was_waived() -> None:
    payment = asked()
    waived = waive_payment(payment=payment.id, rule="pupils", today=TODAY, now=LATER)

    assert waive_payment(payment=payment.id, rule="pupils", today=TODAY, now=LATER) == waived
    assert (waived.state, waived.receipt_number, held()) == ("waived", "", {})
    assert [leaf["rule"] for leaf in leaves("payment.waived")] == ["pupils"]
    with pytest.raises(PaymentClosed):
        waive_payment(payment=payment.id, waived_by="rae", today=TODAY, now=LATER)


def test_a_voucher_works_once_however_it_is_typed() -> None:
    code = _voucher()
    first, second = asked("A"), asked("B")
    assert waive_payment(payment=first.id, voucher=code.lower().replace("-", " "), today=TODAY, now=LATER).state == (
        "waived"
    )
    assert waive_payment(payment=first.id, voucher=code, today=TODAY, now=LATER).state == "waived"

    with pytest.raises(VoucherRefused) as refused:
        waive_payment(payment=second.id, voucher=code, today=TODAY, now=LATER)
    assert refused.value.params == {"why": "used"}
    assert [(each.reason, each.spent_on) for each in vouchers_of(HARBOUR, reader=READER)] == [("", first.subject)]
    assert reason_of_voucher(first.id, reader=READER) == "The pier was shut"
    why = waiver_of(first.id)
    assert why is not None
    assert (why.is_voucher, why.waived_by, why.reason) == (True, "rae", "")
    found = payment_by_id(second.id)
    assert found is not None
    assert found.state == "due"
    assert not Voucher.objects.filter(code_hash__contains=code[:4]).exists()


@pytest.mark.parametrize("fault", ["unknown", "other-office", "own", "over", "too-small"])
def test_a_voucher_that_does_not_fit_is_refused_and_why(fault: str) -> None:
    payment = asked()
    code = _voucher("parks-office" if fault == "other-office" else HARBOUR, 31_999 if fault == "too-small" else 32_000)
    today, bearer = TODAY.replace(day=28 if fault == "over" else 27), "rae" if fault == "own" else "noor"

    with pytest.raises(VoucherRefused) as refused:
        waive_payment(
            payment=payment.id,
            voucher="2222-2222-2222-2222" if fault == "unknown" else code,
            bearer=bearer,
            today=today,
            now=LATER,
        )
    assert refused.value.params == {"why": fault}
    assert Waiver.objects.count() == 0
    assert held()[f"receivable:{HARBOUR}"] == 32_000


def test_a_waiver_has_one_reason() -> None:
    payment = asked()

    for given in ({}, {"rule": "pupils", "waived_by": "rae"}):
        with pytest.raises(ValueError, match="a rule, an officer or a voucher"):
            waive_payment(payment=payment.id, today=TODAY, now=LATER, **given)
    assert Waiver.objects.count() == 0


def test_the_database_keeps_a_waiver() -> None:
    payment = asked()
    waive_payment(payment=payment.id, rule="pupils", today=TODAY, now=LATER)

    for act in (Waiver.objects.all().delete, lambda: Waiver.objects.update(rule="others")):
        with pytest.raises(Error), transaction.atomic():
            act()
    assert Waiver.objects.get().rule == "pupils"
