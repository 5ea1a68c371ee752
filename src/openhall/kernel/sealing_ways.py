"""The ways in which bytes are sealed: authenticated encryption, each way with a number that stands before its bytes.

A way is never changed and never leaves: what it sealed stays readable. A new one is one more line here.
"""

import hmac
import os
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

KEY_SIZE, NONCE_SIZE, TAG_SIZE = 32, 12, 16


class Cipher(Protocol):
    """Authenticated encryption with a nonce of 12 bytes and a tag of 16 at the end (RFC 5116)."""

    def encrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """Return what is sealed, with its tag."""
        ...

    def decrypt(self, nonce: bytes, data: bytes, associated_data: bytes | None, /) -> bytes:
        """Return what was sealed. Raises ``InvalidTag``."""
        ...


class Way(NamedTuple):
    """One way: its number (1 to 255), and the cipher that a key of 32 bytes makes."""

    number: int
    cipher: Callable[[bytes], Cipher]


def _chacha(key: bytes) -> Cipher:
    # Two ciphers never share a key: a flaw of the one would tell of what the other sealed.
    return ChaCha20Poly1305(hmac.digest(key, b"openhall:way:2", "sha256"))


#: By their names, the first first. NIST SP 800-38D with 256 bits, and RFC 8439.
WAYS: Mapping[str, Way] = {"aes-256-gcm": Way(1, AESGCM), "chacha20-poly1305": Way(2, _chacha)}
_BY_NUMBER = {way.number: way for way in WAYS.values()}


class NotSealedHereError(Exception):
    """These bytes were sealed in no way that is known, or were changed, or are bound to something else."""


class Sealer:
    """One key, in every way; each cipher is made when it is first needed."""

    __slots__ = ("_ciphers", "_key")

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._ciphers: dict[int, Cipher] = {}

    def seal(self, plain: bytes, bound: bytes, *, way: str) -> bytes:
        """Return number, nonce, and what is sealed; only the same ``bound`` opens it again."""
        number, nonce = WAYS[way].number, os.urandom(NONCE_SIZE)
        return bytes([number]) + nonce + self._cipher(WAYS[way]).encrypt(nonce, plain, bound)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Return what was sealed, in the way that its number says. Raises ``NotSealedHereError``."""
        way = _BY_NUMBER.get(sealed[0]) if sealed else None
        if way is None:
            raise NotSealedHereError("this was not sealed here")
        nonce, text = sealed[1 : 1 + NONCE_SIZE], sealed[1 + NONCE_SIZE :]
        try:
            return self._cipher(way).decrypt(nonce, text, bound)
        except (InvalidTag, ValueError) as error:
            raise NotSealedHereError("this was changed, or sealed for another owner or place") from error

    def _cipher(self, way: Way) -> Cipher:
        known = self._ciphers.get(way.number)
        if known is None:
            known = self._ciphers[way.number] = way.cipher(self._key)
        return known
