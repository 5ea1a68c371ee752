"""Call an address outside: over TLS, at the one address that was looked at, with no redirect, and bounds.

What a setting or another house names may lead into one's own network: by a name that resolves there, by a number in
any of its forms, by an IPv4 address inside an IPv6 one, or by a redirect. So a name is resolved once, every address
that it has is judged, and the one that was judged is the one that is called, under the name of the certificate.
"""

import logging
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import IO, Any
from urllib.parse import SplitResult, urlsplit

import requests
from requests.adapters import HTTPAdapter

_log = logging.getLogger("openhall.egress")
#: Seconds for the way there and for each piece of the answer; somebody waits in front of a page meanwhile.
PATIENCE = (1.5, 3.0)
#: Seconds for an answer as a whole, however steadily it drips.
_LONGEST = 8.0
MOST_ANSWER = 200_000
_PIECE = 16_384
_TLS_PORT, _PORT = 443, 80
#: IPv6 addresses that carry an IPv4 address to a translator: what is meant is never seen.
_TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")))


#: What yields the addresses that may be called, by the setting that names them.
_naming: dict[str, Callable[[], Iterable[str]]] = {}


class EgressRefused(requests.ConnectionError):
    """An address is not called, or its answer not taken: the words say why, for an operator."""


def staying(session: requests.Session) -> requests.Session:
    """Let the session of a library, which calls the addresses of its maker, follow no redirect; return it."""
    session.get_redirect_target = lambda _answer: None  # type: ignore[method-assign,assignment]  # what the library asks first
    return session


@dataclass(frozen=True, slots=True)
class Reply:
    """What was answered: status, headers with their names as sent, and the whole body."""

    status: int
    headers: dict[str, str]
    body: bytes


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


def register_addresses(setting: str, naming: Callable[[], Iterable[str]]) -> None:
    """Let what ``naming`` yields be called: addresses that the operator wrote into ``setting``. Nothing else is."""
    _naming[setting] = naming


def named_places() -> dict[str, frozenset[str]]:
    """Return which places (``host:port``) may be called, by setting; none by one that cannot be read."""
    found = dict[str, frozenset[str]]()
    for setting, naming in _naming.items():
        with suppress(ValueError, OSError):
            found[setting] = frozenset(map(place_of, naming()))
    return found


def place_of(url: str) -> str:
    """Return ``host:port`` of an address. Raises ``ValueError`` for what is none."""
    parts = urlsplit(url)
    if not parts.hostname:
        raise ValueError("an address without a host")
    return f"{parts.hostname}:{parts.port or (_PORT if parts.scheme == 'http' else _TLS_PORT)}"


def is_outside(address: str) -> bool:
    """Tell whether an IP address is one of the open internet, whatever form it has."""
    found: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif any(found in network for network in _TRANSLATED):
            return False
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def address_fault(url: str, *, is_private: bool = False) -> str:
    """Return why nothing may be called at ``url``, for an operator; empty where it may. Nothing is resolved yet.

    ``is_private`` says that the operator named a system of their own network: it may lie there, and lack TLS.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "it is no address"
    if any(sign == "\\" or not sign.isprintable() or sign.isspace() for sign in url):
        return "it has a sign that not every program reads alike"
    if parts.scheme not in {"https", "http"} or not host:
        return "it is no https address"
    if parts.username is not None or parts.password is not None:
        return "it carries a name or a password"
    if parts.scheme == "http" and not is_private:
        return "it is not encrypted (https)"
    return ""


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    is_private: bool = False,
    most: int = MOST_ANSWER,
) -> Reply:
    """Send one request; return the answer, a redirect as it is. Raises ``requests.RequestException`` or ``OSError``.

    ``is_private`` as above. Nothing of the surroundings counts: no proxy, no password file.
    """
    with calling(method, url, headers=headers, body=body, is_private=is_private) as response:
        return Reply(response.status_code, dict(response.headers), _read(response, most))


@contextmanager
def calling(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes | IO[bytes] = b"",
    is_private: bool = False,
    patience: tuple[float, float] = PATIENCE,
) -> Iterator[requests.Response]:
    """Send one request, and yield the answer while it comes; raises as ``fetch`` does, which is for short answers."""
    if fault := address_fault(url, is_private=is_private):
        raise EgressRefused(f"this address is not called: {fault}")
    if not any(place_of(url) in places for places in named_places().values()):
        _log.error("%s is not called: no setting names it", place_of(url))
        raise EgressRefused("this address is not called: no setting names it")
    parts = urlsplit(url)
    is_secure = parts.scheme == "https"
    port = parts.port or (_TLS_PORT if is_secure else _PORT)
    address = _looked_up(parts, port, is_private=is_private)
    with requests.Session() as session:
        session.trust_env = False
        session.mount(f"{parts.scheme}://", _Pinned(parts.hostname or "", port, address, is_secure=is_secure))
        sent = {"Accept-Encoding": "identity", **(headers or {})}
        try:
            with session.request(
                method, url, data=body or None, headers=sent, timeout=patience, allow_redirects=False, stream=True
            ) as response:
                yield response
        except requests.exceptions.SSLError:
            # Whoever calls says that nobody answered; an operator has to know that somebody else may have.
            _log.error("the line to %s is not safe, so nothing was sent: its certificate, or its TLS", parts.hostname)
            raise


def _read(response: requests.Response, most: int) -> bytes:
    until, found = time.monotonic() + _LONGEST, bytearray()
    while piece := response.raw.read1(_PIECE, decode_content=False):
        found += piece
        if len(found) > most:
            raise EgressRefused(f"the answer is larger than {most} bytes")
        if time.monotonic() > until:
            raise EgressRefused("the answer takes too long")
    return bytes(found)


def _looked_up(parts: SplitResult, port: int, *, is_private: bool) -> str:
    found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]) for each in found]
    if not is_private and not all(map(is_outside, addresses)):
        raise EgressRefused(f"{parts.hostname} is an address of a network of one's own")
    return addresses[0]
