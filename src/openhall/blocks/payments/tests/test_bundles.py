"""Several payments of different authorities in one charge: begun once, captured once, split in the ledger once."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.payments.facade import (
    BANK_NEWS,
    CALL_OFF,
    REFUND,
    AttemptState,
    BillsChanged,
    BundleFacts,
    EntryRefused,
    News,
    NoSuchWay,
    OtherPayment,
    PaymentFacts,
    assign_entry,
    attempts_of,
    bank_news,
    begin_bundle,
    bundle_by_key,
    call_off_charge,
    cancel_payment,
    fetch_handovers,
    match_entries,
    pay_in_sandbox,
    payment_by_id,
    read_news,
    refund_payment,
    refunds_of,
    request_payment,
    send_refund,
    subjects_of,
    take_news,
    unmatched_entries,
    unmatched_payments,
)
from openhall.blocks.payments.models import Attempt, Posting
from openhall.blocks.payments.providers import registry
from openhall.blocks.payments.providers.contract import HandedOver, Return
from openhall.blocks.payments.tests.paying import LATER, NOW, TERMS, begun, held, leaves
from openhall.blocks.payments.tests.test_together import delivered, shown

pytestmark = pytest.mark.django_db
SUMS = {"harbour-office": 32_000, "parks-office": 1_750, "town-clerk": 8_250}
TOTAL = sum(SUMS.values())
EARNED = {f"revenue:{name}": -amount for name, amount in SUMS.items()}


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True


@pytest.fixture
def owed() -> list[PaymentFacts]:
    """Let somebody owe three payments to three offices."""
    return [
        request_payment(
            subject=f"7KQ4M-X2P9{place}",
            purpose="fee",
            authority=authority,
            payer="person:noor",
            amount=amount,
            currency="KWD",
            lines=[{"id": "fee", "minor": amount}],
            law_day=date(2026, 11, 27),
            due_on=date(2026, 12, 11),
            now=NOW,
        )
        for place, (authority, amount) in enumerate(SUMS.items())
    ]


def together(
    owed: list[PaymentFacts], *, provider: str = "sandbox", key: str = "press", amount: int = TOTAL, manner: str = ""
) -> BundleFacts:
    """Begin one charge for some payments."""
    return begin_bundle(
        payments=[each.id for each in owed],
        amount=amount,
        payer="person:noor",
        provider=provider,
        key=key,
        return_url="http://localhost/back",
        terms=TERMS,
        now=NOW,
        manner=manner,
    )


def told(bundle: BundleFacts, outcome: AttemptState = AttemptState.CAPTURED, **more: object) -> list[PaymentFacts]:
    """Let the provider tell of a charge; return what that changed."""
    given = {"event": f"{bundle.id}:{outcome}", "amount": bundle.amount, "currency": bundle.currency, **more}
    news = News(bundle.provider, attempt=bundle.id, outcome=outcome, **given)  # type: ignore[arg-type]
    with transaction.atomic():
        return list(take_news(news=news, now=LATER))


def states(owed: list[PaymentFacts]) -> list[str]:
    """Return where payments stand now."""
    return [found.state for each in owed if (found := payment_by_id(each.id))]


def parts(owed: list[PaymentFacts]) -> list[str]:
    """Return how the newest attempt of each payment stands."""
    return [attempts_of(each.id)[0].state for each in owed]


def test_one_charge_of_the_sum_is_captured_once_and_split(owed: list[PaymentFacts]) -> None:
    bundle = together(owed)
    assert (bundle.amount, bundle.state, set(bundle.payments)) == (TOTAL, "pending", {each.id for each in owed})
    assert states(owed) == ["pending"] * 3
    (message,) = pay_in_sandbox(attempt=bundle.id, now=LATER)
    (news,) = read_news(provider="sandbox", headers=message[0], body=message[1])
    assert (news.amount, subjects_of(news=news)) == (TOTAL, tuple(sorted(each.subject for each in owed)))
    changed = []
    for _ in range(3):
        with transaction.atomic():
            changed.append({each.id for each in take_news(news=news, now=LATER)})

    assert changed == [{each.id for each in owed}, set(), set()]
    assert states(owed) == ["paid"] * 3
    assert held() == {"clearing:sandbox": TOTAL, **EARNED}
    paid = [found for each in owed if (found := payment_by_id(each.id))]
    assert len({each.receipt_number for each in paid}) == 3
    assert {each["payment"]: each["amount"] for each in leaves("payment.paid")} == {p.id: p.amount for p in owed}
    again = bundle_by_key("press")
    assert again is not None
    assert (again.state, set(again.paid)) == ("captured", set(again.payments))


def test_the_same_press_is_one_charge_and_another_press_of_others_is_refused(owed: list[PaymentFacts]) -> None:
    assert together(owed).id == together(owed[::-1]).id
    with pytest.raises(OtherPayment):
        together(owed[:2], amount=33_750)
    assert [len(attempts_of(each.id)) for each in owed] == [1, 1, 1]


@pytest.mark.parametrize("order", [("captured", "pending", "captured"), ("pending", "expired", "captured", "expired")])
def test_news_in_any_order_settles_all_of_them_once(owed: list[PaymentFacts], order: tuple[str, ...]) -> None:
    bundle = together(owed)
    for number, outcome in enumerate(order):
        told(bundle, AttemptState(outcome), event=f"e{number}")
    assert (states(owed), parts(owed)) == (["paid"] * 3, ["captured"] * 3)
    assert held() == {"clearing:sandbox": TOTAL, **EARNED}
    assert [refunds_of(each.id) for each in owed] == [[], [], []]


def test_what_is_killed_in_the_middle_leaves_nothing_and_comes_whole_when_told_again(
    owed: list[PaymentFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, wrote = together(owed), Posting.objects.count()

    def dies(self: Attempt, *args: object, **kwargs: object) -> None:
        if self.payment_id == Attempt.objects.get(payment__public_id=owed[1].id).payment_id:
            raise SystemExit
        super(Attempt, self).save(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Attempt, "save", dies)
    with pytest.raises(SystemExit):
        told(bundle)
    monkeypatch.undo()
    assert (states(owed), Posting.objects.count()) == (["pending"] * 3, wrote)
    assert len(told(bundle)) == 3
    assert held() == {"clearing:sandbox": TOTAL, **EARNED}


def test_nothing_begins_where_one_was_paid_or_ended_or_the_sum_is_another(owed: list[PaymentFacts]) -> None:
    with pytest.raises(BillsChanged):
        together(owed, amount=TOTAL - 1)
    cancel_payment(payment=owed[2].id, now=NOW)
    with pytest.raises(BillsChanged) as refused:
        together(owed)
    assert refused.value.params["payments"] == [owed[2].id]
    assert (bundle_by_key("press"), Attempt.objects.count()) == (None, 0)
    assert states(owed) == ["due", "due", "cancelled"]


def test_a_till_takes_no_sum_of_several(owed: list[PaymentFacts]) -> None:
    with pytest.raises(NoSuchWay):
        together(owed, provider="counter")
    assert Attempt.objects.count() == 0


def test_one_that_is_paid_elsewhere_meanwhile_calls_the_charge_off(owed: list[PaymentFacts]) -> None:
    bundle = together(owed)
    alone = begun(owed[0], manner="pays")
    for headers, body in pay_in_sandbox(attempt=alone.id, now=LATER):
        for news in read_news(provider="sandbox", headers=headers, body=body):
            with transaction.atomic():
                take_news(news=news, now=LATER)
    found = bundle_by_key("press")
    assert found is not None
    assert (found.is_called_off, found.state) == (True, "pending")

    def call_off(delivery: Delivery) -> None:
        call_off_charge(bundle=str(delivery.payload["attempt"]), now=LATER)

    assert deliver_due(handlers={CALL_OFF: call_off}, now=LATER) == 1
    # Whoever still presses “pay” at the provider finds it ended, and nothing is taken.
    (message,) = pay_in_sandbox(attempt=bundle.id, now=LATER)
    (news,) = read_news(provider="sandbox", headers=message[0], body=message[1])
    assert news.outcome == "expired"
    with transaction.atomic():
        assert [each.state for each in take_news(news=news, now=LATER)] == ["due", "due"]
    assert states(owed) == ["paid", "due", "due"]
    assert held()["clearing:sandbox"] == 32_000


def test_money_that_comes_all_the_same_pays_what_is_open_and_the_rest_goes_back(owed: list[PaymentFacts]) -> None:
    bundle = together(owed)
    cancel_payment(payment=owed[1].id, now=NOW)
    told(bundle)
    assert states(owed) == ["paid", "cancelled", "paid"]
    assert [[each.amount for each in refunds_of(one.id)] for one in owed] == [[], [1_750], []]
    found = bundle_by_key("press")
    assert found is not None
    assert set(found.paid) == {owed[0].id, owed[2].id}
    assert held()["refunds-payable:parks-office"] == -1_750


def test_another_sum_than_the_charge_pays_nothing_and_goes_back_whole(owed: list[PaymentFacts]) -> None:
    told(together(owed), amount=TOTAL - 1_000)
    assert states(owed) == ["due"] * 3
    assert sum(each.amount for one in owed for each in refunds_of(one.id)) == TOTAL - 1_000
    assert len([each for one in owed for each in refunds_of(one.id)]) == 1


def test_a_refund_of_one_gives_back_its_part_of_the_charge(
    owed: list[PaymentFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle, ordered = together(owed), list[Return]()
    told(bundle)

    def give_back(order: Return) -> str:
        ordered.append(order)
        return f"re_{len(ordered)}"

    provider = registry.PROVIDERS["sandbox"]
    changed = {**registry.PROVIDERS, "sandbox": replace(provider, give_back=give_back)}
    monkeypatch.setattr("openhall.blocks.payments.actions.refund.PROVIDERS", changed)
    refund = refund_payment(payment=owed[1].id, amount=1_750, key="r1", rule="withdrawn", now=LATER)
    for _ in range(2):
        deliver_due(handlers={REFUND: lambda delivery: send_refund(delivery, now=LATER)}, now=LATER)

    assert ordered == [Return(refund.id, bundle.id, f"sb_{bundle.id}", 1_750, "KWD")]
    assert states(owed) == ["paid", "refunded", "paid"]
    assert held() == {
        "clearing:sandbox": TOTAL - 1_750,
        "revenue:harbour-office": -32_000,
        "revenue:town-clerk": -8_250,
    }


def test_one_code_holds_the_sum_and_the_bank_shows_one_movement_for_all(owed: list[PaymentFacts]) -> None:
    bundle = together(owed, provider="fps")
    assert f"5406{TOTAL / 1000:.3f}" in bundle.qr_text
    assert bundle.id in bundle.qr_text
    assert shown("1", ("42.000", bundle.id, "b1")) == 1
    assert delivered() == 1
    assert states(owed) == ["paid"] * 3
    assert held() == {"bank": TOTAL, **EARNED}
    assert (unmatched_entries(), unmatched_payments(now=LATER)) == ([], [])
    # The same code paid with once more is money, too, and goes back; told twice by the bank it is not.
    assert shown("2", ("42.000", bundle.id, "b1")) == 0
    assert shown("3", ("42.000", bundle.id, "b2")) == 1
    delivered()
    assert [each.amount for one in owed for each in refunds_of(one.id)] == [TOTAL]
    (twice,) = [one.authority for one in owed if refunds_of(one.id)]
    assert held() == {"bank": 2 * TOTAL, f"refunds-payable:{twice}": -TOTAL, **EARNED}


def test_a_movement_without_the_number_is_assigned_to_the_code_by_hand(owed: list[PaymentFacts]) -> None:
    bundle = together(owed, provider="fps")
    shown("1", ("42.000", "no number", "b1"))
    (line,) = unmatched_entries()
    with pytest.raises(EntryRefused):
        assign_entry(entry=line.id, payment="nothing", assigned_by="rae", now=LATER)
    assign_entry(entry=line.id, payment=bundle.id, assigned_by="rae", now=LATER)
    delivered()
    assert states(owed) == ["paid"] * 3
    assert held() == {"bank": TOTAL, **EARNED}


def test_what_a_provider_hands_over_names_the_charge_and_means_all_its_parts(
    owed: list[PaymentFacts], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = together(owed)
    told(bundle)
    sum_of = HandedOver("po_1", TOTAL - 500, 500, "KWD", ((bundle.id, TOTAL),))
    provider = registry.PROVIDERS["sandbox"]
    tells = replace(provider, handed_over=lambda _since: (sum_of,))
    monkeypatch.setattr("openhall.blocks.payments.banking.handovers.PROVIDERS", {"sandbox": tells})
    assert {(each.id, each.amount) for each in unmatched_payments(now=LATER)} == {
        (bundle.id, amount) for amount in SUMS.values()
    }
    assert fetch_handovers(since=NOW, now=LATER) == 1
    assert shown("1", ("41.500", "po_1", "b1")) == 1
    assert match_entries(now=LATER) == 0
    assert unmatched_payments(now=LATER) == []
    assert held() == {"bank": TOTAL - 500, "charges:sandbox": 500, **EARNED}


def test_messages_of_the_bank_name_the_charge(owed: list[PaymentFacts]) -> None:
    bundle, found = together(owed, provider="fps"), list[Delivery]()
    shown("1", ("42.000", bundle.id, "b1"))
    deliver_due(handlers={BANK_NEWS: found.append}, now=LATER)
    assert [bank_news(each.payload).attempt for each in found] == [bundle.id]
