"""Proofs that a wallet holds its keys: that of the credential (OpenID4VCI 1.0, appendix F.1), that of access (DPoP)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from openhall.blocks.documents.credentials.definitions import Jwk
from openhall.blocks.documents.wallets.definitions import CLOCKS_DIFFER, Shown, WalletRefused
from openhall.blocks.documents.wallets.nonces import is_nonce
from openhall.blocks.identity.facade import is_first
from openhall.kernel.possession import ProofRefused, read_proof

_TYPE = "openid4vci-proof+jwt"
_MOST = 4_000
_PUBLIC = ("kty", "crv", "x", "y")


def key_of_access(shown: Shown, *, now: datetime, token: str = "") -> str:
    """Return the thumbprint of the key that access is bound to; raise ``WalletRefused``. A proof counts once."""
    try:
        proof = read_proof(
            shown.proof, method="POST", address=shown.address, now=now, token=token, differ=CLOCKS_DIFFER
        )
    except ProofRefused as refused:
        raise WalletRefused(code=refused.code) from refused
    if not is_first(proof.once, until=proof.until):
        raise WalletRefused(code=ProofRefused.code)
    return proof.key


def key_of_proof(proof: str, *, audience: str, now: datetime) -> Jwk:
    """Return the public key that ``proof`` shows to be the wallet's; raise ``WalletRefused``."""
    if len(proof) > _MOST:
        raise WalletRefused(code="invalid_proof")
    try:
        claims, public = _opened(proof)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise WalletRefused(code="invalid_proof") from error
    made = claims.get("iat")
    is_fresh = isinstance(made, int) and abs(now.timestamp() - made) <= CLOCKS_DIFFER.total_seconds()
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
