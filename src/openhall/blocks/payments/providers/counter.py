"""Cash at a counter: the payer brings the number of the attempt, a cashier writes down what was received."""

from datetime import timedelta
from typing import Annotated

import msgspec

from openhall.blocks.payments.definitions import AttemptState, News
from openhall.blocks.payments.providers.contract import Asked, Begun, Charge, Provider, nothing_missing


class CounterOptions(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many days somebody has to come to a counter."""

    valid_days: Annotated[int, msgspec.Meta(ge=1, le=90)] = 14


def _begin(charge: Charge, options: CounterOptions) -> Begun:
    return Begun(reference=charge.attempt, expires_at=charge.now + timedelta(days=options.valid_days))


def _ask(asked: Asked) -> News | None:
    if asked.expires_at is None or asked.now < asked.expires_at:
        return None
    event = f"{asked.attempt}:expired"
    return News(PROVIDER.id, event, asked.attempt, AttemptState.EXPIRED, asked.amount, asked.currency)


PROVIDER = Provider("counter", CounterOptions, _begin, nothing_missing, ask=_ask)
