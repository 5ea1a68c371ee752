"""The token of an appointment: bound to the booking and to whose matter it is, derived and stored nowhere."""

import base64
import hmac
from hashlib import sha256

from openhall.blocks.appointments.models import Booking
from openhall.blocks.journal.facade import code_keys

_KEY = "appointments"
_SIZE = 15


def token_of(row: Booking) -> str:
    """Return the token that lets somebody in: the booking's id, and a code over it and its owner."""
    return _token(row, code_keys(_KEY)[0])


def opened_token(token: str) -> str:
    """Return the booking that a token says it is of."""
    return token.partition(".")[0]


def is_token_of(row: Booking, token: str) -> bool:
    """Tell whether the hall made ``token`` for this booking, in the same time whatever is wrong with it."""
    fits = [hmac.compare_digest(_token(row, key).encode(), token.encode()) for key in code_keys(_KEY)]
    return any(fits)


def _token(row: Booking, key: bytes) -> str:
    message = f"{row.id}\n{row.subject}\n{row.owner}".encode()
    code = hmac.new(key, message, sha256).digest()[:_SIZE]
    return f"{row.id}.{base64.b32encode(code).decode()}"
