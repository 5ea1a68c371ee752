"""The bytes of a row, opened, also when they are sealed anew at this very moment."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from openhall.blocks.documents.models import File, Paper
from openhall.blocks.documents.sealing import opened
from openhall.blocks.documents.storing.places import store_of

Row = TypeVar("Row", File, Paper)


def opened_row(row: Row, key_of: Callable[[Row], bytes]) -> Iterator[bytes]:
    """Return the plain bytes of a row, piece by piece; ``key_of`` opens its key, now and not with the first piece.

    Raises while reading ``LookupError`` where no bytes are, and ``DamagedFileError``.
    """
    return _begun(row, _opened(row, key_of), key_of)


def _opened(row: Row, key_of: Callable[[Row], bytes]) -> Iterator[bytes]:
    return opened(key_of(row), store_of(row.scheme).get(row.address))


def _begun(row: Row, pieces: Iterator[bytes], key_of: Callable[[Row], bytes]) -> Iterator[bytes]:
    try:
        first = next(pieces)
    except LookupError:
        # They were sealed anew since the row was read: they lie elsewhere, under another key.
        now = type(row).objects.filter(pk=row.pk).exclude(address=row.address).first()
        if now is None:
            raise
        pieces = _opened(now, key_of)
        first = next(pieces)
    yield first
    yield from pieces
