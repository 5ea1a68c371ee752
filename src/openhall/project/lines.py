"""The lines of a hall, as an operator set them up: to people, to its database, to others; each fault with its cure."""

import http.client
import socket
import ssl
import warnings
from collections.abc import Iterator
from contextlib import closing, suppress
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from openhall.project.deployment import Installed, Unsafe

_HERE = frozenset({"localhost", "127.0.0.1", "::1", ""})
_ANYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound
_TLS_PORT, _PORT, _PATIENCE = 443, 80, 5.0
#: Of a line to PostgreSQL: the one setting with which the other end has to prove who it is.
_PROVEN = "verify-full"
#: What a line may take with TLS 1.2 (all of TLS 1.3 is good), and all the rest.
_GOOD = "ECDHE+AESGCM:ECDHE+CHACHA20"
_WEAK = "ALL:COMPLEMENTOFALL:!AESGCM:!CHACHA20:!AESCCM:kRSA:@SECLEVEL=0"
_SCANNED, _SCANNER = "clamd", "clamd:///run/clamav/clamd.ctl"


def open_lines(installed: Installed) -> Iterator[Unsafe]:
    """Yield what its settings leave open; no line is used."""
    yield from _database(installed)
    yield from _proxies(installed)
    yield from _files(installed)
    for address in installed.sms:
        if urlsplit(address).scheme == "sms+http":
            yield Unsafe("sms-in-clear", "Text messages go to their gateway without encryption.", "Use sms+https://.")
    if installed.limits != "always" and not installed.is_demo:
        yield Unsafe(
            "limits", "Guesses and other acts are not counted everywhere.", "Leave OPENHALL_LIMITS out, or set always."
        )


def _database(installed: Installed) -> Iterator[Unsafe]:
    host = installed.database_host
    if host not in _HERE and not host.startswith("/") and installed.database_tls != _PROVEN:
        yield Unsafe(
            "database-in-clear",
            f"The line to the database on {host} is not encrypted, or its other end need not prove who it is.",
            "Add ?sslmode=verify-full&sslrootcert=/path/to/its/ca.pem to DATABASE_URL.",
        )


def _proxies(installed: Installed) -> Iterator[Unsafe]:
    is_open = (installed.environ.get("HOST") or "127.0.0.1") in _ANYWHERE
    if urlsplit(installed.url).scheme == "https" and not installed.proxies:
        yield Unsafe(
            "proxies",
            "Behind a proxy everybody seems to come from one network: whoever floods it shuts all others out.",
            "Set OPENHALL_PROXIES to how many proxies stand in front, and let each add to X-Forwarded-For.",
        )
    if installed.proxies and is_open:
        yield Unsafe(
            "forged-networks",
            "Whoever reaches the hall past the proxy can say that they come from any network.",
            "Set HOST=127.0.0.1, or close the port to everybody but the proxy.",
        )


def _files(installed: Installed) -> Iterator[Unsafe]:
    parts = urlsplit(installed.scanner)
    if not installed.scanner:
        yield Unsafe(
            "scanner", "No program looks for viruses in what people hand in.", f"Set OPENHALL_SCANNER={_SCANNER}"
        )
    elif parts.scheme == _SCANNED and (parts.hostname or "") not in _HERE:
        yield Unsafe(
            "scanner-in-clear",
            f"Files go to {parts.hostname} without encryption.",
            f"Let the scanner run on this machine: {_SCANNER}",
        )
    if "endpoint=http%3A" in installed.storage or "endpoint=http:" in installed.storage:
        yield Unsafe("storage-in-clear", "Files go to their store without encryption.", "Use an endpoint of https://.")


def public_line(url: str, *, trusted: Path | None = None, plain_port: int = _PORT) -> tuple[list[Unsafe], str]:
    """Look at the line that people use; return its faults, and why it was not looked at (empty where it was).

    ``trusted`` is a file of certificates to trust instead of those of the machine. Nothing of anybody is sent.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        return [], "it is not encrypted"
    host, port = parts.hostname, parts.port or _TLS_PORT
    context = ssl.create_default_context(cafile=trusted)
    try:
        with socket.create_connection((host, port), _PATIENCE) as line, context.wrap_socket(line, server_hostname=host):
            found = list[Unsafe]()
    except ssl.SSLCertVerificationError as error:
        told = f"The certificate of {host} is not good: {error.verify_message}."
        found = [Unsafe("certificate", told, "Let the proxy use one that browsers trust, made out to this name.")]
    except ssl.SSLError:
        told = f"{host} speaks no TLS 1.2 or 1.3."
        found = [Unsafe("tls", told, "Let the proxy speak both, and nothing older.")]
    except OSError:
        return [], f"{host} does not answer on port {port} from here"
    return [*found, *_old_versions(host, port), *_weak_ciphers(host, port), *_plain(host, plain_port)], ""


def _asking() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # what is asked is what the line takes: nothing is sent
    return context


def _weak_ciphers(host: str, port: int) -> Iterator[Unsafe]:
    """Offer nothing but what should not be taken: no forward secrecy, no authenticated encryption."""
    context = _asking()
    context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers(_WEAK)
    with suppress(OSError), socket.create_connection((host, port), _PATIENCE) as line, context.wrap_socket(line) as old:
        name = (old.cipher() or ("?",))[0]
        yield Unsafe("weak-ciphers", f"{host} still takes {name}.", f"In nginx: ssl_ciphers {_GOOD};")


def _old_versions(host: str, port: int) -> Iterator[Unsafe]:
    context = _asking()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    with suppress(ssl.SSLError):
        context.set_ciphers("ALL:@SECLEVEL=0")
    with suppress(OSError), socket.create_connection((host, port), _PATIENCE) as line, context.wrap_socket(line) as old:
        yield Unsafe("old-tls", f"{host} still speaks {old.version()}.", "In nginx: ssl_protocols TLSv1.2 TLSv1.3;")


def _plain(host: str, port: int) -> Iterator[Unsafe]:
    """Yield what is wrong where the same name is asked without encryption."""
    with suppress(OSError, http.client.HTTPException), closing(_line(host, port)) as line:
        line.request("GET", "/api/v1/services?limit=1")
        status = line.getresponse().status
        if status < HTTPStatus.MULTIPLE_CHOICES:
            yield Unsafe(
                "plain-line", f"http://{host}/ answers without encryption.", "Let the proxy lead pages to https:."
            )
        elif status < HTTPStatus.BAD_REQUEST:
            yield Unsafe(
                "api-led-on",
                f"http://{host}/api/ leads on to https:, so a program that sends secrets in clear never notices.",
                "Let the proxy lead pages alone, and refuse the rest (docs/howto/run-behind-a-proxy.md).",
            )


def _line(host: str, port: int) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(host, port, timeout=_PATIENCE)
