"""Acts for the tests of the journal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256

from django.db import transaction

from openhall.blocks.journal.facade import Leaf, append_leaf

NOW = datetime(2026, 3, 2, 9, 30, 15, 250, tzinfo=UTC)


def write(count: int = 1, *, kind: str = "submission") -> list[Leaf]:
    """Write down ``count`` acts in one transaction."""
    with transaction.atomic():
        return [_append(number, kind) for number in range(count)]


@contextmanager
def begun(number: int = 0, *, kind: str = "submission") -> Iterator[Leaf]:
    """Write down an act in a transaction that is open until the block ends."""
    with transaction.atomic():
        yield _append(number, kind)


def _append(number: int, kind: str) -> Leaf:
    statement = {"service": "parks/bench", "answers": sha256(b"%d" % number).hexdigest()}
    return append_leaf(kind=kind, subject=f"CASE-{number}", statement=statement, now=NOW)
