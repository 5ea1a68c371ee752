"""The bank's file is read safely, kept once, and matched with what was paid; what is left open is listed."""

from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import Delivery, deliver_due
from openhall.blocks.payments.banking.camt import read_statements
from openhall.blocks.payments.facade import (
    BANK_NEWS,
    StatementRefused,
    attempts_of,
    bank_news,
    cash_news,
    import_statement,
    match_entries,
    payment_by_id,
    record_payout,
    refund_payment,
    refunds_of,
    take_news,
    unmatched_entries,
    unmatched_payments,
)
from openhall.blocks.payments.models import BankEntry, BankStatement
from openhall.blocks.payments.tests.paying import HARBOUR, LATER, asked, begun, held

pytestmark = pytest.mark.django_db
FILE = (Path(__file__).parent / "files" / "camt053.xml").read_text("utf-8")


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True


def _file(first: str = "X1", second: str = "X2", refund: str = "X3") -> bytes:
    return FILE.replace("@FIRST@", first).replace("@SECOND@", second).replace("@REFUND@", refund).encode()


def _deliver() -> int:
    def handler(delivery: Delivery) -> None:
        for _ in range(2):  # as when a worker died after it did it
            with transaction.atomic():
                take_news(news=bank_news(delivery.payload), now=LATER)

    return deliver_due(handlers={BANK_NEWS: handler}, now=LATER)


def test_a_file_says_what_moved_and_of_nobody_who_it_was() -> None:
    (statement,) = read_statements(_file(), decimals=3)

    assert (statement.account, statement.number) == ("KW81CBKU0000000000001234560101", "2026-332")
    assert [(each.amount, each.references) for each in statement.entries] == [
        (32_000, ("X1", "BANK-1")),
        (10_000, ("X2",)),
        (2_500, ("SOMEBODY-ELSE",)),
        (-5_000, ("X3",)),
    ]
    assert "Noor" not in repr(statement)


def test_a_scanned_code_is_paid_when_the_bank_says_so_and_both_sides_match() -> None:
    scanned = begun(asked("A"), provider="fps")
    cash = begun(asked("B", 10_000), provider="counter")
    with transaction.atomic():
        take_news(news=cash_news(attempt=cash.id, cashier="rae", slip="s1", amount=10_000), now=LATER)
    refund = refund_payment(payment=cash.payment, amount=5_000, rule="refused", key="r", now=LATER)
    record_payout(refund=refund.id, paid_by="rae", reference="T-1", now=LATER)
    done = import_statement(xml=_file(scanned.id, cash.id, refund.id), decimals=3, now=LATER)

    assert (done.statements, done.entries, done.matched) == (1, 4, 3)
    assert [line.references for line in unmatched_entries()] == [("SOMEBODY-ELSE",)]
    assert _deliver() == 1
    found = payment_by_id(scanned.payment)
    assert found is not None
    assert (found.state, found.paid_by) == ("paid", "fps")
    assert unmatched_payments(now=LATER) == []
    assert held() == {"bank": 37_000, f"revenue:{HARBOUR}": -37_000}


def test_the_same_file_again_changes_nothing() -> None:
    scanned = begun(asked("A"), provider="fps")
    import_statement(xml=_file(scanned.id), decimals=3, now=LATER)
    before, rows = held(), BankEntry.objects.count()
    done = import_statement(xml=_file(scanned.id), decimals=3, now=LATER)

    assert (done.statements, done.entries, done.matched) == (0, 0, 0)
    assert (held(), BankEntry.objects.count()) == (before, rows)
    assert _deliver() == 1


def test_a_statement_with_other_contents_is_refused() -> None:
    import_statement(xml=_file(), decimals=3, now=LATER)

    with pytest.raises(StatementRefused):
        import_statement(xml=_file("OTHER"), decimals=3, now=LATER)
    assert BankStatement.objects.count() == 1


def test_another_amount_than_the_codes_pays_nothing_and_goes_back() -> None:
    scanned = begun(asked("A", 31_000), provider="fps")
    import_statement(xml=_file(scanned.id), decimals=3, now=LATER)
    _deliver()

    found = payment_by_id(scanned.payment)
    assert found is not None
    assert found.state == "due"
    assert [(refund.amount, refund.state) for refund in refunds_of(found.id)] == [(32_000, "ordered")]


def test_what_the_bank_has_not_shown_is_listed_and_matches_later() -> None:
    import_statement(xml=_file(second="slip-7"), decimals=3, now=LATER)
    cash = begun(asked("B", 10_000), provider="counter")
    news = cash_news(attempt=cash.id, cashier="rae", slip="s1", amount=10_000)
    with transaction.atomic():
        take_news(news=news, now=LATER)

    assert [(line.id, line.amount) for line in unmatched_payments(now=LATER)] == [(cash.id, 10_000)]
    assert match_entries(now=LATER) == 0
    other = FILE.replace("2026-332", "2026-333").replace("@SECOND@", cash.id).encode()
    assert import_statement(xml=other, decimals=3, now=LATER).matched == 1
    assert unmatched_payments(now=LATER) == []


_ENTITY = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"no xml",
        b"<a/>",
        _file().replace(b"<Document", _ENTITY + b"<Document", 1),
        _file().replace(b"camt.053", b"camt.054"),
        _file().replace(b"32.000", b"32.0001"),
        _file().replace(b"32.000", b"-32.000"),
        _file().replace(b"32.000", b"NaN"),
        _file().replace(b"32.000", b"much"),
        _file().replace(b"10.000", b"11.000"),
        _file().replace(b"2026-11-27", b"yesterday"),
        _file().replace(b"CRDT", b"IN"),
        _file().replace(b"<Id>2026-332</Id>", b""),
        _file()[:900],
    ],
)
def test_what_cannot_be_read_is_refused_whole(xml: bytes) -> None:
    scanned = begun(asked("A"), provider="fps")

    with pytest.raises(StatementRefused) as refused:
        import_statement(xml=xml, decimals=3, now=LATER)
    assert str(refused.value.params["told"])
    assert (BankStatement.objects.count(), attempts_of(scanned.payment)[0].state) == (0, "pending")
