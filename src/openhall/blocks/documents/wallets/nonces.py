"""Numbers that a wallet signs to show that it holds its key now: made and known again without being kept."""

import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from openhall.blocks.documents.credentials.keys import b64url
from openhall.blocks.journal.facade import code_keys

_LASTS = timedelta(minutes=5)
_KEY = "documents.wallet-nonce"


def new_nonce(*, now: datetime) -> str:
    """Return a fresh number that works for five minutes."""
    body = f"{int((now + _LASTS).timestamp())}.{secrets.token_hex(8)}"
    return f"{body}.{_seal(body, code_keys(_KEY)[0])}"


def is_nonce(nonce: str, *, now: datetime) -> bool:
    """Tell whether we made ``nonce`` and its time is not over."""
    body, _, seal = nonce.rpartition(".")
    until, _, _ = body.partition(".")
    is_ours = any(hmac.compare_digest(_seal(body, key).encode(), seal.encode()) for key in code_keys(_KEY))
    return is_ours and until.isdigit() and int(until) >= now.timestamp()


def _seal(body: str, key: bytes) -> str:
    return b64url(hmac.digest(key, body.encode(), sha256)[:16])
