"""What a provider is, how it says no, and what can be said of a call that nobody saw the end of."""

from enum import StrEnum
from typing import Protocol

from openhall.blocks.messages.definitions import Outgoing

#: Seconds after which a provider is too slow.
PATIENCE = 20


class NotAcceptedError(Exception):
    """The provider has surely not taken it: another one may."""


class AddressRefusedError(Exception):
    """The address cannot be reached by anybody: nobody tries again."""


class Outcome(StrEnum):
    """What a provider says of a call that nobody saw the end of."""

    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    NOT_ACCEPTED = "not-accepted"
    UNKNOWN = "unknown"


class Provider(Protocol):
    """Somebody who takes mails or text messages.

    ``token`` is the idempotency key of a notice. ``repeats_safely`` where the same token given twice reaches the
    person once. Whatever ``send`` raises but the two errors above leaves in doubt whether it was taken.
    """

    name: str
    repeats_safely: bool

    def send(self, outgoing: Outgoing, token: str) -> str:
        """Hand over a notice and return the provider's own reference, if any."""
        ...

    def ask(self, token: str) -> Outcome:
        """Ask what became of a call."""
        ...
