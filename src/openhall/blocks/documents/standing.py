"""How a paper stands now: what anybody with its code, or with the file itself, may know of it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Literal, Protocol

#: Genuine also when its last day is over: that it says itself.
State = Literal["genuine", "replaced", "revoked"]


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """What is known of a paper, and nothing of whoever it is about.

    ``replaced_by_code`` leads to the paper that came in its place, ``valid_until`` is its last day.
    """

    state: State
    kind: str
    authority: str
    service: str
    issued_at: datetime
    valid_until: date | None
    replaced_by_code: str | None
    language: str
    sha256: str


class Shelf(Protocol):
    """Where papers are kept."""

    def by_code(self, code: str) -> PaperStanding | None:
        """Return how the paper with ``code`` stands."""

    def by_sha256(self, sha256: str) -> PaperStanding | None:
        """Return how the paper stands whose bytes have this hash."""

    def no_longer_good(self) -> Iterable[tuple[str, State]]:
        """Yield code and state of every paper that was replaced or revoked and whose last day is not over."""


#: The shelves that are looked through, in their order.
SHELVES: list[Shelf] = []


def paper_by_code(code: str) -> PaperStanding | None:
    """Return how the paper with ``code`` stands at this moment; nothing is remembered from an earlier look."""
    return next((found for shelf in SHELVES if (found := shelf.by_code(code))), None)


def paper_by_sha256(sha256: str) -> PaperStanding | None:
    """Return how the paper stands whose bytes have this hash."""
    return next((found for shelf in SHELVES if (found := shelf.by_sha256(sha256))), None)


def papers_no_longer_good() -> Iterator[tuple[str, State]]:
    """Yield code and state of every paper that was replaced or revoked and whose last day is not over."""
    return chain.from_iterable(shelf.no_longer_good() for shelf in SHELVES)
