"""Money that comes otherwise than one movement for one payment: a second transfer, one without a number, one sum."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import Error, transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.payments.facade import (
    BANK_NEWS,
    AttemptFacts,
    EntryRefused,
    assign_entry,
    bank_news,
    book_charge,
    cash_news,
    fetch_handovers,
    import_statement,
    match_entries,
    payment_by_id,
    record_payout,
    refund_payment,
    refunds_of,
    take_news,
    take_sum_of_day,
    unmatched_entries,
    unmatched_payments,
)
from openhall.blocks.payments.models import Attempt, Handover
from openhall.blocks.payments.providers import registry
from openhall.blocks.payments.providers.contract import HandedOver, ProviderAwayError
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, NOW, asked, begun, held, leaves, paid

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Kuwait")
_ENTRY = """<Ntry><Amt Ccy="KWD">{amount}</Amt><CdtDbtInd>{way}</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-11-27</Dt></BookgDt><AcctSvcrRef>{bank}</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>{reference}</EndToEndId></Refs></TxDtls></NtryDtls></Ntry>"""


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True


def shown(number: str, *entries: tuple[str, str, str]) -> int:
    """Let the bank show movements: amount, reference, its own number; return how many match."""
    rows = "".join(
        _ENTRY.format(amount=amount.lstrip("-"), way="DBIT" if amount[0] == "-" else "CRDT", reference=name, bank=own)
        for amount, name, own in entries
    )
    xml = f"""<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>{number}</Id>
    <Acct><Id><IBAN>KW81CBKU0000000000001234560101</IBAN></Id></Acct>{rows}</Stmt></BkToCstmrStmt></Document>"""
    return import_statement(xml=xml.encode(), decimals=3, now=LATER).matched


def delivered() -> int:
    def handler(delivery: Delivery) -> None:
        for _ in range(2):  # as when a worker died after it did it
            with transaction.atomic():
                take_news(news=bank_news(delivery.payload), now=LATER)

    return deliver_due(handlers={BANK_NEWS: handler}, now=LATER)


def state_of(payment: str) -> str:
    found = payment_by_id(payment)
    assert found is not None
    return found.state


def cash(subject: str, amount: int) -> AttemptFacts:
    attempt = begun(asked(subject, amount), provider="counter")
    with transaction.atomic():
        take_news(news=cash_news(attempt=attempt.id, cashier="rae", slip=subject, amount=amount), now=LATER)
    return attempt


def test_a_code_that_is_paid_twice_pays_once_and_the_second_transfer_goes_back() -> None:
    code = begun(asked("A"), provider="fps")
    assert shown("1", ("32.000", code.id, "B1"), ("32.000", code.id, "B2"), ("5.000", code.id, "B3")) == 3
    assert delivered() == 3

    assert state_of(code.payment) == "paid"
    assert [(each.amount, each.rule, each.state, each.is_by_hand) for each in refunds_of(code.payment)] == [
        (32_000, "paid-nothing", "ordered", True),
        (5_000, "paid-nothing", "ordered", True),
    ]
    assert held() == {"bank": 69_000, f"revenue:{HARBOUR}": -32_000, f"refunds-payable:{HARBOUR}": -37_000}
    assert (match_entries(now=LATER), delivered(), unmatched_entries()) == (0, 0, [])

    first, _ = refunds_of(code.payment)
    record_payout(refund=first.id, paid_by="rae", reference="T-9", now=LATER)
    assert shown("2", ("-32.000", "T-9", "B4")) == 1
    assert held() == {"bank": 37_000, f"revenue:{HARBOUR}": -32_000, f"refunds-payable:{HARBOUR}": -5_000}


def test_a_movement_that_the_bank_shows_twice_gives_nothing_back() -> None:
    code = begun(asked("A"), provider="fps")
    shown("1", ("32.000", code.id, "B1"))
    assert shown("2", ("32.000", code.id, "B1")) == 0
    delivered()

    assert refunds_of(code.payment) == []
    assert [line.references for line in unmatched_entries()] == [(code.id, "B1")]
    assert held()["bank"] == 32_000


def test_money_without_a_number_pays_what_an_officer_says_it_is_for_once() -> None:
    owed, other = asked("A"), asked("B", 10_000)
    shown("1", ("32.000", "HELLO", "B1"), ("9.000", "HELLO", "B2"), ("-1.000", "FEE", "B3"))
    whole, short, out = [line.id for line in unmatched_entries()]
    for entry, payment, why in ((whole, "NOBODYS", "payment"), (out, owed.id, "out"), (999, owed.id, "matched")):
        with pytest.raises(EntryRefused) as refused:
            assign_entry(entry=entry, payment=payment, assigned_by="rae", now=LATER)
        assert refused.value.params["why"] == why
    assert not Attempt.objects.exists()

    assign_entry(entry=whole, payment=owed.id, assigned_by="rae", now=LATER)
    assign_entry(entry=short, payment=other.id, assigned_by="rae", now=LATER)
    with pytest.raises(EntryRefused):
        assign_entry(entry=whole, payment=owed.id, assigned_by="rae", now=LATER)
    assert delivered() == 2
    assert (state_of(owed.id), state_of(other.id)) == ("paid", "due")
    assert [each.amount for each in refunds_of(other.id)] == [9_000]
    assert set(Attempt.objects.values_list("recorded_by", flat=True)) == {"rae"}
    assert [leaf["amount"] for leaf in leaves("payment.assigned")] == [32_000, 9_000]
    assert sum(held().values()) == 0


def test_a_sum_of_a_provider_matches_all_that_is_in_it_and_its_charges_are_posted() -> None:
    first, second = paid(subject="A"), paid(subject="B", amount=10_000)
    attempts = list(Attempt.objects.order_by("id").values_list("public_id", flat=True))
    back = refund_payment(payment=second.id, amount=2_000, rule="refused", key="r", now=LATER)
    record_payout(refund=back.id, paid_by="rae", reference="x", now=LATER)
    told = HandedOver("po_1", 39_400, 600, "KWD", ((attempts[0], 32_000), (attempts[1], 10_000), (back.id, -2_000)))

    with taught("sandbox", told):
        assert fetch_handovers(since=NOW, now=LATER) == 1
        assert fetch_handovers(since=NOW, now=LATER) == 0
    assert {line.id for line in unmatched_payments(now=LATER)} == {*attempts, back.id}
    assert shown("1", ("39.400", "SANDBOX PAYOUT", "B1")) == 1

    assert (unmatched_payments(now=LATER), unmatched_entries()) == ([], [])
    assert held() == {"bank": 39_400, "charges:sandbox": 600, f"revenue:{HARBOUR}": -40_000}
    assert first.state == "paid"
    for act in (Handover.objects.all().delete, lambda: Handover.objects.update(amount=1)):
        with pytest.raises(Error), transaction.atomic():
            act()


def test_two_sums_of_one_amount_match_by_their_number_only() -> None:
    sums = [HandedOver(f"po_{number}", 1_000, 0, "KWD", ()) for number in (1, 2)]
    with taught("sandbox", *sums):
        assert fetch_handovers(since=NOW, now=LATER) == 2
    assert shown("1", ("1.000", "SANDBOX PAYOUT", "B1")) == 0
    assert shown("2", ("1.000", "po_2", "B2")) == 1
    assert match_entries(now=LATER) == 1  # the first is the only one left
    assert unmatched_entries() == []


def test_a_provider_that_is_away_is_asked_next_time() -> None:
    with taught("sandbox"):
        registry.PROVIDERS["sandbox"].handed_over.away = True  # type: ignore[union-attr]
        assert fetch_handovers(since=NOW, now=LATER) == 0
    assert not Handover.objects.exists()


def test_the_cash_of_a_day_is_matched_with_its_deposit() -> None:
    attempts = [cash("A", 10_000), cash("B", 7_000)]
    back = refund_payment(payment=attempts[1].payment, amount=2_000, rule="refused", key="r", now=LATER)
    record_payout(refund=back.id, paid_by="rae", reference="S", now=LATER)
    shown("1", ("15.000", "NIGHT SAFE", "B1"))
    (line,) = unmatched_entries()
    day = LATER.astimezone(ZONE).date()
    with pytest.raises(EntryRefused) as refused:
        sum_of(line.id, day - timedelta(days=1))
    assert refused.value.params == {"why": "amount", "amount": 0}
    assert len(unmatched_payments(now=LATER)) == 3

    sum_of(line.id, day)
    assert (unmatched_payments(now=LATER), unmatched_entries()) == ([], [])
    assert held() == {"bank": 15_000, f"revenue:{HARBOUR}": -15_000}
    with pytest.raises(EntryRefused) as refused:
        sum_of(line.id, day)
    assert refused.value.params["why"] == "matched"


def sum_of(entry: int, day: date, provider: str = "counter", kept: int = 0) -> None:
    take_sum_of_day(entry=entry, provider=provider, day=day, kept=kept, zone=ZONE, recorded_by="rae", now=LATER)


def test_a_sum_of_a_day_less_what_was_kept_of_it_posts_what_was_kept() -> None:
    for name in ("A", "B"):
        paid(subject=name, amount=10_000)
    shown("1", ("19.400", "CARDS 27 NOV", "B1"))
    (line,), day = unmatched_entries(), LATER.astimezone(ZONE).date()
    for kept, why in ((0, "amount"), (700, "amount")):
        with pytest.raises(EntryRefused) as refused:
            sum_of(line.id, day, "sandbox", kept)
        assert refused.value.params == {"why": why, "amount": 20_000}
    with pytest.raises(EntryRefused) as refused:
        sum_of(line.id, day, "nobody")
    assert refused.value.params["why"] == "way"
    assert len(unmatched_payments(now=LATER)) == 2

    sum_of(line.id, day, "sandbox", 600)
    assert held() == {"bank": 19_400, "charges:sandbox": 600, f"revenue:{HARBOUR}": -20_000}
    assert (unmatched_payments(now=LATER), unmatched_entries()) == ([], [])


def test_what_the_bank_takes_for_its_work_is_booked_with_a_reason_once() -> None:
    shown("1", ("-12.500", "FEES NOV", "B1"), ("0.250", "INTEREST", "B2"))
    fees, interest = unmatched_entries()
    for of, note, why in (("nobody", "Fees", "way"), ("bank", "  ", "note"), ("bank", "x" * 201, "note")):
        with pytest.raises(EntryRefused) as refused:
            book_charge(entry=fees.id, of=of, note=note, recorded_by="rae", now=LATER)
        assert refused.value.params["why"] == why
    assert held() == {}

    book_charge(entry=fees.id, of="bank", note="Account,  November", recorded_by="rae", now=LATER)
    book_charge(entry=interest.id, of="fps", note="Given back", recorded_by="rae", now=LATER)
    assert held() == {"bank": -12_250, "charges:bank": 12_500, "charges:fps": -250}
    row = Handover.objects.get(provider="bank")
    assert (row.amount, row.charges, row.note, row.recorded_by) == (-12_500, 12_500, "Account, November", "rae")
    assert [each["amount"] for each in leaves("payment.charge-booked")] == [-12_500, 250]
    with pytest.raises(EntryRefused) as refused:
        book_charge(entry=fees.id, of="bank", note="Again", recorded_by="rae", now=LATER)
    assert refused.value.params["why"] == "matched"
    with pytest.raises(Error), transaction.atomic():
        Handover.objects.update(note="Other")


class taught:  # noqa: N801 - used as a context
    """A provider that tells what it handed over, for as long as the block lasts."""

    def __init__(self, name: str, *told: HandedOver) -> None:
        self._name, self._told, self.away = name, told, False

    def __call__(self, _since: object) -> tuple[HandedOver, ...]:
        if self.away:
            raise ProviderAwayError
        return self._told

    def __enter__(self) -> None:
        self._before = registry.PROVIDERS[self._name]
        object.__setattr__(self._before, "handed_over", self)

    def __exit__(self, *_: object) -> None:
        object.__setattr__(self._before, "handed_over", None)


def test_of_one_authority_its_own_are_listed() -> None:
    paid(subject="A")
    assert len(unmatched_payments(now=LATER, authority=HARBOUR)) == 1
    assert unmatched_payments(now=LATER, authority="parks-office") == []
