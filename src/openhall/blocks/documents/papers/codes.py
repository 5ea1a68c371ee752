"""The code of a paper: 128 random bits that open its verify page, and the QR that carries its address.

Crockford's base 32: no I, L, O or U. Whoever types them, or small letters, is understood all the same.
"""

import secrets
from hashlib import sha256
from io import BytesIO

import segno
from django.conf import settings

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUES = {sign: value for value, sign in enumerate(_SIGNS)} | {"O": 0, "I": 1, "L": 1}
_BYTES, _LENGTH, _BITS = 16, 26, 5
#: Spaces, hyphens of all kinds and dots that people put between groups.
_BETWEEN = str.maketrans("", "", " -‐‑‒–—·.\t\r\n\u3000")
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
#: More than any spaces that somebody puts into a code.
_MOST = 80
_GROUP = 5


def new_paper_code() -> str:
    """Return a fresh code: nobody guesses one, and none follows from another."""
    return code_of(secrets.token_bytes(_BYTES))


def read_paper_code(typed: str) -> str | None:
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


def written_code(code: str) -> str:
    """Write a code in groups that the eye can hold, the last with a sign more."""
    groups = [code[start : start + _GROUP] for start in range(0, _LENGTH - _GROUP - 1, _GROUP)]
    return " ".join([*groups, code[_LENGTH - _GROUP - 1 :]])


def _number(bare: str) -> int:
    number = 0
    for sign in bare:
        number = number << _BITS | _VALUES[sign]
    return number


def hash_of_code(code: str) -> str:
    """Return what the log holds of a code: whoever reads the log cannot open the paper's page with it."""
    return sha256(code.encode()).hexdigest()


def address_of_code(code: str) -> str:
    """Return the address of a code's verify page, in capitals: a QR needs fewer squares for them."""
    return f"{settings.OPENHALL_URL.rstrip('/').upper()}/V/{code}"


def qr_of(text: str, *, least: str = "m") -> str:
    """Return a QR of a text, as SVG; ``least`` is how much of it may be dirty: as much as there is room for."""
    drawn = BytesIO()
    segno.make_qr(text, error=least).save(drawn, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode()
