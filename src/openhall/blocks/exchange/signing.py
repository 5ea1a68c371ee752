"""HTTP message signatures (RFC 9421) of requests and answers between authorities: made with the hall's own key.

Covered are method, address, date and content digest, with a nonce; an answer covers its status and the signature of
the request that it answers, so that no old answer can be given for a new question.
"""

import base64
import secrets
from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import partial

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from http_message_signatures import (
    HTTPMessageSignaturesException,
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    MappingKeyResolver,
)
from http_message_signatures.algorithms import ED25519

from openhall.blocks.journal.facade import key_file, key_ring

TAG = "openhall-exchange"
#: How long a signature is good; clocks of two authorities may differ by this much, too.
GOOD_FOR = timedelta(minutes=5)
KEY_FILE = "exchange.pem"
_OF_REQUEST = ("@method", "@target-uri", "date", "content-digest")
_OF_ANSWER = ("@status", "date", "content-digest", '"signature";req')


class NotGenuineError(Exception):
    """A message is not signed by whom it says, or not for this."""


@dataclass(slots=True)
class Message:
    """A request, or with ``status_code`` the answer to ``request``, as far as signatures cover it."""

    method: str
    url: str
    headers: MutableMapping[str, str]
    body: bytes = b""


@dataclass(slots=True)
class AnswerMessage:
    """An answer and the request that it answers."""

    status_code: int
    headers: MutableMapping[str, str]
    request: Message
    body: bytes = field(default=b"")


@dataclass(frozen=True, slots=True)
class Signed:
    """What a good signature says: by which key, with which nonce, made when."""

    key: str
    nonce: str
    created: datetime


def public_key_text() -> str:
    """Return the public key of this hall for exchanges (base64), for others to register; made at first use."""
    return public_text(key_file(KEY_FILE, fresh_key))


def coming_key(*, now: datetime) -> tuple[str, datetime] | None:
    """Return the public key (base64) that takes the place of this one, and when, where one was made ready."""
    ahead = [each for each in key_ring(KEY_FILE, fresh_key) if each.begins > now]
    return (public_text(ahead[0].text), ahead[0].begins) if ahead else None


def public_text(private: str) -> str:
    """Return the public half (base64) of a key as a file holds it."""
    return base64.b64encode(_read(private).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def read_public_key(text: str) -> Ed25519PublicKey:
    """Return a public key from its base64; raise ``ValueError`` for what is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(base64.b64decode(text, validate=True))
    except UnsupportedAlgorithm as error:
        raise ValueError("no Ed25519 here") from error


def sign_request(message: Message, *, key: str, now: datetime) -> None:
    """Sign a request as ``key``: headers for date, digest and signature are added."""
    message.headers["Date"] = format_datetime(now.astimezone(UTC), usegmt=True)
    _signer(key).sign(
        message,
        key_id=key,
        created=now,
        expires=now + GOOD_FOR,
        nonce=secrets.token_urlsafe(18),
        tag=TAG,
        label="openhall",
        covered_component_ids=_OF_REQUEST[:-1],
        body=message.body,
    )


def sign_answer(answer: AnswerMessage, *, key: str, now: datetime) -> None:
    """Sign an answer as ``key``, bound to the signature of its request."""
    answer.headers["Date"] = format_datetime(now.astimezone(UTC), usegmt=True)
    _signer(key).sign(
        answer,
        key_id=key,
        created=now,
        expires=now + GOOD_FOR,
        tag=TAG,
        label="openhall",
        covered_component_ids=("@status", "date", '"signature";req'),
        body=answer.body,
    )


def verified_request(message: Message, keys: Mapping[str, Sequence[Ed25519PublicKey]]) -> Signed:
    """Return who signed a request; raise ``NotGenuineError`` unless one of ``keys`` did, now, and for all of it."""
    each_alone = ({name: key} for name, known in keys.items() for key in known)
    signed = _first(
        partial(_verified, message, MappingKeyResolver(public_keys=alone, private_keys={}), _OF_REQUEST, message.body)
        for alone in each_alone
    )
    if not signed.nonce:
        raise NotGenuineError("the signature has no nonce")
    return signed


def verified_answer(answer: AnswerMessage, *keys: Ed25519PublicKey) -> Signed:
    """Return what the owner of ``keys`` signed to the request that the answer names; raise ``NotGenuineError``."""
    return _first(partial(_verified, answer, _OneKey(key), _OF_ANSWER, answer.body) for key in keys)


def _first(looks: Iterable[Callable[[], Signed]]) -> Signed:
    """Return what the first of several looks finds, one for each key: whoever changes theirs has two for a while."""
    trouble = NotGenuineError("no key is known")
    for look in looks:
        try:
            return look()
        except NotGenuineError as error:
            trouble = error
    raise trouble


class _OneKey(HTTPSignatureKeyResolver):
    """The key of the system that was called, whatever it calls it."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key

    def resolve_public_key(self, key_id: str) -> Ed25519PublicKey:
        """Return the key."""
        del key_id
        return self._key


def _verified(
    message: Message | AnswerMessage, resolver: HTTPSignatureKeyResolver, covers: tuple[str, ...], body: bytes
) -> Signed:
    verifier = HTTPMessageVerifier(signature_algorithm=ED25519, key_resolver=resolver)
    try:
        (found,) = verifier.verify(message, max_age=GOOD_FOR, expect_tag=TAG, require_components=covers, body=body)
    except (HTTPMessageSignaturesException, ValueError) as error:
        raise NotGenuineError(str(error)) from error
    key, created = str(found.parameters["keyid"]), int(found.parameters["created"])
    return Signed(key, found.nonce or "", datetime.fromtimestamp(created, UTC))


def _signer(key: str) -> HTTPMessageSigner:
    resolver = MappingKeyResolver(public_keys={}, private_keys={key: _read(key_file(KEY_FILE, fresh_key))})
    return HTTPMessageSigner(signature_algorithm=ED25519, key_resolver=resolver)


def _read(text: str) -> Ed25519PrivateKey:
    key = load_pem_private_key(text.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{KEY_FILE} holds no Ed25519 key; put back the file that this hall was begun with")
    return key


def fresh_key() -> str:
    """Return a new key as a file holds it (PEM)."""
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return pem.decode()
