"""The same slip twice, two slips, waiving while somebody pays, two who approve: in the same moment, and once."""

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import (
    ask_about_payment,
    begin_payment,
    begin_together,
    play_payment,
    take_payment_news,
)
from openhall.blocks.cases.models import CaseEvent
from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.journal.models import Message
from openhall.blocks.payments.facade import PaymentClosed, pay_in_sandbox, refunds_of, trial_balance
from openhall.blocks.payments.models import Attempt, Posting, Refund, Waiver
from tests.desks import CLERK, MASTER, NOOR, Browser, words_of
from tests.moorings import WRITTEN, paid_mooring, payment, status, unpaid_mooring
from tests.reports import report_of
from tools.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _town(shared_database: None, settings: Settings) -> None:
    del shared_database
    settings.OPENHALL_DEMO = True
    publish_catalogue(report=report_of("example"), actor="test", now=datetime.now(UTC))
    keep_sample_files(now=datetime.now(UTC))


def together(*acts: Callable[[], Any]) -> list[int]:
    answers = at_once(len(acts), lambda number: acts[number]())
    return sorted(answer.status_code for answer in answers)


def sending(who: str, reference: str, act: str, **fields: str) -> Callable[[], Any]:
    browser = Browser(who)
    return lambda: browser.send(f"/desk/cases/{reference}/{act}/", **fields)


def paid_events(reference: str) -> int:
    return CaseEvent.objects.filter(case__reference=reference, kind="paid").count()


def test_a_slip_that_is_sent_twice_at_once_is_one_payment() -> None:
    reference = unpaid_mooring()
    act = f"money/{payment(reference).id}/cash"
    send = [sending(CLERK, reference, act, slip="T-1", amount=WRITTEN) for _ in range(2)]

    assert together(*send) == [303, 303]
    assert (Attempt.objects.filter(state="captured").count(), paid_events(reference)) == (1, 1)
    assert (Refund.objects.count(), sum(line.closing for line in trial_balance())) == (0, 0)


def test_of_two_slips_for_one_fee_one_pays_and_no_money_is_lost() -> None:
    reference = unpaid_mooring()
    act = f"money/{payment(reference).id}/cash"
    send = [sending(CLERK, reference, act, slip=slip, amount=WRITTEN) for slip in ("T-1", "T-2")]
    assert together(*send) == [303, 409]

    assert (payment(reference).state, paid_events(reference)) == ("paid", 1)
    # Who was late still has the cash in hand: nothing of it is written down, and nothing has to go back.
    assert (Attempt.objects.filter(state="captured").count(), Refund.objects.count()) == (1, 0)
    assert sum(line.closing for line in trial_balance()) == 0


def test_a_fee_is_waived_or_paid_and_not_both() -> None:
    reference = unpaid_mooring()
    place = f"money/{payment(reference).id}"
    waive = sending(MASTER, reference, f"{place}/waive", reason="The pier was shut.", _once="once")
    cash = sending(CLERK, reference, f"{place}/cash", slip="T-1", amount=WRITTEN)
    assert together(waive, cash) == [303, 409]

    state = payment(reference).state
    assert (state, status(reference)) in {("waived", "in-progress"), ("paid", "in-progress")}
    assert Waiver.objects.count() == (state == "waived")
    assert paid_events(reference) == (state == "paid")
    assert Attempt.objects.filter(state="captured").count() == (state == "paid")
    assert Refund.objects.count() == 0
    assert sum(line.closing for line in trial_balance()) == 0


def test_one_voucher_in_two_browsers_pays_one_fee() -> None:
    references = [unpaid_mooring() for _ in range(2)]
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    page = Browser(MASTER).send("/desk/money/vouchers/", most=WRITTEN, valid_until=until, reason="Flood", _once="o")
    found = re.search(r"[2-9A-Z]{4,5}(?:-[2-9A-Z]{4,5})+", words_of(page))
    assert found is not None
    noor = [Browser(NOOR) for _ in references]

    def spend(number: int) -> Any:  # noqa: ANN401 - the test client's own kind of response
        return noor[number].send(f"/en/track/{references[number]}/pay/", voucher=found[0])

    assert together(lambda: spend(0), lambda: spend(1)) == [303, 422]
    assert sorted(status(each) for each in references) == ["in-progress", "waiting-for-payment"]
    assert Waiver.objects.count() == 1
    assert sum(line.closing for line in trial_balance()) == 0


def test_what_the_provider_tells_while_the_hall_asks_it_is_taken_once() -> None:
    reference = unpaid_mooring()
    owed, now = payment(reference), datetime.now(UTC)
    attempt = begin_payment(payment=owed.id, provider="sandbox", key="k", return_url="http://x/", now=now)
    told = pay_in_sandbox(attempt=attempt.id, now=now)

    def tell() -> None:
        for headers, body in told * 2:
            take_payment_news(provider="sandbox", headers=headers, body=body, now=now)

    def ask() -> None:
        for _ in range(2):
            ask_about_payment(attempt=attempt.id, now=now)

    acts = (tell, ask, tell, ask)
    at_once(len(acts), lambda number: acts[number]())
    assert (payment(reference).state, paid_events(reference)) == ("paid", 1)
    assert Posting.objects.filter(key__in=[f"{owed.id}:paid", f"{owed.id}:earned"]).count() == 2
    ordered = sorted(json.loads(each.payload)["occasion"] for each in Message.objects.filter(kind="paper"))
    assert ordered == ["issue", "payment"]
    assert (Refund.objects.count(), sum(line.closing for line in trial_balance())) == (0, 0)


def test_a_refund_that_is_asked_for_twice_at_once_is_one() -> None:
    reference = paid_mooring()
    act = f"money/{payment(reference).id}/refund"
    send = [sending(CLERK, reference, act, amount="8", reason="Shut for a week.", _once="once") for _ in range(2)]

    assert together(*send) == [303, 303]
    assert [each.amount for each in refunds_of(payment(reference).id)] == [8_000]


def test_one_charge_for_several_that_is_told_by_two_and_asked_by_two_pays_each_once() -> None:
    references, now = [unpaid_mooring() for _ in range(3)], datetime.now(UTC)
    owed = [payment(each) for each in references]
    bundle = begin_together(
        payments=[each.id for each in owed],
        amount=sum(each.amount for each in owed),
        payer=owed[0].payer,
        provider="sandbox",
        key="press",
        return_url="http://x/",
        now=now,
    )
    told = pay_in_sandbox(attempt=bundle.id, now=now)

    def tell() -> None:
        for headers, body in told * 2:
            take_payment_news(provider="sandbox", headers=headers, body=body, now=now)

    def ask() -> None:
        ask_about_payment(attempt=bundle.id, now=now)

    def alone() -> None:
        with suppress(PaymentClosed):
            attempt = begin_payment(payment=owed[1].id, provider="sandbox", key="a", return_url="http://x/", now=now)
            play_payment(attempt=attempt, now=now)

    acts = (tell, ask, alone, tell, ask)
    at_once(len(acts), lambda number: acts[number]())
    assert [(payment(each).state, paid_events(each)) for each in references] == [("paid", 1)] * 3
    assert sum(line.closing for line in trial_balance()) == 0
    came = {line.account: line.closing for line in trial_balance()}["clearing:sandbox"]
    back = sum(each.amount for one in owed for each in refunds_of(one.id))
    assert came - back == sum(each.amount for each in owed)
    letters = [json.loads(each.payload) for each in Message.objects.filter(kind="mail", key__endswith=":paid")]
    assert len({reference for each in letters for reference in each.get("together", [each["reference"]])}) == 3


def test_a_refund_that_is_approved_twice_at_once_goes_back_once() -> None:
    reference = paid_mooring()
    paid = payment(reference).id
    Browser(CLERK).act(reference, "refund", amount="8", reason="Shut for a week.")
    refund = refunds_of(paid)[0].id
    send = [sending(MASTER, reference, f"refunds/{refund}/approve") for _ in range(2)]

    assert together(*send) == [303, 303]
    assert (payment(reference).refunded, Posting.objects.filter(key=f"{refund}:ordered").count()) == (8_000, 1)
    assert Message.objects.filter(kind="mail", key=f"{paid}:refunded:{refund}").count() == 1
