"""What crosses the door: a system that asks, what it asks for, and what somebody allowed it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text


class ClientRefused(Refusal):
    """A system that cannot be registered like this; the code is a sentence for the terminal."""


class RequestRefused(Refusal):
    """A request that is shown to its reader and answered to nobody: who sent it is not known surely."""

    code = "request-refused"


class AnswerRefused(Refusal):
    """A request that is answered with an error of OAuth 2.0: the member ``error``, one of the standard's words."""

    def __init__(self, error: str, told: str = "") -> None:
        super().__init__(error=error, told=told)
        self.error, self.told = error, told


@dataclass(frozen=True, slots=True)
class ClientFacts:
    """A system of ``authority``; addresses and scopes are exactly those that were registered."""

    id: str
    authority: str
    name: Text
    redirects: tuple[str, ...]
    scopes: tuple[str, ...]
    #: Its public keys (JWK, each with ``kid``); none where it was registered before systems had any.
    keys: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A sound request. ``level`` is the least that is wanted (0: any), ``max_age`` seconds or ``None``.

    ``locales`` are the languages that the system wants, in its order.
    """

    client: ClientFacts
    redirect: str
    scopes: tuple[str, ...]
    state: str
    nonce: str
    challenge: str
    level: int
    max_age: int | None
    prompts: frozenset[str]
    locales: str = ""
    #: The thumbprint of the key that a code is bound to from the beginning, where the system said so.
    key: str = ""


@dataclass(frozen=True, slots=True)
class ConsentFacts:
    """What a person allowed, and when."""

    client: ClientFacts
    scopes: tuple[str, ...]
    given_at: datetime
