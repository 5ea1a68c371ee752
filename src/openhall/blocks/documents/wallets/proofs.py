"""The proof that a wallet holds the key to which a credential is to be bound (OpenID4VCI 1.0, appendix F.1)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from openhall.blocks.documents.credentials.definitions import Jwk
from openhall.blocks.documents.wallets.definitions import WalletRefused
from openhall.blocks.documents.wallets.nonces import is_nonce

_TYPE = "openid4vci-proof+jwt"
_MOST = 4_000
#: A telephone's clock may be wrong by so much.
_CLOCKS_DIFFER = timedelta(minutes=5)
_PUBLIC = ("kty", "crv", "x", "y")


def key_of_proof(proof: str, *, audience: str, now: datetime) -> Jwk:
    """Return the public key that ``proof`` shows to be the wallet's; raise ``WalletRefused``."""
    if len(proof) > _MOST:
        raise WalletRefused(code="invalid_proof")
    try:
        claims, public = _opened(proof)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise WalletRefused(code="invalid_proof") from error
    made = claims.get("iat")
    is_fresh = isinstance(made, int) and abs(now.timestamp() - made) <= _CLOCKS_DIFFER.total_seconds()
    if claims.get("aud") != audience or not is_fresh:
        raise WalletRefused(code="invalid_proof")
    nonce = claims.get("nonce")
    if not isinstance(nonce, str) or not is_nonce(nonce, now=now):
        raise WalletRefused(code="invalid_nonce")
    return public


def _opened(proof: str) -> tuple[Mapping[str, Any], Jwk]:
    def key(guest: Any) -> ECKey:  # noqa: ANN401 - whatever the library is given
        header = guest.headers()
        if header.get("typ") != _TYPE or "d" in header["jwk"] or header["jwk"].get("crv") != "P-256":
            raise ValueError("not a proof of a wallet")
        found.update({name: header["jwk"][name] for name in _PUBLIC})
        return ECKey.import_key(dict(found))

    found: dict[str, str] = {}
    token = jwt.decode(proof, key, algorithms=["ES256"])
    return token.claims, found
