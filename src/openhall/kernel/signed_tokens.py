"""Tokens that others sign with a key of their own (JWS): ECDSA with P-256 (``ES256``) or Ed25519. No database."""

from collections.abc import Mapping
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

#: Each with the one kind of key that it takes (RFC 7518, RFC 9864).
ALGORITHMS: Mapping[str, tuple[str, str]] = {"ES256": ("EC", "P-256"), "Ed25519": ("OKP", "Ed25519")}
_MEMBERS = {"EC": ("kty", "crv", "x", "y"), "OKP": ("kty", "crv", "x")}
_LONGEST, _LONGEST_ID = 4_000, 200

Key = ECKey | OKPKey


def read_key(jwk: object) -> Key:
    """Return a public key of one of our kinds, and nothing of it but the key; raise ``ValueError`` for all others."""
    kind = jwk.get("kty") if isinstance(jwk, dict) else None
    if not isinstance(jwk, dict) or (kind, jwk.get("crv")) not in ALGORITHMS.values() or "d" in jwk:
        raise ValueError("no public key of P-256 or Ed25519")
    public: dict[str, Any] = {name: str(jwk[name]) for name in _MEMBERS[str(kind)]}
    try:
        return ECKey.import_key(public) if kind == "EC" else OKPKey.import_key(public)
    except JoseError as error:
        raise ValueError("no key") from error


def header_of(token: str) -> Mapping[str, Any]:
    """Return the header of a signed token that nobody has checked yet; raise ``ValueError`` where there is none."""
    if len(token) > _LONGEST:
        raise ValueError("too long")
    try:
        header = jws.extract_compact(token.encode()).headers()
    except (JoseError, RecursionError) as error:
        raise ValueError("no signed token") from error
    if header.get("alg") not in ALGORITHMS or "crit" in header:
        raise ValueError("no algorithm of ours")
    return header


def claims_signed_by(key: Key, token: str) -> dict[str, Any]:
    """Return what ``key`` has signed; raise ``ValueError`` where it has not."""
    try:
        return dict(jwt.decode(token, key, algorithms=list(ALGORITHMS)).claims)
    except (JoseError, TypeError, RecursionError) as error:
        raise ValueError("not signed by this key") from error


def is_time(value: object) -> bool:
    """Tell whether a claim is a moment, in seconds since 1970."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    """Tell whether a claim can be the number of a token (``jti``)."""
    return isinstance(value, str) and 0 < len(value) <= _LONGEST_ID
