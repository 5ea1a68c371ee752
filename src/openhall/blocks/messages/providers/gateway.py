"""Text messages through a gateway that takes signed JSON over HTTPS.

``sms+https://secret@gateway.example/send?sender=Openhall``. The gateway promises two things: the same ``id`` given
twice reaches the person once, and ``GET …?id=`` says what became of it. An address within the operator's own network
is called only where ``private=true`` says so, and the address that was looked at is the one that is called.
"""

import hmac
import http.client
import socket
import ssl
from contextlib import closing
from hashlib import sha256
from http import HTTPStatus
from urllib.parse import SplitResult, unquote, urlsplit

import msgspec

from openhall.blocks.messages.definitions import Outgoing
from openhall.blocks.messages.providers.kinds import (
    PATIENCE,
    AddressRefusedError,
    NotAcceptedError,
    Outcome,
    Provider,
)
from openhall.blocks.messages.providers.options import options_of
from openhall.kernel.egress import is_outside

SIGNATURE = "Openhall-Signature"
_PORTS = {"sms+https": 443, "sms+http": 80}
_MOST_ANSWER = 10_000
_ALREADY, _UNREACHABLE = HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY
_CLOSED = HTTPStatus.SERVICE_UNAVAILABLE


class Options(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``sender``: what the telephone shows. ``private``: the gateway may be within the operator's own network."""

    sender: str = "Openhall"
    private: bool = False


class _Answer(msgspec.Struct):
    id: str = ""
    state: str = ""


_answer = msgspec.json.Decoder(_Answer)


def open_provider(address: str) -> Provider:
    """Return the gateway at an address."""
    return Gateway(urlsplit(address), options_of(address, Options))


def place_of(address: str) -> str:
    """Return the ``host:port`` that a provider calls."""
    parts = urlsplit(address)
    return f"{parts.hostname}:{parts.port or _PORTS[parts.scheme]}"


def faults(address: str) -> list[str]:
    """Return what is wrong with an address."""
    parts = urlsplit(address)
    try:
        options = options_of(address, Options)
    except ValueError as error:
        return [str(error)]
    found = [] if parts.hostname else ["name the gateway, like sms+https://secret@gateway.example/send"]
    if not parts.username:
        found.append("the secret that signs stands before the host, like sms+https://secret@gateway.example/send")
    if parts.scheme == "sms+http" and not options.private:
        found.append("without TLS only a gateway of one's own network is called: say private=true")
    return found


def signature_of(secret: bytes, text: bytes) -> str:
    """Return the signature of a request."""
    return hmac.new(secret, text, sha256).hexdigest()


class Gateway:
    """A gateway for text messages."""

    repeats_safely = True

    def __init__(self, parts: SplitResult, options: Options) -> None:
        self.name = f"http {parts.hostname}"
        self._host, self._port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        self._is_secure, self._path = parts.scheme == "sms+https", parts.path or "/"
        self._secret, self._options = unquote(parts.username or "").encode(), options

    def send(self, outgoing: Outgoing, token: str) -> str:
        """Hand over a text message."""
        told = {"id": token, "to": outgoing.address, "from": self._options.sender, "text": outgoing.text}
        try:
            text = msgspec.json.encode(told)
        except ValueError as error:
            raise NotAcceptedError from error  # it cannot be written down, so nobody took it
        status, answer = self._call("POST", self._path, text)
        if status == _UNREACHABLE:
            raise AddressRefusedError
        if status == _ALREADY or status < HTTPStatus.MULTIPLE_CHOICES:
            return answer.id
        if status < HTTPStatus.INTERNAL_SERVER_ERROR or status == _CLOSED:
            raise NotAcceptedError
        raise ConnectionError(f"the gateway answered {status}")

    def ask(self, token: str) -> Outcome:
        """Ask the gateway what became of a message."""
        try:
            status, answer = self._call("GET", f"{self._path}?id={token}", token.encode())
        except (NotAcceptedError, OSError, http.client.HTTPException):
            return Outcome.UNKNOWN
        if status == HTTPStatus.NOT_FOUND:
            return Outcome.NOT_ACCEPTED
        known = answer.state in (Outcome.ACCEPTED, Outcome.DELIVERED)
        return Outcome(answer.state) if status == HTTPStatus.OK and known else Outcome.UNKNOWN

    def _call(self, method: str, path: str, signed: bytes) -> tuple[int, _Answer]:
        headers = {SIGNATURE: signature_of(self._secret, signed), "Accept": "application/json"}
        with closing(self._line()) as line:
            body = signed if method == "POST" else None
            line.request(method, path, body=body, headers={**headers, "Content-Type": "application/json"})
            response = line.getresponse()
            text = response.read(_MOST_ANSWER)
        try:
            return response.status, _answer.decode(text)
        except msgspec.DecodeError:
            return response.status, _Answer()

    def _line(self) -> http.client.HTTPConnection:
        """Return an open line to the one address that was looked at; nothing was said on it yet."""
        try:
            plain = socket.create_connection((self._looked_up(), self._port), timeout=PATIENCE)
        except OSError as error:
            raise NotAcceptedError from error
        line = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        try:
            context = ssl.create_default_context()
            line.sock = context.wrap_socket(plain, server_hostname=self._host) if self._is_secure else plain
        except OSError as error:
            plain.close()
            raise NotAcceptedError from error
        return line

    def _looked_up(self) -> str:
        found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        addresses = [str(each[4][0]) for each in found]
        if not self._options.private and not all(map(is_outside, addresses)):
            raise NotAcceptedError(f"{self._host} is an address of a network of one's own")
        return addresses[0]
