"""Providers that are slow, down, or answer late; and what has reached the person in the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from openhall.blocks.messages.definitions import Outgoing
from openhall.blocks.messages.providers.kinds import NotAcceptedError, Outcome

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
REFERENCE = "7KQ4MX2P9C22"


class Killed(BaseException):
    """The worker is gone: no ``except`` of the program sees it."""


def letter_out(key: str = "one", **changes: object) -> Outgoing:
    given = {
        "key": key,
        "subject": REFERENCE,
        "owner": f"matter:{REFERENCE}",
        "address": "noor@mail.example",
        "title": "A letter",
        "text": "Its words.",
    }
    return Outgoing(**given | changes)  # type: ignore[arg-type]


@dataclass
class Fake:
    """A provider. ``fault`` is raised at each call; ``takes_it`` tells whether the person gets it all the same."""

    name: str
    fault: BaseException | None = None
    takes_it: bool = True
    repeats_safely: bool = False
    can_be_asked: bool = True
    got: list[str] = field(default_factory=list)
    given: list[Outgoing] = field(default_factory=list)
    calls: int = 0
    #: What happens elsewhere while it is called.
    meanwhile: Callable[[], object] = lambda: None

    def send(self, outgoing: Outgoing, token: str) -> str:
        self.given.append(outgoing)
        self.calls += 1
        self.meanwhile()
        takes_it = self.takes_it and not isinstance(self.fault, NotAcceptedError)
        if takes_it and not (self.repeats_safely and token in self.got):
            self.got.append(token)
        if self.fault is not None:
            raise self.fault
        return f"{self.name}-{self.calls}"

    def ask(self, token: str) -> Outcome:
        if not self.can_be_asked:
            return Outcome.UNKNOWN
        return Outcome.ACCEPTED if token in self.got else Outcome.NOT_ACCEPTED
