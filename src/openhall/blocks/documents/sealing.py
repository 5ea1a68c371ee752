"""A file under its own key, in pieces, so that a large one never stands whole in memory.

Each piece is sealed, in the way that the head says, under a key that is made for this file and used for nothing else;
its nonce is the number of the piece and whether it is the last. Pieces that are changed, swapped,
dropped or cut off do not open.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import chain

from cryptography.exceptions import InvalidTag
from django.conf import settings

from openhall.kernel.sealing_ways import TAG_SIZE, WAYS

PIECE = 64 * 1024
#: What stored bytes begin with, by the way that sealed them: all are of one length.
_HEADS = {name: b"openhall-file/%d\n" % way.number for name, way in WAYS.items()}
_HEAD_SIZE = len(next(iter(_HEADS.values())))


class DamagedFileError(Exception):
    """The stored bytes are not those that were stored."""


def new_file_key() -> bytes:
    """Return a key for one file."""
    return os.urandom(32)


def sealed(key: bytes, plain: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes to store."""
    way = settings.OPENHALL_SEALING
    cipher = WAYS[way].cipher(key)
    yield _HEADS[way]
    for number, piece, is_last in _numbered(_cut(plain, PIECE)):
        yield cipher.encrypt(_nonce(number, is_last=is_last), piece, None)


def opened(key: bytes, stored: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plain bytes of what was stored; raise ``DamagedFileError`` rather than a wrong one."""
    pieces = iter(stored)
    head = head_of(pieces)
    way = next((way for name, way in WAYS.items() if head.startswith(_HEADS[name])), None)
    if way is None:
        raise DamagedFileError
    cipher = way.cipher(key)
    for number, piece, is_last in _numbered(_cut(chain([head[_HEAD_SIZE:]], pieces), PIECE + TAG_SIZE)):
        try:
            yield cipher.decrypt(_nonce(number, is_last=is_last), piece, None)
        except InvalidTag as error:
            raise DamagedFileError from error


def head_of(pieces: Iterator[bytes]) -> bytes:
    """Return the first bytes of what was stored, which say how; they are taken from ``pieces``, with what hangs on."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _HEAD_SIZE:
            break
    return head


def is_in_way_of_now(head: bytes) -> bool:
    """Tell whether what begins so was sealed in the way in which new bytes are."""
    return head.startswith(_HEADS[settings.OPENHALL_SEALING])


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])


def _numbered(pieces: Iterator[bytes]) -> Iterator[tuple[int, bytes, bool]]:
    """Yield pieces with their numbers and tell the last; there is always one, so that nothing is not a cut file."""
    number, held = 0, next(pieces, b"")
    for piece in pieces:
        yield number, held, False
        number, held = number + 1, piece
    yield number, held, True


def _cut(stream: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Yield ``stream`` in pieces of exactly ``size``, the last one shorter."""
    held = bytearray()
    for part in stream:
        held += part
        while len(held) >= size:
            yield bytes(held[:size])
            del held[:size]
    if held:
        yield bytes(held)
