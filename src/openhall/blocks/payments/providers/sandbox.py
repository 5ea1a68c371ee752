"""A provider that exists only in a demonstration. It can be told to be slow, to fail, to answer twice and disordered.

It remembers its charges like an outside one, and signs what it tells.
"""

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

import msgspec
from django.conf import settings
from django.db import transaction

from openhall.blocks.journal.facade import code_keys
from openhall.blocks.payments.definitions import AttemptState, News
from openhall.blocks.payments.models import SandboxCharge
from openhall.blocks.payments.providers.contract import (
    Asked,
    Begun,
    Charge,
    NoOptions,
    NotGenuineError,
    Provider,
    ProviderAwayError,
    Return,
)
from openhall.kernel.canonical import canonical, read_json

SIGNATURE = "openhall-signature"
_SLOW = timedelta(seconds=30)


class Manner(StrEnum):
    """How a charge behaves. Without one the last two digits of the amount may ask for it."""

    PAYS = "pays"
    SLOW = "slow"
    FAILS = "fails"
    TWICE = "twice"
    DISORDER = "disorder"
    SILENT = "silent"
    AWAY = "away"


#: Amounts that end so behave so, as the test cards of real providers do.
BY_AMOUNT: Mapping[int, Manner] = {
    91: Manner.SLOW,
    92: Manner.FAILS,
    93: Manner.TWICE,
    94: Manner.DISORDER,
    95: Manner.SILENT,
    96: Manner.AWAY,
}


def manner_of(amount: int, told: str) -> Manner:
    """Return how a charge behaves: as it is told, else as its amount says, else it pays."""
    return Manner(told) if told else BY_AMOUNT.get(amount % 100, Manner.PAYS)


def _begin(charge: Charge, _options: NoOptions) -> Begun:
    manner = manner_of(charge.amount, charge.manner)
    if manner is Manner.AWAY:
        raise ProviderAwayError("the sandbox was told not to answer")
    reference = f"sb_{charge.attempt}"
    SandboxCharge.objects.get_or_create(
        reference=reference,
        defaults={
            "attempt": charge.attempt,
            "amount": charge.amount,
            "currency": charge.currency,
            "manner": manner,
            "outcome": AttemptState.PENDING,
            "return_url": charge.return_url,
        },
    )
    return Begun(reference, redirect_url=charge.return_url, expires_at=charge.now + timedelta(hours=1))


def pay_in_sandbox(*, attempt: str, now: datetime) -> tuple[tuple[Mapping[str, str], bytes], ...]:
    """Let the payer of a sandbox charge press “pay”; return what the sandbox sends: headers and body of each message.

    Pressing again sends the same again. A silent charge is paid and tells nothing; a slow one says first that it waits.
    """
    with transaction.atomic():
        charge = SandboxCharge.objects.select_for_update().filter(attempt=attempt).first()
        if charge is None:
            return ()
        if charge.answers_at is None:
            fails = charge.manner == Manner.FAILS
            charge.outcome = AttemptState.FAILED if fails else AttemptState.CAPTURED
            charge.answers_at = now + _SLOW if charge.manner == Manner.SLOW else now
            charge.save(update_fields=["outcome", "answers_at"])
    waits, ends = _signed(charge, AttemptState.PENDING), _signed(charge, AttemptState(charge.outcome))
    sent = {
        Manner.SLOW: (waits,) if now < charge.answers_at else (waits, ends),
        Manner.TWICE: (ends, ends),
        Manner.DISORDER: (ends, waits),
        Manner.SILENT: (),
    }
    return sent.get(Manner(charge.manner), (ends,))


def _signed(charge: SandboxCharge, outcome: AttemptState) -> tuple[Mapping[str, str], bytes]:
    body = canonical(
        {
            "event": f"{charge.reference}:{outcome}",
            "attempt": charge.attempt,
            "outcome": str(outcome),
            "amount": charge.amount,
            "currency": charge.currency,
        }
    )
    return {SIGNATURE: _signatures(body)[0]}, body


def _signatures(body: bytes) -> list[str]:
    return [hmac.digest(key, body, sha256).hex() for key in code_keys("sandbox-payments")]


class _Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    event: str
    attempt: str
    outcome: AttemptState
    amount: int
    currency: str


def _read(headers: Mapping[str, str], body: bytes) -> tuple[News, ...]:
    given = headers.get(SIGNATURE, "").encode()
    if not any(hmac.compare_digest(each.encode(), given) for each in _signatures(body)):
        raise NotGenuineError("the signature does not fit")
    try:
        told = msgspec.convert(read_json(body), _Told)
    except (ValueError, msgspec.ValidationError) as error:
        raise NotGenuineError("the message cannot be read") from error
    return (News(PROVIDER.id, told.event, told.attempt, told.outcome, told.amount, told.currency),)


def _ask(asked: Asked) -> News | None:
    charge = SandboxCharge.objects.filter(attempt=asked.attempt).first()
    if charge is None or charge.answers_at is None:
        is_over = asked.expires_at is not None and asked.now >= asked.expires_at
        outcome = AttemptState.EXPIRED if is_over or charge is None else None
    else:
        outcome = AttemptState(charge.outcome) if asked.now >= charge.answers_at else None
    if outcome is None:
        return None
    event = f"sb_{asked.attempt}:{outcome}"
    return News(PROVIDER.id, event, asked.attempt, outcome, asked.amount, asked.currency)


def _give_back(order: Return) -> str:
    return f"sbr_{order.refund}"


def _call_off(reference: str, now: datetime) -> None:
    unpaid = SandboxCharge.objects.filter(reference=reference, answers_at__isnull=True)
    unpaid.update(outcome=AttemptState.EXPIRED, answers_at=now)


def _check(_options: NoOptions) -> list[str]:
    return [] if settings.OPENHALL_DEMO else ["the sandbox takes no money: it is for demonstrations only"]


PROVIDER = Provider(
    "sandbox",
    NoOptions,
    _begin,
    _check,
    _read,
    _ask,
    _give_back,
    call_off=_call_off,
    is_for_demonstrations=True,
    takes_several=True,
)
