"""What a case costs: asked for once, paid once whatever is told, lapsed when it is not paid, given back by rule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from django.test import Client
from django.utils import timezone

from openhall.blocks.cases.facade import (
    PAPER,
    CaseFacts,
    Verdict,
    begin_payment,
    case_of,
    complete_task,
    count_paid_not_issued,
    mail_facts,
    play_payment,
    take_payment_news,
    withdraw_case,
)
from openhall.blocks.documents.facade import papers_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.journal.models import Message
from openhall.blocks.payments.facade import (
    ASK,
    AttemptFacts,
    AttemptState,
    News,
    NewsRefused,
    PaymentClosed,
    PaymentFacts,
    attempts_of,
    pay_in_sandbox,
    payment_of,
    refunds_of,
    trial_balance,
)
from openhall.blocks.payments.providers.contract import Asked, Provider
from openhall.blocks.payments.providers.registry import PROVIDERS
from openhall.project.handlers import HANDLERS
from tests.desks import CLERK, MASTER, NOOR, Browser, apply_for_mooring, task_at, words_of
from tests.halls import TOWN_ZONE
from tests.outcomes import bring_to_its_end, make_papers

pytestmark = pytest.mark.usefixtures("demo_town")
YES = Verdict("approve")
PEOPLE = {"parks-office": "tomas-berg", "harbour-office": CLERK}


def facts(reference: str) -> CaseFacts:
    found = case_of(reference)
    assert found is not None
    return found


def due(reference: str) -> PaymentFacts:
    found = payment_of(reference)
    assert found is not None
    return found


@pytest.fixture
def unpaid() -> str:
    """Return a mooring that is approved and waits for its fee."""
    reference = apply_for_mooring()
    for _ in range(8):
        if facts(reference).status == "waiting-for-payment":
            return reference
        task = task_at(reference)
        person = MASTER if task.node == "sign" else PEOPLE[task.authority]
        complete_task(task=task.id, verdict=YES, visitor=Visitor(person), now=datetime.now(UTC))
    raise AssertionError(facts(reference).status)


def begun(payment: str, now: datetime | None = None) -> AttemptFacts:
    now = now or datetime.now(UTC)
    return begin_payment(payment=payment, provider="sandbox", key="once", return_url="http://hall.test/", now=now)


def balanced() -> bool:
    return sum(line.closing for line in trial_balance()) == 0


def test_the_fee_of_the_day_is_asked_for_once_and_the_applicant_has_the_ball(unpaid: str) -> None:
    found, payment = facts(unpaid), due(unpaid)

    assert (found.status, found.holder, found.decision) == ("waiting-for-payment", "applicant", "")
    assert (payment.amount, payment.currency, payment.state) == (18_250, "KWD", "due")
    assert payment.law_day == found.submitted_at.astimezone(TOWN_ZONE).date()
    assert sum(int(str(line["minor"])) for line in payment.lines) == payment.amount
    written_to = mail_facts(reference=unpaid, actor="test", now=datetime.now(UTC))
    assert written_to is not None
    assert written_to.fee == payment.amount
    assert papers_of(unpaid) == ()
    assert balanced()


def test_paid_twice_told_five_times_it_is_one_payment_one_permit_one_receipt(unpaid: str) -> None:
    payment = due(unpaid)
    attempt = begun(payment.id)
    assert begun(payment.id).id == attempt.id
    now = datetime.now(UTC)
    messages = pay_in_sandbox(attempt=attempt.id, now=now)
    for _ in range(5):
        for headers, body in messages:
            take_payment_news(provider="sandbox", headers=headers, body=body, now=now)
    make_papers()
    make_papers()

    assert (facts(unpaid).status, facts(unpaid).decision) == ("decided", "granted")
    assert sorted(each.kind for each in papers_of(unpaid)) == ["payment-receipt", "permit"]
    assert [event.kind for event in facts(unpaid).timeline].count("paid") == 1
    assert balanced()


def test_forged_news_changes_nothing(unpaid: str) -> None:
    attempt = begun(due(unpaid).id)
    ((headers, body),) = pay_in_sandbox(attempt=attempt.id, now=datetime.now(UTC))

    with pytest.raises(NewsRefused):
        take_payment_news(provider="sandbox", headers=headers, body=body + b" ", now=datetime.now(UTC))

    assert (facts(unpaid).status, due(unpaid).state) == ("waiting-for-payment", "pending")
    assert Message.objects.filter(kind=PAPER).count() == 0


def test_what_is_not_paid_in_time_has_lapsed_and_cannot_be_paid_any_more(unpaid: str) -> None:
    payment = due(unpaid)
    assert payment.due_on is not None
    over = datetime.combine(payment.due_on, datetime.min.time(), tzinfo=UTC) + timedelta(days=2)
    ends = {kind: HANDLERS[kind] for kind in ("payment-ends",)}
    assert deliver_due(handlers=ends, now=over - timedelta(days=3)) == 0
    assert facts(unpaid).status == "waiting-for-payment"

    deliver_due(handlers=ends, now=over)

    assert (facts(unpaid).status, facts(unpaid).decision) == ("decided", "lapsed")
    assert due(unpaid).state == "lapsed"
    with pytest.raises(PaymentClosed):
        begun(payment.id)
    assert [event.kind for event in facts(unpaid).timeline][-2:] == ["unpaid", "decided"]
    assert balanced()


def test_who_withdraws_owes_nothing_and_what_comes_all_the_same_goes_back(unpaid: str) -> None:
    payment = due(unpaid)
    attempt = begun(payment.id)
    withdraw_case(reference=unpaid, visitor=Visitor(NOOR), now=datetime.now(UTC))
    assert due(unpaid).state == "cancelled"

    play_payment(attempt=attempt, now=datetime.now(UTC))

    assert facts(unpaid).status == "withdrawn"
    assert due(unpaid).state == "cancelled"
    assert [(each.amount, each.state) for each in refunds_of(payment.id)] == [(payment.amount, "ordered")]
    bring_to_its_end(unpaid)
    assert papers_of(unpaid) == ()
    assert balanced()


def test_what_was_withdrawn_between_money_and_paper_is_not_issued(unpaid: str) -> None:
    play_payment(attempt=begun(due(unpaid).id), now=datetime.now(UTC))
    withdraw_case(reference=unpaid, visitor=Visitor(NOOR), now=datetime.now(UTC))

    make_papers()

    assert [each.kind for each in papers_of(unpaid)] == ["payment-receipt"]
    assert facts(unpaid).status == "withdrawn"


def test_the_public_figure_counts_what_is_paid_and_waits_longer_than_five_minutes(
    unpaid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = datetime.now(UTC)
    assert count_paid_not_issued(now=now + timedelta(hours=1)) == 0
    play_payment(attempt=begun(due(unpaid).id, now=now), now=now)

    assert count_paid_not_issued(now=now + timedelta(minutes=4)) == 0
    assert count_paid_not_issued(now=now + timedelta(minutes=6)) == 1
    # Everybody reads it, as it is at that moment and not as it was counted some time before.
    for minutes, figure in ((4, 0), (6, 1)):
        with monkeypatch.context() as then:
            then.setattr(timezone, "now", lambda minutes=minutes: now + timedelta(minutes=minutes))
            page = words_of(Client().get("/en/performance/"))
            assert f"{figure} paid but not issued for more than five minutes" in page
            told = Client().get("/en/performance.json").json()
            assert told["paid_not_issued_for_five_minutes"] == figure

    make_papers()
    assert count_paid_not_issued(now=now + timedelta(hours=1)) == 0
    assert Client().get("/en/performance.json").json()["paid_not_issued_for_five_minutes"] == 0


def test_on_the_pages_it_is_shown_paid_and_its_receipt_seen(unpaid: str) -> None:
    mine = Browser(NOOR)
    shown = words_of(mine.look(f"/en/track/{unpaid}/"))
    assert "Waiting for payment" in shown
    assert "to be paid by" in shown

    page = mine.look(f"/en/track/{unpaid}/pay/")
    key = page.content.decode().split('name="_key" value="')[1].split('"')[0]
    assert mine.send(f"/en/track/{unpaid}/pay/", _key=key).status_code == 422
    for _ in range(2):
        assert mine.send(f"/en/track/{unpaid}/pay/", _key=key, way="sandbox").status_code in {302, 303, 200}

    assert due(unpaid).state == "paid"
    assert due(unpaid).receipt_number in words_of(mine.look(f"/en/track/{unpaid}/pay/"))
    make_papers()
    shown = words_of(mine.look(f"/en/track/{unpaid}/"))
    assert "Your papers" in shown
    assert "You paid the fee You The receipt is among your papers." in shown


def test_who_looks_whether_it_has_come_is_told_what_the_provider_says(
    unpaid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    has_come = False

    def ask(asked: Asked) -> News | None:
        news = News("fps", "told", asked.attempt, AttemptState.CAPTURED, asked.amount, asked.currency)
        return news if has_come else None

    monkeypatch.setitem(cast("dict[str, Provider]", PROVIDERS), "fps", replace(PROVIDERS["fps"], ask=ask))
    mine, place = Browser(NOOR), f"/en/track/{unpaid}/pay/"
    begun = mine.send(place, _key="once", way="fps")
    (attempt,) = attempts_of(due(unpaid).id)
    code = f"{place}{attempt.id}/"
    assert (begun.status_code, begun["Location"]) == (303, code)
    # It is there as often as it is opened, in every language, and the page of the bill leads to it.
    for _ in range(2):
        shown = words_of(mine.look(code))
        assert "See whether it has arrived" in shown
        assert "has not arrived yet" not in shown
    assert "扫描这个二维码" in words_of(mine.look(code.replace("/en/", "/zh-hans/", 1)))
    assert f'href="{code}"' in mine.look(place).content.decode()
    planned = Message.objects.filter(kind=ASK).count()

    for _ in range(2):
        shown = mine.send(code, look="yes")
        assert "Your payment has not arrived yet" in words_of(shown)
        assert attempts_of(due(unpaid).id)[0].qr_text
    assert Message.objects.filter(kind=ASK).count() == planned
    assert (due(unpaid).state, len(attempts_of(due(unpaid).id))) == ("pending", 1)

    has_come = True
    told = mine.send(code, look="yes")
    assert (told.status_code, told["Location"]) == (303, place)
    assert due(unpaid).receipt_number in words_of(mine.look(place))
    assert (mine.look(code).status_code, mine.look(code)["Location"]) == (303, place)
    assert balanced()


def test_nothing_is_shown_or_played_of_what_was_never_begun(unpaid: str) -> None:
    mine, other = Browser(NOOR), f"/en/track/{unpaid}/pay/{'0' * 20}/"
    answers = (mine.look(other), mine.send(other, play="yes"), mine.send(other, look="yes"))
    assert [each.status_code for each in answers] == [404] * 3
    assert due(unpaid).state == "due"
