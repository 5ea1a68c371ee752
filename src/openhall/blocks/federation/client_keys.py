"""The public keys that a system is registered with, as they stand in files: PEM, a JWK, or a set of JWK."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey

from openhall.blocks.federation.definitions import ClientRefused
from openhall.kernel.signed_tokens import Key, read_key

#: A key, the next one, and those of a machine that is being replaced.
_MOST, _LONGEST_NAME = 4, 100


def public_keys_in(texts: Iterable[str]) -> dict[str, Mapping[str, Any]]:
    """Return the keys (JWK, each with ``kid``) by thumbprint; raise ``ClientRefused``."""
    found = [key for text in texts for key in _read(text)]
    public: dict[str, Mapping[str, Any]] = {
        key.thumbprint(): {**key.as_dict(private=False), "kid": key.kid or key.thumbprint()} for key in found
    }
    if not 0 < len(public) <= _MOST or len({each["kid"] for each in public.values()}) < len(public):
        raise ClientRefused(f"give from one to {_MOST} public keys of the system with --key, each with another kid")
    return public


def _read(text: str) -> list[Key]:
    """Return the keys of a file; refuse one that holds a private key, which nobody but the system may have."""
    if "PRIVATE KEY" in text or '"d"' in text:
        raise ClientRefused("that is a private key: leave it with the system, and give its public half")
    try:
        if not text.lstrip().startswith("{"):
            return [_read_pem(text)]
        given = json.loads(text)
        return [_named(each) for each in given.get("keys", [given])]
    except (ValueError, TypeError, KeyError, RecursionError, JoseError, UnsupportedAlgorithm) as error:
        raise ClientRefused("a key is ECDSA with P-256 or Ed25519: PEM, a JWK, or a set of JWK") from error


def _named(jwk: object) -> Key:
    key = read_key(jwk)
    name = jwk.get("kid") if isinstance(jwk, dict) else None
    if name is None:
        return key
    if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
        raise ValueError("no name of a key")
    return type(key).import_key(key.as_dict(private=False), {"kid": name})


def _read_pem(text: str) -> Key:
    public = load_pem_public_key(text.encode())
    if isinstance(public, EllipticCurvePublicKey):
        return read_key(ECKey.import_key(text).as_dict(private=False))
    if isinstance(public, Ed25519PublicKey):
        return read_key(OKPKey.import_key(text).as_dict(private=False))
    raise ValueError("a key of another kind")
