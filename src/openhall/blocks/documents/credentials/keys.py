"""The keys with which offices sign credentials: the one place that says where they come from."""

import base64
import hmac
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

import cbor2
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key

from openhall.blocks.documents.credentials.definitions import IssuingKey, Jwk
from openhall.blocks.journal.facade import key_ring, server_key

#: Who signs what the hall says for all offices: its list of papers that are no longer good.
HALL = ""
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_SIZE = 32
_KID = 8
_USE = "credentials:{}"
#: The first keys come from the server's own; those that took their place come from a seed each, for all offices.
RING = "credentials.key"
#: COSE (RFC 9052 and 9053): type EC2, id, algorithm ES256, curve P-256 and its two coordinates.
_KTY, _ID, _ALG, _CRV, _X, _Y = 1, 2, 3, -1, -2, -3
_EC2, _ES256, _P256 = 2, -7, 1


def issuing_key(authority: str) -> IssuingKey:
    """Return the key with which ``authority`` signs now: the same on every process of this hall, and on no other."""
    begun = [each.text for each in key_ring(RING) if each.begins <= datetime.now(UTC)]
    return _key(authority, _seed(authority, begun[-1] if begun else ""))


def issuing_keys(authority: str) -> list[IssuingKey]:
    """Return every key of ``authority``, the newest first: also one that signs from tomorrow on."""
    seeds = [*(each.text for each in reversed(key_ring(RING))), ""]
    return [_key(authority, _seed(authority, seed)) for seed in seeds]


def _seed(authority: str, text: str) -> bytes:
    use = _USE.format(authority)
    return hmac.digest(bytes.fromhex(text), use.encode(), "sha256") if text else server_key(use)


@lru_cache(maxsize=512)
def _key(authority: str, seed: bytes) -> IssuingKey:
    private = derive_private_key(int.from_bytes(seed) % (_ORDER - 1) + 1, SECP256R1())
    return IssuingKey(authority, private, _thumbprint(private)[:_KID])


def public_jwk(key: IssuingKey) -> Jwk:
    """Return the public half of ``key`` for programs of the web (RFC 7517)."""
    return {**_coordinates(key.private), "kid": b64url(key.kid), "alg": "ES256", "use": "sig"}


def jwks_of(authorities: Iterable[str]) -> dict[str, Sequence[Jwk]]:
    """Return the public keys of ``authorities`` as a JWK set."""
    return {"keys": [public_jwk(key) for each in authorities for key in issuing_keys(each)]}


def cose_keys_of(authorities: Iterable[str]) -> bytes:
    """Return the public keys of ``authorities`` as a COSE key set (RFC 9052, section 7)."""
    return cbor2.dumps([_cose(key) for each in authorities for key in issuing_keys(each)], canonical=True)


def _cose(key: IssuingKey) -> dict[int, int | bytes]:
    point = key.private.public_key().public_numbers()
    x, y = point.x.to_bytes(_SIZE), point.y.to_bytes(_SIZE)
    return {_KTY: _EC2, _ID: key.kid, _ALG: _ES256, _CRV: _P256, _X: x, _Y: y}


def _coordinates(key: EllipticCurvePrivateKey) -> dict[str, str]:
    point = key.public_key().public_numbers()
    return {"crv": "P-256", "kty": "EC", "x": b64url(point.x.to_bytes(_SIZE)), "y": b64url(point.y.to_bytes(_SIZE))}


def _thumbprint(key: EllipticCurvePrivateKey) -> bytes:
    """Return the thumbprint of a key (RFC 7638): its members in their order, without spaces."""
    return sha256(json.dumps(_coordinates(key), sort_keys=True, separators=(",", ":")).encode()).digest()


def b64url(raw: bytes) -> str:
    """Write bytes as JOSE does (RFC 7515): safe in an address, without padding."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
