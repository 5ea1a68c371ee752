"""Ask a system of another authority: signed JSON over HTTPS, an answer that is signed too, at an operator's address.

``OPENHALL_SOURCES`` lists the systems, one ``source=address`` each:
``tax-files=https://exchange.tax.example/facts?key=BASE64``. ``key`` is the public key of the system. An address within
the operator's own network is called only where ``private=true`` says so, redirects are never followed, and the address
that was looked at is the one that is called.
"""

import ipaddress
import json
import socket
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from requests.adapters import HTTPAdapter

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

#: Seconds for the way there and for the answer; somebody waits in front of a page meanwhile.
_PATIENCE = (1.5, 3.0)
_TRIES = 2
_MOST_ANSWER = 200_000


class _Reply(msgspec.Struct):
    """What a system answers: the facts that it holds, as of when."""

    facts: dict[str, Any]
    as_of: datetime


_reply = msgspec.json.Decoder(_Reply)


@dataclass(frozen=True, slots=True)
class System:
    """A system of another authority: where it is, its public key, and whether it is in one's own network."""

    url: str
    key: Ed25519PublicKey
    is_private: bool


class _Pinned(HTTPAdapter):
    """Call the one address that was looked at, under the name that its certificate has to have."""

    def __init__(self, host: str, port: int, address: str, *, is_secure: bool) -> None:
        self._place = f"[{address}]" if ":" in address else address
        self._host, self._port, self._is_secure = host, port, is_secure
        super().__init__()

    def build_connection_pool_key_attributes(
        self,
        request: requests.PreparedRequest,
        verify: bool | str,  # noqa: FBT001 - as the library calls it
        cert: Any = None,  # noqa: ANN401 - as the library calls it
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return the pool of that address."""
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        host |= {"host": self._place, "port": self._port}
        if self._is_secure:
            pool |= {"server_hostname": self._host, "assert_hostname": self._host}
        return host, pool


def systems() -> dict[str, System]:
    """Return the systems that the operator named, by source. Raises ``ValueError`` for what cannot be read."""
    return {name: _system(address) for name, _, address in (each.partition("=") for each in settings.OPENHALL_SOURCES)}


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
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := set(options) - {"key", "private"}:
        raise ValueError(f"there is no option “{min(unknown)}”; options are key and private")
    is_private = options.get("private") == "true"
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise ValueError("name the system, like tax-files=https://exchange.tax.example/facts?key=BASE64")
    if parts.scheme == "http" and not is_private:
        raise ValueError("without TLS only a system of one's own network is called: say private=true")
    # A plus sign of base64 is a space once a query has been read.
    key = read_public_key(options.get("key", "").replace(" ", "+"))
    return System(urlunsplit(parts._replace(query="", fragment="")), key, is_private)


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
    status, headers, text = _sent(system, message)
    if status != HTTPStatus.OK:
        raise requests.HTTPError(f"the system answered {status}")
    answer = AnswerMessage(status, headers, message, text)
    verified_answer(answer, system.key)
    reply = _reply.decode(text)
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


def _sent(system: System, message: Message) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(system.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    with requests.Session() as session:
        # Nothing of the surroundings counts: no proxy, no password file.
        session.trust_env = False
        pinned = _Pinned(parts.hostname or "", port, _looked_up(system, parts, port), is_secure=parts.scheme == "https")
        session.mount(f"{parts.scheme}://", pinned)
        with session.post(
            system.url,
            data=message.body,
            headers=dict(message.headers),
            timeout=_PATIENCE,
            allow_redirects=False,
            stream=True,
        ) as response:
            text = response.raw.read(_MOST_ANSWER + 1, decode_content=False)
            if len(text) > _MOST_ANSWER:
                raise requests.HTTPError("the answer is larger than any facts of one person")
            return response.status_code, dict(response.headers), text


def _looked_up(system: System, parts: SplitResult, port: int) -> str:
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not system.is_private and not all(ipaddress.ip_address(each).is_global for each in addresses):
        raise requests.ConnectionError(f"{parts.hostname} is an address of a network of one's own")
    return addresses[0]


register_source_kind("outside", ask_outside)
