"""Waive a fee: by a rule, by an officer, or for a voucher that works once."""

import secrets
from datetime import date, datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from openhall.blocks.journal.facade import append_leaf
from openhall.blocks.payments import ledger
from openhall.blocks.payments.definitions import OPEN, PaymentFacts, PaymentState
from openhall.blocks.payments.models import PaymentRequest, Voucher, Waiver
from openhall.blocks.payments.refusals import PaymentClosed, VoucherRefused
from openhall.blocks.payments.rows import locked_payment, payment_facts
from openhall.kernel.canonical import JSON
from openhall.kernel.references import ALPHABET, grouped

_CODE_SIZE = 16


def issue_voucher(*, authority: str, issued_by: str, valid_until: date, now: datetime) -> str:
    """Return the code of a fresh voucher for one fee of an authority. It is told once: only its hash is kept."""
    code = grouped("".join(secrets.choice(ALPHABET) for _ in range(_CODE_SIZE)))
    Voucher.objects.create(
        authority=authority, code_hash=_hash(code), issued_by=issued_by, issued_at=now, valid_until=valid_until
    )
    return code


def waive_payment(  # noqa: PLR0913 - all of it is one waiver
    *,
    payment: str,
    today: date,
    now: datetime,
    rule: str = "",
    waived_by: str = "",
    voucher: str = "",
    reason: str = "",
) -> PaymentFacts:
    """Let nobody pay: exactly one of ``rule``, ``waived_by`` and ``voucher`` says why.

    Waiving again for the same reason changes nothing. Raises ``PaymentClosed``, ``VoucherRefused``.
    """
    if [bool(rule), bool(waived_by), bool(voucher)].count(True) != 1:
        raise ValueError("a fee is waived by a rule, an officer or a voucher")
    with transaction.atomic():
        owed = locked_payment(payment)
        spent = _voucher(voucher, owed.authority, today) if voucher else None
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
        raise VoucherRefused from error
    owed.state = PaymentState.WAIVED
    owed.save(update_fields=["state"])
    ledger.forgive(owed, key=f"{owed.public_id}:waived", now=row.waived_at)
    by = {"rule": row.rule} if row.rule else {"by": "voucher" if row.voucher_id else "officer"}
    told: dict[str, JSON] = {"payment": owed.public_id, "amount": owed.amount, "currency": owed.currency, **by}
    append_leaf(kind="payment.waived", subject=owed.subject, statement=told, now=row.waived_at)


def _is_repeated(owed: PaymentRequest, rule: str, waived_by: str, spent: Voucher | None) -> bool:
    found = Waiver.objects.filter(payment=owed).first()
    same = (rule, waived_by, spent.pk if spent else None)
    return found is not None and (found.rule, found.waived_by, found.voucher_id) == same


def _voucher(code: str, authority: str, today: date) -> Voucher:
    found = Voucher.objects.filter(code_hash=_hash(code), authority=authority, valid_until__gte=today).first()
    if found is None:
        raise VoucherRefused
    return found


def _hash(code: str) -> str:
    bare = "".join(sign for sign in code.upper() if sign in ALPHABET)
    return sha256(bare.encode()).hexdigest()
