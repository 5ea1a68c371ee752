"""Which program a wallet is: whoever makes it has attested it, with a key that the operator trusts.

OAuth 2.0 Attestation-Based Client Authentication (draft-ietf-oauth-attestation-based-client-auth, of 2026) where an
offer is exchanged, with a proof of its own or with that of access (DPoP). Where nobody is named, any wallet is served.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from openhall.blocks.documents.wallets.definitions import CLOCKS_DIFFER, Shown, WalletRefused
from openhall.blocks.identity.facade import is_first
from openhall.kernel.signed_tokens import Key, claims_signed_by, header_of, is_number, is_time, read_key

_TYPE, _PROOF_TYPE = "oauth-client-attestation+jwt", "oauth-client-attestation-pop+jwt"
_WRONG, _STALE = "invalid_client_attestation", "use_fresh_attestation"
#: What was read of a file, by its path and the time at which it was written.
_read: dict[tuple[Path, int], tuple[tuple[str, Key], ...]] = {}


def hold_attested(shown: Shown, *, key: str, now: datetime) -> None:
    """Raise ``WalletRefused`` unless somebody trusted has attested the wallet that asks, and it holds its key.

    ``key`` is the thumbprint of the key of access.
    """
    if not settings.OPENHALL_WALLET_PROVIDERS:
        return
    try:
        claims = _attested(shown.attestation)
        once = _held(shown, claims, key, now)
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise WalletRefused(code=_WRONG) from error
    if float(claims["exp"]) <= (now - CLOCKS_DIFFER).timestamp():
        raise WalletRefused(code=_STALE)
    if float(claims["iat"]) > (now + CLOCKS_DIFFER).timestamp():
        raise WalletRefused(code=_WRONG)
    if once and not is_first(once, until=now + 3 * CLOCKS_DIFFER):
        raise WalletRefused(code=_WRONG)


def wallet_faults() -> list[str]:
    """Return what is wrong with ``OPENHALL_WALLET_PROVIDERS``, in words for an operator; none is good."""
    found: list[str] = []
    for path in map(Path, settings.OPENHALL_WALLET_PROVIDERS):
        try:
            if not _keys_in(path):
                found.append(f"OPENHALL_WALLET_PROVIDERS: {path} has no keys")
        except (ValueError, KeyError, TypeError, OSError) as error:
            found.append(f"OPENHALL_WALLET_PROVIDERS: {path} is no set of public keys (JWK, P-256 or Ed25519): {error}")
    return found


def _attested(text: str) -> Mapping[str, Any]:
    """Return what a trusted provider says of a wallet."""
    header = header_of(text)
    if header.get("typ") != _TYPE:
        raise ValueError("no attestation")
    for key in _trusted(header.get("kid")):
        try:
            claims = claims_signed_by(key, text)
        except ValueError:
            continue
        if not (is_number(claims.get("sub")) and is_time(claims.get("exp")) and is_time(claims.get("iat"))):
            raise ValueError("it does not say of whom, since when and until when")
        return claims
    raise ValueError("nobody trusted has signed it")


def _trusted(kid: object) -> Iterator[Key]:
    for path in map(Path, settings.OPENHALL_WALLET_PROVIDERS):
        for name, key in _keys_in(path):
            if kid is None or not name or name == kid:
                yield key


def _held(shown: Shown, claims: Mapping[str, Any], key: str, now: datetime) -> str:
    """Return by what the proof of possession is known again, if there is one of its own."""
    held = read_key(claims["cnf"]["jwk"])
    if shown.client and shown.client != claims["sub"]:
        raise ValueError("another program asks")
    if shown.possession:
        return _possessed(shown, held, now)
    if held.thumbprint() != key:
        raise ValueError("the key of access is another, and nothing shows that this one is held")
    return ""


def _possessed(shown: Shown, held: Key, now: datetime) -> str:
    """Return by what a proof of possession is known again; raise ``ValueError`` for one that does not fit."""
    header = header_of(shown.possession)
    claims = claims_signed_by(held, shown.possession)
    made = claims.get("iat")
    is_now = is_time(made) and abs(now.timestamp() - float(str(made))) <= CLOCKS_DIFFER.total_seconds()
    if header.get("typ") != _PROOF_TYPE or claims.get("aud") != settings.OPENHALL_URL or not is_now:
        raise ValueError("no proof for this hall and now")
    if not is_number(claims.get("jti")):
        raise ValueError("it has no number")
    return f"wallet:{held.thumbprint()}:{claims['jti']}"


def _keys_in(path: Path) -> tuple[tuple[str, Key], ...]:
    written = path, path.stat().st_mtime_ns
    if written not in _read:
        keys = json.loads(path.read_text("utf-8"))["keys"]
        _read[written] = tuple((str(each.get("kid", "")), read_key(each)) for each in keys)
    return _read[written]
