"""The code of a paper: 128 random bits that open its verify page, and the QR that carries its address."""

import secrets
from base64 import b32encode
from hashlib import sha256
from io import BytesIO

import segno
from django.conf import settings

_BYTES = 16
_ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
CODE_LENGTH = 26
#: Signs that people put between groups, or that a reader adds.
_BETWEEN = str.maketrans("", "", " -–\t\n")


def new_paper_code() -> str:
    """Return a fresh code: Base32 without padding, in capitals, as a QR holds it best."""
    return b32encode(secrets.token_bytes(_BYTES)).decode().rstrip("=")


def read_paper_code(typed: str) -> str | None:
    """Return a code from what somebody typed, or ``None`` if it cannot be one."""
    bare = typed[:100].translate(_BETWEEN).upper()
    return bare if len(bare) == CODE_LENGTH and set(bare) <= _ALPHABET else None


def hash_of_code(code: str) -> str:
    """Return what the log holds of a code: whoever reads the log cannot open the paper's page with it."""
    return sha256(code.encode()).hexdigest()


def written_code(code: str) -> str:
    """Return a code in groups, to be read and typed by people."""
    groups = [code[start : start + 5] for start in range(0, CODE_LENGTH - 6, 5)]
    return " ".join([*groups, code[CODE_LENGTH - 6 :]])


def address_of_code(code: str) -> str:
    """Return the address of a code's verify page, in capitals: a QR needs fewer squares for them."""
    return f"{settings.OPENHALL_URL.rstrip('/').upper()}/V/{code}"


def qr_of(text: str) -> str:
    """Return a QR of a text, as SVG."""
    drawn = BytesIO()
    segno.make_qr(text, error="m").save(drawn, kind="svg", border=4, xmldecl=False, svgclass=None, lineclass=None)
    return drawn.getvalue().decode()
