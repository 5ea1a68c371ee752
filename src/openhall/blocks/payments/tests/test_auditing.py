"""Whoever may do everything in the database is still found out: the log says what was paid."""

import pytest
from django.db import connection
from pytest_django import Settings

from openhall.blocks.journal.facade import sequence_leaves, verify_log
from openhall.blocks.payments.facade import refund_payment, waive_payment
from openhall.blocks.payments.tests.paying import LATER, asked, paid
from tools.emptying import without_guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def _done(settings: Settings) -> None:
    """Let one fee be paid and partly given back, and one be waived."""
    settings.OPENHALL_DEMO = True
    refund_payment(payment=paid().id, amount=2_000, rule="refused", key="r", now=LATER)
    waive_payment(payment=asked("B").id, rule="pupils", today=LATER.date(), now=LATER)
    sequence_leaves(now=LATER)


@pytest.mark.usefixtures("_done")
def test_what_nobody_changed_is_whole() -> None:
    assert verify_log() == []


@pytest.mark.usefixtures("_done")
@pytest.mark.parametrize(
    ("statement", "field"),
    [
        ("UPDATE payments_paymentrequest SET amount = 40000 WHERE state <> 'waived'", "payment amount"),
        ("UPDATE payments_paymentrequest SET receipt_number = 'X' WHERE state <> 'waived'", "payment receipt_number"),
        ("UPDATE payments_paymentrequest SET paid_by = 'counter' WHERE state <> 'waived'", "payment paid_by"),
        ("UPDATE payments_refund SET amount = 1", "refund amount"),
        ("UPDATE payments_waiver SET amount = 1", "waiver amount"),
    ],
)
def test_what_was_changed_behind_the_hall_is_named(statement: str, field: str) -> None:
    with without_guards(connection), connection.cursor() as cursor:
        cursor.execute(statement)

    assert [fault.field for fault in verify_log()] == [field]
