"""The key that signs who somebody is. Made at first use, kept in the hall's folder of keys, readable for it alone."""

from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import RSAKey

from openhall.blocks.journal.facade import key_file

ALGORITHM = "RS256"
_BITS = 3072


def _fresh() -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain).decode()


@cache
def _key(folder: Path) -> RSAKey:
    del folder  # another hall has other keys
    text = key_file("openid.pem", _fresh)
    key = RSAKey.import_key(text)
    return RSAKey.import_key(text, {"use": "sig", "alg": ALGORITHM, "kid": key.thumbprint()})


def signed(claims: dict[str, object]) -> str:
    """Return ``claims`` as a signed token (JWS, compact)."""
    key = _key(settings.KEYS_FOLDER)
    return jwt.encode({"alg": ALGORITHM, "kid": key.kid, "typ": "JWT"}, claims, key, algorithms=[ALGORITHM])


def public_keys() -> dict[str, object]:
    """Return the JWK set that tokens are checked with."""
    return {"keys": [_key(settings.KEYS_FOLDER).as_dict(private=False)]}
