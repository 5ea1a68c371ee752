"""The code of a paper: 128 random bits that can be read aloud, typed with slips, and looked up.

Crockford's base 32: no I, L, O or U. Whoever types them, or small letters, is understood all the same.
"""

import secrets

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)} | {"O": 0, "I": 1, "L": 1}
_BYTES, _LENGTH, _BITS = 16, 26, 5
#: Spaces, hyphens of all kinds and dots that people put between groups.
_BETWEEN = str.maketrans("", "", " -‐‑‒–—·.\t\r\n\u3000")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
#: More than any spaces that somebody puts into a code.
_MOST = 80
_GROUP = 5


def new_code() -> str:
    """Return a fresh code: nobody guesses one, and none follows from another."""
    return code_of(secrets.token_bytes(_BYTES))


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed as we keep it, or ``None`` if it cannot be one."""
    bare = typed[:_MOST].translate(_WIDE).translate(_BETWEEN).upper()
    if len(bare) != _LENGTH or not set(bare) <= _VALUES.keys():
        return None
    number = _number(bare)
    return None if number >> (8 * _BYTES) else code_of(number.to_bytes(_BYTES))


def code_of(raw: bytes) -> str:
    """Write 16 bytes as a code."""
    number = int.from_bytes(raw)
    return "".join(_SIGNS[number >> place & 31] for place in range(_BITS * (_LENGTH - 1), -1, -_BITS))


def bytes_of(code: str) -> bytes:
    """Return the 16 bytes that ``code`` writes."""
    return _number(code).to_bytes(_BYTES)


def grouped_code(code: str) -> str:
    """Write a code in groups that the eye can hold."""
    return " ".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _number(bare: str) -> int:
    number = 0
    for sign in bare:
        number = number << _BITS | _VALUES[sign]
    return number
