"""Post to the ledger. Accounts are names: what they are, and of which authority or provider."""

from datetime import datetime

from django.db import connection

from openhall.blocks.journal.facade import do_later, inserting
from openhall.blocks.payments.models import PaymentRequest, Posting

BANK = "bank"


def receivable(authority: str) -> str:
    """Return the account of what payers owe to an authority."""
    return f"receivable:{authority}"


def deferred(authority: str) -> str:
    """Return the account of what was asked for and is not paid yet."""
    return f"deferred:{authority}"


def revenue(authority: str) -> str:
    """Return the account of what an authority earned."""
    return f"revenue:{authority}"


def clearing(provider: str) -> str:
    """Return the account of what a provider took and has not handed over to the bank."""
    return f"clearing:{provider}"


def charges(provider: str) -> str:
    """Return the account of what a provider keeps for its work."""
    return f"charges:{provider}"


def payable(authority: str) -> str:
    """Return the account of what an authority owes to payers."""
    return f"refunds-payable:{authority}"


def post(payment: PaymentRequest, *, key: str, debit: str, credit: str, amount: int, now: datetime) -> None:
    """Write a posting in the caller's transaction; nothing where no money moves."""
    if not connection.in_atomic_block:
        raise RuntimeError("a posting is written in the transaction of what it tells of")
    if amount:
        row = Posting(
            key=key,
            debit=debit,
            credit=credit,
            amount=amount,
            currency=payment.currency,
            at=now,
            subject=payment.subject,
            payment=payment.public_id,
        )
        do_later(inserting(row))


def post_together(*, key: str, debit: str, credit: str, amount: int, currency: str, now: datetime) -> None:
    """Write a posting for many payments together; one below zero goes the other way."""
    if not connection.in_atomic_block:
        raise RuntimeError("a posting is written in the transaction of what it tells of")
    if amount < 0:
        debit, credit, amount = credit, debit, -amount
    if amount:
        row = Posting(key=key, debit=debit, credit=credit, amount=amount, currency=currency, at=now)
        do_later(inserting(row))


def forgive(payment: PaymentRequest, *, key: str, now: datetime) -> None:
    """Take back what was asked for: nobody owes it any more."""
    debit, credit = deferred(payment.authority), receivable(payment.authority)
    post(payment, key=key, debit=debit, credit=credit, amount=payment.amount, now=now)
