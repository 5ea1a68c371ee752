"""Papers as tests put them on a shelf: how they stand, without anybody having applied for them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from hashlib import sha256

from openhall.blocks.documents.facade import PaperStanding, State


def file_of(code: str) -> bytes:
    """Return the file of an invented paper, with its address in it as every paper has it."""
    return b"%%PDF-1.7 (A licence of Noor Al-Bahar) /URI (HTTPS://HALL.EXAMPLE/V/%s) %%%%EOF" % code.encode()


def paper(code: str, state: State = "genuine", *, until: date | None = None, then: str | None = None) -> PaperStanding:
    """Return how an invented licence of the harbour stands."""
    return PaperStanding(
        state=state,
        kind="licence",
        authority="harbour-office",
        service="harbour-office/mooring-permit",
        issued_at=datetime(2026, 3, 2, 8, 0, tzinfo=UTC),
        valid_until=until,
        replaced_by_code=then,
        language="en",
        sha256=sha256(file_of(code)).hexdigest(),
    )


class PaperShelf:
    """A shelf that a test fills."""

    def __init__(self) -> None:
        self.known: dict[str, PaperStanding] = {}

    def put(self, code: str, state: State = "genuine", *, until: date | None = None, then: str | None = None) -> str:
        """Put a paper there, or in the place of what stood there; return its code."""
        self.known[code] = paper(code, state, until=until, then=then)
        return code

    def by_code(self, code: str) -> PaperStanding | None:
        """Return how the paper with ``code`` stands."""
        return self.known.get(code)

    def by_sha256(self, sha256: str) -> PaperStanding | None:
        """Return how the paper stands whose bytes have this hash."""
        return next((each for each in self.known.values() if each.sha256 == sha256), None)

    def no_longer_good(self) -> Iterator[tuple[str, State]]:
        """Yield what was replaced or revoked."""
        return ((code, each.state) for code, each in self.known.items() if each.state != "genuine")
