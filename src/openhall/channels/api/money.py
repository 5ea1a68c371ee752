"""Amounts and payments as the API tells them."""

from decimal import Decimal
from typing import Any

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.payments.facade import PaymentFacts


def major(minor: int, decimals: int) -> int | float:
    """Return minor units as answers hold an amount: in major units, a whole number where it is one."""
    amount = Decimal(minor).scaleb(-decimals)
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def told_payment(payment: PaymentFacts) -> dict[str, Any]:
    """Return a payment as its payer may know it."""
    return {
        "id": payment.id,
        "amount": major(payment.amount, current_catalogue().jurisdiction.currency.decimals),
        "currency": payment.currency,
        "state": payment.state,
        "due_on": payment.due_on,
    }
