"""Is a payment still what the log says was paid, waived and given back? What was changed behind the hall is named."""

from collections.abc import Iterator

from openhall.blocks.journal.facade import LoggedRecord, RecordCheck, RowFault, register_record_check
from openhall.blocks.payments.models import PaymentRequest, Refund, Waiver

PAID, REFUNDED, WAIVED = "payment.paid", "payment.refunded", "payment.waived"


def _paid(record: LoggedRecord) -> Iterator[RowFault]:
    said = record.statement
    row = PaymentRequest.objects.filter(public_id=said.get("payment")).first()
    if row is None:
        yield RowFault("payment", "there is none with this id")
        return
    compared = (
        ("subject", row.subject, record.subject),
        ("amount", row.amount, said.get("amount")),
        ("currency", row.currency, said.get("currency")),
        ("paid_by", row.paid_by, said.get("provider")),
        ("receipt_number", row.receipt_number, said.get("receipt")),
        ("paid_at", row.paid_at, record.at),
    )
    for column, stored, told in compared:
        if stored != told:
            yield RowFault(f"payment {column}", "is not what was paid")


def _refunded(record: LoggedRecord) -> Iterator[RowFault]:
    said = record.statement
    row = Refund.objects.filter(public_id=said.get("refund"), payment__public_id=said.get("payment")).first()
    if row is None:
        yield RowFault("refund", "there is none with this id")
    elif (row.amount, row.rule) != (said.get("amount"), said.get("rule")):
        yield RowFault("refund amount", "is not what was ordered back")


def _waived(record: LoggedRecord) -> Iterator[RowFault]:
    said = record.statement
    row = Waiver.objects.filter(payment__public_id=said.get("payment")).first()
    if row is None or row.amount != said.get("amount"):
        yield RowFault("waiver amount", "is not what was waived")


def register() -> None:
    """Let the audit of the log ask here about its records of payments."""
    for kind, check in ((PAID, _paid), (REFUNDED, _refunded), (WAIVED, _waived)):
        register_record_check(RecordCheck(kind, check))
