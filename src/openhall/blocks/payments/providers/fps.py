"""A QR code that the payer's bank or wallet scans (EMVCo, merchant-presented). The bank's file tells who paid.

How a place's faster payment system is called and numbered stands in the options, with the account of the government.
"""

from datetime import timedelta
from typing import Annotated

import msgspec

from openhall.blocks.payments.definitions import AttemptState, News
from openhall.blocks.payments.providers import emv
from openhall.blocks.payments.providers.contract import Asked, Begun, Charge, Provider, ProviderAwayError

_DYNAMIC = "12"
_NO_CATEGORY, _NO_NAME = "0000", "NA"
#: The file of the bank may come some days after the code has run out.
_BANK_IS_LATE = timedelta(days=4)
_Digits = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{3}$")]


class FpsOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The scheme's name in a code, the account in it, and what a code must say of the place and its currency."""

    scheme: Annotated[str, msgspec.Meta(min_length=3, max_length=32)]
    identifier: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{7,9}$")]
    currency_code: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{3}$")]
    currency_number: _Digits
    country: Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}$")]
    city: Annotated[str, msgspec.Meta(min_length=2, max_length=15)]
    merchant: Annotated[str, msgspec.Meta(min_length=1, max_length=25)] = _NO_NAME
    valid_minutes: Annotated[int, msgspec.Meta(ge=5, le=1440)] = 30


def code_for(*, options: FpsOptions, amount: str, bill: str) -> str:
    """Return the text of the code for an amount in major units and the number of a bill."""
    account = emv.field("00", options.scheme) + emv.field("02", options.identifier)
    fields = (
        ("00", "01"),
        ("01", _DYNAMIC),
        ("26", account),
        ("52", _NO_CATEGORY),
        ("53", options.currency_number),
        ("54", amount),
        ("58", options.country),
        ("59", options.merchant),
        ("60", options.city),
        ("62", emv.field("01", bill)),
    )
    return emv.with_check("".join(emv.field(tag, value) for tag, value in fields))


def _begin(charge: Charge, options: FpsOptions) -> Begun:
    if charge.currency != options.currency_code:
        raise ProviderAwayError(f"codes are made for {options.currency_code} only")
    whole, rest = divmod(charge.amount, 10**charge.decimals)
    amount = f"{whole}.{rest:0{charge.decimals}d}" if charge.decimals else str(whole)
    return Begun(
        reference=charge.attempt,
        qr_text=code_for(options=options, amount=amount, bill=charge.attempt),
        expires_at=charge.now + timedelta(minutes=options.valid_minutes),
    )


def _ask(asked: Asked) -> News | None:
    """Give up only when no file of the bank can name it any more."""
    if asked.now < (asked.expires_at or asked.begun_at) + _BANK_IS_LATE:
        return None
    event = f"{asked.attempt}:expired"
    return News(PROVIDER.id, event, asked.attempt, AttemptState.EXPIRED, asked.amount, asked.currency)


def _check(options: FpsOptions) -> list[str]:
    try:
        code_for(options=options, amount="1.00", bill="A" * 20)
    except ValueError as error:
        return [f"the code cannot be made: {error}"]
    return []


PROVIDER = Provider("fps", FpsOptions, _begin, _check, ask=_ask, takes_several=True)
