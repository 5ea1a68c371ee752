"""What others sign with: passkeys and providers' tokens, of which RSA with PKCS#1 v1.5 is taken where it was wanted."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from allauth.core import context
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.test import RequestFactory
from fido2.cose import ES256, RS256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from pytest_django import Settings

from openhall.blocks.identity import provider_tokens
from openhall.blocks.identity.accounts import keep_account, new_person
from openhall.blocks.identity.adapters import SignInRefused
from openhall.blocks.identity.facade import add_passkey, new_passkey_options, passkey_options, use_passkey
from openhall.blocks.identity.models import Account
from openhall.blocks.identity.provider_settings import Provider

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOST, RS256_COSE, RS1_COSE = "localhost", -257, -65535
pytestmark = pytest.mark.django_db
_FLAGS = AuthenticatorData.FLAG


class Device:
    """A device that makes one passkey, and signs with it."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> None:
        self.key = key
        kind: Any = ES256 if isinstance(key, ec.EllipticCurvePrivateKey) else RS256
        public = kind.from_cryptography_key(key.public_key())
        self.made = AttestedCredentialData.create(Aaguid.NONE, b"credential", public)
        self.owner = b""

    def added(self, options: dict[str, Any]) -> str:
        """Return what the browser sends when the passkey was made."""
        self.owner = options["user"]["id"].encode()
        flags = _FLAGS.UP | _FLAGS.UV | _FLAGS.AT
        data = AuthenticatorData.create(sha256(HOST.encode()).digest(), flags, 0, bytes(self.made))
        return self._sent(
            clientDataJSON=_said("webauthn.create", options["challenge"]),
            attestationObject=bytes(AttestationObject.create("none", data, {})),
        )

    def signed(self, options: dict[str, Any]) -> str:
        """Return what the browser sends when its owner signs in."""
        data = bytes(AuthenticatorData.create(sha256(HOST.encode()).digest(), _FLAGS.UP | _FLAGS.UV, 1))
        said = _said("webauthn.get", options["challenge"])
        told = data + sha256(said).digest()
        if isinstance(self.key, rsa.RSAPrivateKey):
            signature = self.key.sign(told, padding.PKCS1v15(), hashes.SHA256())
        else:
            signature = self.key.sign(told, ec.ECDSA(hashes.SHA256()))
        return self._sent(clientDataJSON=said, authenticatorData=data, signature=signature, userHandle=self.owner)

    def _sent(self, **response: bytes) -> str:
        name = _text(self.made.credential_id)
        answer = {each: value.decode() if each == "userHandle" else _text(value) for each, value in response.items()}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": answer})


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _said(kind: str, challenge: str) -> bytes:
    return json.dumps({"type": kind, "challenge": challenge, "origin": f"http://{HOST}"}).encode()


@pytest.fixture
def account() -> Account:
    return keep_account(new_person(), NOW)


@pytest.fixture(autouse=True)
def _ceremony() -> Iterator[None]:
    request = RequestFactory(SERVER_NAME=HOST).get("/")
    request.session = {}  # type: ignore[assignment]  # all that the library asks of it
    with context.request_context(request):
        yield


def add(account: Account, device: Device) -> list[int]:
    """Add a passkey; return with what it could have been made."""
    options = json.loads(new_passkey_options(account))["publicKey"]
    add_passkey(account, device.added(options), name="My computer", level=1, now=NOW)
    return [each["alg"] for each in options["pubKeyCredParams"]]


def come(device: Device) -> Account:
    """Sign in by a passkey."""
    return use_passkey(device.signed(json.loads(passkey_options())["publicKey"]), now=NOW)[0]


def test_a_passkey_with_ecdsa_is_asked_for_added_and_signs_in(account: Account) -> None:
    device = Device(ec.generate_private_key(ec.SECP256R1()))
    asked = add(account, device)

    assert asked[0] == ES256.ALGORITHM
    assert not {RS256_COSE, RS1_COSE} & set(asked)
    assert come(device) == account


def test_a_passkey_with_rsa_of_old_is_neither_asked_for_nor_added(account: Account) -> None:
    with pytest.raises(SignInRefused):
        add(account, Device(rsa.generate_private_key(65537, 2048)))


def test_an_operator_may_want_it_and_may_leave_it_later(account: Account, settings: Settings) -> None:
    device = Device(rsa.generate_private_key(65537, 2048))
    settings.OPENHALL_RSA_PASSKEYS = True
    asked = add(account, device)
    assert RS256_COSE in asked
    assert RS1_COSE not in asked
    assert come(device) == account

    settings.OPENHALL_RSA_PASSKEYS = False
    with pytest.raises(SignInRefused):
        come(device)


_KEYS: dict[str, Callable[[], Any]] = {
    "ES256": lambda: ECKey.generate_key("P-256", {"kid": "k"}),
    "PS256": lambda: RSAKey.generate_key(2048, {"kid": "k"}),
    "RS256": lambda: RSAKey.generate_key(2048, {"kid": "k"}),
    "a short key": lambda: RSAKey.generate_key(1024, {"kid": "k"}),
}


# The library warns of a short key, and takes it.
@pytest.mark.filterwarnings("ignore:Key size")
@pytest.mark.parametrize(
    ("key", "signs", "wanted", "is_taken"),
    [
        ("ES256", "ES256", "", True),
        ("PS256", "PS256", "", True),
        ("RS256", "RS256", "", False),
        ("RS256", "RS256", "RS256", True),
        ("ES256", "ES256", "RS256", False),
        ("PS256", "PS256", "ES256", False),
        ("a short key", "PS256", "", False),
        ("a short key", "RS256", "RS256", False),
    ],
)
def test_a_provider_signs_with_what_is_sound_or_with_what_its_file_names(
    monkeypatch: pytest.MonkeyPatch, *, key: str, signs: str, wanted: str, is_taken: bool
) -> None:
    made = _KEYS[key]()
    monkeypatch.setattr(provider_tokens, "key_of", lambda _provider, _kid: made.as_dict(private=False))
    now = int(NOW.timestamp())
    claims = {"iss": "https://id.example", "aud": "hall", "nonce": "n", "sub": "s", "iat": now, "exp": now + 60}
    token = jwt.encode({"alg": signs, "kid": "k"}, claims, made, algorithms=[signs])
    provider = Provider("id", {"en": "ID"}, "https://id.example", "hall", "secret", id_token_signed_response_alg=wanted)

    if is_taken:
        assert provider_tokens.read_token(provider, token, nonce="n", now=NOW).subject == "s"
    else:
        with pytest.raises(SignInRefused):
            provider_tokens.read_token(provider, token, nonce="n", now=NOW)
