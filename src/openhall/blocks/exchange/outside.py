"""Ask a system of another authority: signed JSON over HTTPS, an answer that is signed too, at an operator's address.

``OPENHALL_SOURCES`` lists the systems, one ``source=address`` each:
``tax-files=https://exchange.tax.example/facts?key=BASE64``. ``key`` is the public key of the system. An address within
the operator's own network is called only where ``private=true`` says so, redirects are never followed, and the address
that was looked at is the one that is called.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from openhall.blocks.exchange.asking import register_source_kind
from openhall.blocks.exchange.definitions import Answered, Asking, FactSource, SourceDownError
from openhall.blocks.exchange.signing import (
    AnswerMessage,
    Message,
    NotGenuineError,
    read_public_key,
    sign_request,
    verified_answer,
)
from openhall.blocks.journal.facade import Reader
from openhall.kernel.egress import fetch, register_addresses

_TRIES = 2


class _Reply(msgspec.Struct):
    """What a system answers: the facts that it holds, as of when."""

    facts: dict[str, Any]
    as_of: datetime


_reply = msgspec.json.Decoder(_Reply)


@dataclass(frozen=True, slots=True)
class System:
    """A system of another authority: where it is, its public keys (two while one changes), and whether it is near."""

    url: str
    keys: tuple[Ed25519PublicKey, ...]
    is_private: bool


def systems() -> dict[str, System]:
    """Return the systems that the operator named, by source. Raises ``ValueError`` for what cannot be read."""
    return {name: _system(address) for name, _, address in (each.partition("=") for each in settings.OPENHALL_SOURCES)}


register_addresses("OPENHALL_SOURCES", lambda: [each.url for each in systems().values()])


def system_faults() -> list[str]:
    """Return what is wrong with ``OPENHALL_SOURCES``, in words for an operator; none is good."""
    found: list[str] = []
    for each in settings.OPENHALL_SOURCES:
        name, _, address = each.partition("=")
        try:
            _system(address)
        except ValueError as error:
            found.append(f"OPENHALL_SOURCES: {name}: {error}")
    return found


def _system(address: str) -> System:
    parts = urlsplit(address)
    given = parse_qsl(parts.query, keep_blank_values=True)
    options = dict(given)
    if unknown := set(options) - {"key", "private"}:
        raise ValueError(f"there is no option “{min(unknown)}”; options are key and private")
    is_private = options.get("private") == "true"
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("name the system, like tax-files=https://exchange.tax.example/facts?key=BASE64")
    if parts.scheme == "http" and not is_private:
        raise ValueError("without TLS only a system of one's own network is called: say private=true")
    # A plus sign of base64 is a space once a query has been read.
    keys = tuple(read_public_key(key.replace(" ", "+")) for name, key in given if name == "key")
    if not keys:
        raise ValueError("say its public key: key=BASE64")
    return System(urlunsplit(parts._replace(query="", fragment="")), keys, is_private)


def ask_outside(source: FactSource, wanted: tuple[str, ...], asking: Asking, reader: Reader) -> Answered:
    """Return what a system answers. Raises ``SourceDownError`` for silence and for what is not genuine."""
    system = systems().get(source.id)
    if system is None:
        raise SourceDownError(f"{source.id} is not set up")
    body = msgspec.json.encode(
        {
            "person": asking.person,
            "organisation": asking.organisation,
            "facts": wanted,
            "service": asking.service,
            "purpose": reader.purpose,
            "matter": asking.subject,
        }
    )
    trouble: Exception | None = None
    for _ in range(_TRIES):
        try:
            return _called(system, body, wanted)
        except (requests.RequestException, OSError, NotGenuineError, msgspec.DecodeError) as error:
            trouble = error
    raise SourceDownError(source.id) from trouble


def _called(system: System, body: bytes, wanted: tuple[str, ...]) -> Answered:
    now = datetime.now(UTC)
    message = Message("POST", system.url, {"Content-Type": "application/json", "Accept-Encoding": "identity"}, body)
    sign_request(message, key=settings.OPENHALL_URL, now=now)
    # Redirects are never followed, and the address that was looked at is the one that is called.
    sent = fetch(
        "POST", system.url, headers=dict(message.headers), body=message.body or b"", is_private=system.is_private
    )
    if sent.status != HTTPStatus.OK:
        raise requests.HTTPError(f"the system answered {sent.status}")
    answer = AnswerMessage(sent.status, sent.headers, message, sent.body)
    verified_answer(answer, *system.keys)
    reply = _reply.decode(sent.body)
    as_of = reply.as_of if reply.as_of.tzinfo else reply.as_of.replace(tzinfo=UTC)
    # What is dated ahead would hide what comes after it.
    return Answered(
        {fact: reply.facts[fact] for fact in wanted if fact in reply.facts}, min(as_of, now), _evidence(answer)
    )


def _evidence(answer: AnswerMessage) -> str:
    """Return all that somebody needs to check the signature of an answer again, years later."""
    kept = {name: value for name, value in answer.headers.items() if name.lower() in _KEPT_HEADERS}
    request = {name: value for name, value in answer.request.headers.items() if name.lower() in _KEPT_HEADERS}
    return json.dumps(
        {
            "url": answer.request.url,
            "status": answer.status_code,
            "headers": kept,
            "request": request,
            "body": answer.body.decode(),
        }
    )


_KEPT_HEADERS = frozenset({"signature", "signature-input", "date", "content-digest"})


register_source_kind("outside", ask_outside)
