"""Whoever asks also holds a key: proofs of possession (DPoP, RFC 9449, section 4.3). No database."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from openhall.kernel.errors import Refusal
from openhall.kernel.signed_tokens import claims_signed_by, header_of, is_number, is_time, read_key

#: A proof is made for one request: it is taken as long as clocks differ, and remembered for longer.
CLOCKS_DIFFER = timedelta(minutes=1)
_TYPE = "dpop+jwt"
_PORTS = {"https": ":443", "http": ":80"}
_THUMBPRINT = re.compile(r"[A-Za-z0-9_-]{43}")


class ProofRefused(Refusal):
    """Nothing shows that whoever asks holds the key."""

    code = "invalid_dpop_proof"


@dataclass(frozen=True, slots=True)
class Proof:
    """A sound proof of possession of the key with this thumbprint (RFC 7638).

    ``once`` may be taken a single time before ``until``: whoever takes the proof keeps count.
    """

    key: str
    once: str
    until: datetime


def read_proof(
    text: str, *, method: str, address: str, now: datetime, token: str = "", differ: timedelta = CLOCKS_DIFFER
) -> Proof:
    """Return what a proof for one request shows; raise ``ProofRefused`` for one that is not for it, or not of now.

    ``address`` is that of the request, without query; ``token`` the access token that is shown with it, where one is;
    ``differ`` how wrong the clock of whoever makes it may be.
    """
    try:
        header = header_of(text)
        key = read_key(header.get("jwk"))
        claims = claims_signed_by(key, text)
        is_sound = (
            header.get("typ") == _TYPE and _is_for(claims, method, address, token) and _is_of(claims, now, differ)
        )
    except (ValueError, KeyError, TypeError) as error:
        raise ProofRefused from error
    if not is_sound:
        raise ProofRefused
    thumbprint = key.thumbprint()
    return Proof(thumbprint, f"dpop:{thumbprint}:{claims['jti']}", now + 3 * differ)


def is_thumbprint(text: str) -> bool:
    """Tell whether ``text`` can be a thumbprint of a key (SHA-256)."""
    return bool(_THUMBPRINT.fullmatch(text))


def _is_for(claims: Mapping[str, Any], method: str, address: str, token: str) -> bool:
    shown = urlsafe_b64encode(sha256(token.encode()).digest()).rstrip(b"=").decode() if token else None
    return (
        claims.get("htm") == method
        and _plain(str(claims.get("htu"))) == _plain(address)
        and (shown is None or claims.get("ath") == shown)
    )


def _is_of(claims: Mapping[str, Any], now: datetime, differ: timedelta) -> bool:
    made_at = claims.get("iat")
    is_now = is_time(made_at) and abs(now.timestamp() - float(str(made_at))) <= differ.total_seconds()
    return is_now and is_number(claims.get("jti"))


def _plain(address: str) -> str:
    """Return an address as it is compared: without query and fragment, host in small letters, no usual port."""
    parts = urlsplit(address)
    place = parts.netloc.lower().removesuffix(_PORTS.get(parts.scheme, ""))
    return f"{parts.scheme}://{place}{parts.path}"
