"""Reference numbers and secrets that can be said on the telephone.

Thirty signs, none of which is taken for another by eye or ear in print: no 0, 1, I, L, O, U.
A reference ends in a check character: its places, weighted by powers of two, add up to one modulo 31 (as in the
pure systems of ISO/IEC 7064). That modulus is a prime above the number of signs, so every slip of one sign and every
two swapped neighbours are noticed, before anything is looked up.
"""

import hmac
import secrets
from collections.abc import Collection
from hashlib import sha256

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_PLACES = {sign: place for place, sign in enumerate(ALPHABET)}
_SIZE = len(ALPHABET)
_MODULUS = 31
#: Nine random signs are 44 bits; the tenth checks them.
_REFERENCE, _SECRET = 10, 16
_GROUPS = {_REFERENCE: 5, _SECRET: 4}
_SEPARATORS = str.maketrans("", "", " -–—·.\t\u3000")


def new_reference() -> str:
    """Return a fresh reference such as ``7KQ4M-X2P9C``: random, and so not to be guessed from another."""
    while True:
        body = "".join(secrets.choice(ALPHABET) for _ in range(_REFERENCE - 1))
        check = _check_character(body)
        if check:
            return grouped(body + check)


def read_reference(typed: str) -> str | None:
    """Return a reference as we write it from what somebody typed, or ``None`` if it cannot be one."""
    bare = _bare(typed)
    if len(bare) != _REFERENCE or not set(bare) <= _PLACES.keys() or _check_character(bare[:-1]) != bare[-1]:
        return None
    return grouped(bare)


def secret_of(key: bytes, reference: str) -> str:
    """Return the secret that belongs to ``reference``: derived, so that it need not be stored (78 bits)."""
    number = int.from_bytes(hmac.digest(key, reference.encode(), sha256))
    signs = []
    for _ in range(_SECRET):
        number, place = divmod(number, _SIZE)
        signs.append(ALPHABET[place])
    return grouped("".join(signs))


def is_secret_of(keys: Collection[bytes], reference: str, typed: str) -> bool:
    """Tell whether ``typed`` is the secret of ``reference`` under one of ``keys``, as fast whatever is wrong."""
    given = _bare(typed).encode()
    fits = [hmac.compare_digest(_bare(secret_of(key, reference)).encode(), given) for key in keys]
    return any(fits)


def grouped(bare: str) -> str:
    """Write signs in groups, with a hyphen between them."""
    size = _GROUPS.get(len(bare), len(bare))
    return "-".join(bare[start : start + size] for start in range(0, len(bare), size))


def _bare(typed: str) -> str:
    return typed.translate(_SEPARATORS).upper()[:64]


def _check_character(body: str) -> str:
    """Return the sign that completes ``body``; none for the one in 31 that would need a sign that there is not."""
    total = 0
    for sign in body:
        total = (total + _PLACES[sign]) * 2 % _MODULUS
    return ALPHABET[(1 - total) % _MODULUS :][:1]
