"""What a provider is: how a charge begins, how its news is read, how it is asked, and how money goes back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from openhall.blocks.payments.definitions import AttemptState, News


class NoOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A provider that needs to be told nothing."""


class ProviderAwayError(Exception):
    """A provider gives no clear answer now."""


class NotGenuineError(Exception):
    """News that is not signed by the provider, or says nothing that can be read."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a provider is asked to take. ``attempt`` is its idempotency key: the same one is one charge.

    It is the id of an attempt, or of a bundle of several payments.
    """

    attempt: str
    amount: int
    currency: str
    decimals: int
    return_url: str
    manner: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """What a provider answers: its own reference, where the payer goes or what a wallet scans, and until when."""

    reference: str
    redirect_url: str = ""
    qr_text: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An attempt whose news never came."""

    attempt: str
    reference: str
    state: AttemptState
    amount: int
    currency: str
    expires_at: datetime | None
    begun_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Return:
    """Money that a provider is asked to give back. ``refund`` is the idempotency key."""

    refund: str
    attempt: str
    reference: str
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A sum that a provider has sent to the bank: ``amount`` is what the bank shows, ``charges`` what it kept.

    ``parts`` are ids of attempts and refunds with what each came to (refunds below zero), before charges. Together they
    are ``amount`` and ``charges``, unless the account took money that is none of the hall's.
    """

    reference: str
    amount: int
    charges: int
    currency: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Provider:
    """A way to take money.

    ``begin`` raises ``ProviderAwayError``; ``read`` raises ``NotGenuineError``. Without ``read`` nothing comes from
    outside: the bank's file or a cashier tells. Without ``give_back`` people pay a refund out. ``handed_over`` tells
    what it sent to the bank since a moment, where that is one sum for many payments. ``check`` says what is
    missing before it can be offered, in words for an operator.
    """

    id: str
    options: type[msgspec.Struct]
    begin: Callable[[Charge, Any], Begun]
    check: Callable[[Any], list[str]]
    read: Callable[[Mapping[str, str], bytes], tuple[News, ...]] | None = None
    ask: Callable[[Asked], News | None] | None = None
    give_back: Callable[[Return], str] | None = None
    handed_over: Callable[[datetime], tuple[HandedOver, ...]] | None = None
    call_off: Callable[[str, datetime], None] | None = None
    is_for_demonstrations: bool = False
    #: One charge may be for payments of several authorities.
    takes_several: bool = False


def nothing_missing(_options: object) -> list[str]:
    """Return that a provider needs nothing more."""
    return []
