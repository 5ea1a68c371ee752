"""The key that signs who somebody is. Made at first use, kept in the hall's folder of keys."""

from datetime import datetime, timedelta
from functools import lru_cache

from joserfc import jwt
from joserfc.jwk import ECKey

from openhall.blocks.journal.facade import key_file, key_ring

ALGORITHM = "ES256"
_CURVE = "P-256"
#: Not ``openid.pem``: that was the RSA key of halls before this one, which signs nothing any more.
NAME = "openid-es256.pem"
#: Tokens live for minutes, copies of the set of keys at those who check them for days.
KEPT_FOR = timedelta(days=30)


def fresh_key() -> str:
    """Return a new key as a file holds it (PEM, ECDSA with P-256)."""
    return ECKey.generate_key(_CURVE, private=True).as_pem(private=True).decode().strip()


def signed(claims: dict[str, object]) -> str:
    """Return ``claims`` as a signed token (JWS, compact)."""
    key = _read(key_file(NAME, fresh_key))
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}, claims, key, algorithms=[ALGORITHM])


def public_keys(*, now: datetime) -> dict[str, object]:
    """Return the JWK set that tokens are checked with: the next key before it signs, the last one for a month after."""
    ring = key_ring(NAME, fresh_key)
    # A key goes out of use when the next one begins.
    ends = [each.begins for each in ring[1:]]
    kept = [each for each, end in zip(ring, [*ends, None], strict=True) if end is None or end + KEPT_FOR > now]
    return {"keys": [_read(each.text).as_dict(private=False) for each in reversed(kept)]}


@lru_cache(maxsize=16)
def _read(text: str) -> ECKey:
    key = ECKey.import_key(text)
    return ECKey.import_key(text, {"use": "sig", "alg": ALGORITHM, "kid": key.thumbprint()})
