"""Values of payments: what is due, how it is paid, what a provider tells, and what crosses the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from openhall.kernel.canonical import JSON
from openhall.kernel.languages import Text


class PaymentState(StrEnum):
    """Where a payment stands."""

    DUE = "due"
    PENDING = "pending"
    PAID = "paid"
    WAIVED = "waived"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"
    PART_REFUNDED = "part-refunded"
    REFUNDED = "refunded"


#: The provider that is a till: cash that somebody takes.
COUNTER = "counter"
#: Money is wanted; money was taken and at least some of it is still here, or was once.
OPEN = frozenset({PaymentState.DUE, PaymentState.PENDING})
SETTLED = frozenset({PaymentState.PAID, PaymentState.PART_REFUNDED, PaymentState.REFUNDED})


class AttemptState(StrEnum):
    """Where an attempt to pay stands. What was captured stays so, whatever is told later."""

    BEGUN = "begun"
    PENDING = "pending"
    CAPTURED = "captured"
    FAILED = "failed"
    EXPIRED = "expired"


#: Nothing is known yet of how it ends.
RUNNING = frozenset({AttemptState.BEGUN, AttemptState.PENDING})


class RefundState(StrEnum):
    """Where a refund stands: an officer's waits for a second one, then the money goes out."""

    ASKED = "asked"
    ORDERED = "ordered"
    DONE = "done"
    DECLINED = "declined"


class ProviderTerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way to pay as a jurisdiction offers it: what people read, and the options of its provider."""

    id: str
    name: Text
    hint: Text | None = None
    options: dict[str, Any] = {}


class PaymentTerms(msgspec.Struct, frozen=True, omit_defaults=True):
    """The ways to pay of a jurisdiction, in the order in which they are offered; ``decimals`` are its currency's.

    ``treasury`` is the authority that keeps the account at the bank, and matches what comes there.
    """

    providers: tuple[ProviderTerms, ...] = ()
    decimals: int = 2
    treasury: str = ""

    def of(self, provider: str) -> ProviderTerms | None:
        """Return the terms of a provider, if it is offered."""
        return next((each for each in self.providers if each.id == provider), None)


@dataclass(frozen=True, slots=True)
class PaymentFacts:
    """A payment: amounts are minor units, ``lines`` stand as they were asked for.

    ``paid_by`` names the provider, ``refunded`` is what was ordered back of it.
    """

    id: str
    subject: str
    purpose: str
    authority: str
    payer: str
    amount: int
    currency: str
    state: PaymentState
    due_on: date | None
    lines: tuple[Mapping[str, JSON], ...]
    law_day: date
    asked_at: datetime
    paid_at: datetime | None
    paid_by: str
    receipt_number: str
    refunded: int


@dataclass(frozen=True, slots=True)
class AttemptFacts:
    """An attempt: where the payer has to go (``redirect_url``), or what a wallet scans (``qr_text``).

    One that ``is_part`` of a charge for several payments has neither: the charge has them.
    """

    id: str
    payment: str
    provider: str
    state: AttemptState
    amount: int
    currency: str
    redirect_url: str
    qr_text: str
    begun_at: datetime
    expires_at: datetime | None
    is_part: bool = False


@dataclass(frozen=True, slots=True)
class BundleFacts:
    """One charge for several ``payments`` (their ids): its number, and where the payer goes or what a wallet scans.

    ``paid`` are those that it paid. It ``is_called_off`` when one of them was no longer to be paid before it had come.
    """

    id: str
    payments: tuple[str, ...]
    paid: tuple[str, ...]
    payer: str
    provider: str
    state: AttemptState
    amount: int
    currency: str
    redirect_url: str
    qr_text: str
    expires_at: datetime | None
    is_called_off: bool


@dataclass(frozen=True, slots=True)
class RefundFacts:
    """A refund: by a ``rule``, or asked for by one officer and approved by another.

    ``is_by_hand`` where no provider gives it back: somebody pays it out, under the number ``reference``.
    """

    id: str
    payment: str
    subject: str
    amount: int
    currency: str
    state: RefundState
    rule: str
    reason: str
    asked_by: str
    approved_by: str
    asked_at: datetime
    done_at: datetime | None
    is_by_hand: bool
    reference: str


@dataclass(frozen=True, slots=True)
class WaiverFacts:
    """Why nobody has to pay: by a ``rule``, or by an officer, who may have given out a voucher (``reason_of_voucher``).

    ``reason`` is what was written before such words were sealed with the case.
    """

    rule: str
    waived_by: str
    reason: str
    waived_at: datetime
    is_voucher: bool


@dataclass(frozen=True, slots=True)
class VoucherFacts:
    """A voucher: the most that it pays, in minor units, why it was given (empty once spent), and on which matter."""

    id: int
    most: int
    reason: str
    issued_by: str
    issued_at: datetime
    valid_until: date
    spent_on: str


@dataclass(frozen=True, slots=True)
class News:
    """What a provider tells of an attempt, after its signature held. The pair of provider and event is told once."""

    provider: str
    event: str
    attempt: str
    outcome: AttemptState
    amount: int
    currency: str
    recorded_by: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way to pay that is open now. One that ``takes_several`` charges several payments at once."""

    id: str
    name: Text
    hint: Text | None
    takes_several: bool = False


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account of the ledger over a span: debits less credits is what it holds."""

    account: str
    currency: str
    opening: int
    debits: int
    credits: int

    @property
    def closing(self) -> int:
        """Return what the account holds at the end."""
        return self.opening + self.debits - self.credits
