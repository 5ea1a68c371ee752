"""A file under its own key, in pieces, so that a large one never stands whole in memory.

Each piece is AES-256-GCM under a key that is made for this file and used for nothing else; its nonce is the
number of the piece and whether it is the last. Pieces that are changed, swapped, dropped or cut off do not open.
"""

import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 64 * 1024
_TAG = 16
_HEAD = b"openhall-file/1\n"


class DamagedFileError(Exception):
    """The stored bytes are not those that were stored."""


def new_file_key() -> bytes:
    """Return a key for one file."""
    return os.urandom(32)


def sealed(key: bytes, plain: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the bytes to store."""
    cipher = AESGCM(key)
    yield _HEAD
    for number, piece, is_last in _numbered(_cut(plain, PIECE)):
        yield cipher.encrypt(_nonce(number, is_last=is_last), piece, None)


def opened(key: bytes, stored: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the plain bytes of what was stored; raise ``DamagedFileError`` rather than a wrong one."""
    cipher = AESGCM(key)
    for number, piece, is_last in _numbered(_cut(_without_head(stored), PIECE + _TAG)):
        try:
            yield cipher.decrypt(_nonce(number, is_last=is_last), piece, None)
        except InvalidTag as error:
            raise DamagedFileError from error


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


def _without_head(stored: Iterable[bytes]) -> Iterator[bytes]:
    head = b""
    for part in stored:
        if len(head) < len(_HEAD):
            head += part
            if len(head) >= len(_HEAD):
                yield head[len(_HEAD) :]
        else:
            yield part
    if not head.startswith(_HEAD):
        raise DamagedFileError
