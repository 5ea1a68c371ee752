"""Waive a fee: by a rule, by an officer, or for a voucher that works once."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from openhall.blocks.journal.facade import append_leaf
from openhall.blocks.payments import ledger
from openhall.blocks.payments.actions.voucher import fitting_voucher
from openhall.blocks.payments.definitions import OPEN, PaymentFacts, PaymentState
from openhall.blocks.payments.models import PaymentRequest, Voucher, Waiver
from openhall.blocks.payments.refusals import PaymentClosed, VoucherRefused
from openhall.blocks.payments.rows import locked_payment, payment_facts
from openhall.blocks.payments.settling import call_off_others
from openhall.kernel.canonical import JSON


def waive_payment(  # noqa: PLR0913 - all of it is one waiver
    *,
    payment: str,
    today: date,
    now: datetime,
    rule: str = "",
    waived_by: str = "",
    voucher: str = "",
    bearer: str = "",
    reason: str = "",
) -> PaymentFacts:
    """Let nobody pay: exactly one of ``rule``, ``waived_by`` and ``voucher`` says why.

    ``bearer`` brings the voucher, and may not be who gave it out. Waiving again for the same reason changes nothing.
    Raises ``PaymentClosed``, ``VoucherRefused``.
    """
    if [bool(rule), bool(waived_by), bool(voucher)].count(True) != 1:
        raise ValueError("a fee is waived by a rule, an officer or a voucher")
    with transaction.atomic():
        owed = locked_payment(payment)
        spent = fitting_voucher(voucher, owed, today, bearer) if voucher else None
        if _is_repeated(owed, rule, waived_by, spent):
            return payment_facts(owed)
        if owed.state not in OPEN:
            raise PaymentClosed(state=owed.state)
        row = Waiver(payment=owed, voucher=spent, amount=owed.amount, rule=rule, waived_by=waived_by, reason=reason)
        row.waived_at = now
        _write(owed, row)
    return payment_facts(owed)


def _write(owed: PaymentRequest, row: Waiver) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise VoucherRefused(why="used") from error
    owed.state = PaymentState.WAIVED
    owed.save(update_fields=["state"])
    ledger.forgive(owed, key=f"{owed.public_id}:waived", now=row.waived_at)
    call_off_others(owed, now=row.waived_at)
    by = {"rule": row.rule} if row.rule else {"by": "voucher" if row.voucher_id else "officer"}
    told: dict[str, JSON] = {"payment": owed.public_id, "amount": owed.amount, "currency": owed.currency, **by}
    append_leaf(kind="payment.waived", subject=owed.subject, statement=told, now=row.waived_at)


def _is_repeated(owed: PaymentRequest, rule: str, waived_by: str, spent: Voucher | None) -> bool:
    found = Waiver.objects.filter(payment=owed).first()
    same = (rule, waived_by, spent.pk if spent else None)
    return found is not None and (found.rule, found.waived_by, found.voucher_id) == same
