"""The line that people use is looked at for real: certificates, old versions, and what answers without encryption."""

import datetime as dt
import http.server
import ipaddress
import socket
import ssl
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from openhall.kernel import egress
from openhall.project.lines import public_line

NOW = dt.datetime.now(dt.UTC)


def _certificate(folder: Path, name: str, days: int = 1) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    names: list[x509.GeneralName] = [x509.DNSName(name), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW - dt.timedelta(days=9))
        .not_valid_after(NOW + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName(names[: 2 if name == "localhost" else 1]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}{days}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@contextmanager
def _speaking(
    certificate: Path, *, is_old: bool = False, ciphers: str = "ECDHE+AESGCM:ECDHE+CHACHA20"
) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.set_ciphers(ciphers)
    if is_old:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            context.minimum_version = ssl.TLSVersion.TLSv1
        context.set_ciphers("ALL:@SECLEVEL=0")
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            while True:
                try:
                    line, _ = door.accept()
                except OSError:
                    return
                with suppress(OSError), context.wrap_socket(line, server_side=True) as told:
                    told.recv(10_000)
                    told.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        threading.Thread(target=serve, daemon=True).start()
        yield door.getsockname()[1]


@contextmanager
def _plain(status: int) -> Iterator[int]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def _names(url: str, **more: object) -> list[str]:
    found, why = public_line(url, **{"plain_port": 9, **more})  # type: ignore[arg-type]
    assert not why
    return [each.name for each in found]


def test_a_line_that_is_as_it_should_be(tmp_path: Path) -> None:
    good = _certificate(tmp_path, "localhost")
    with _speaking(good) as port, _plain(403) as plain:
        assert _names(f"https://localhost:{port}", trusted=good, plain_port=plain) == []


def test_a_certificate_that_browsers_do_not_take(tmp_path: Path) -> None:
    good, other, over = (
        _certificate(tmp_path, "localhost"),
        _certificate(tmp_path, "other.test"),
        _certificate(tmp_path, "localhost", days=-1),
    )
    for shown, trusted in ((good, None), (other, other), (over, over)):
        with _speaking(shown) as port:
            assert _names(f"https://localhost:{port}", trusted=trusted) == ["certificate"]


@pytest.mark.parametrize("ciphers", ["ECDHE+AESGCM:ECDHE-ECDSA-AES128-SHA256", "ECDHE+AESGCM:ECDHE-ECDSA-AES256-SHA"])
def test_a_weak_cipher_beside_good_ones_is_named(tmp_path: Path, ciphers: str) -> None:
    good = _certificate(tmp_path, "localhost")
    with _speaking(good, ciphers=f"{ciphers}:@SECLEVEL=0") as port:
        faults, _ = public_line(f"https://localhost:{port}", trusted=good, plain_port=1)
    assert [fault.name for fault in faults] == ["weak-ciphers"]
    assert "-SHA" in faults[0].wrong


def test_an_old_version_is_named(tmp_path: Path) -> None:
    good = _certificate(tmp_path, "localhost")
    with _speaking(good, is_old=True) as port:
        assert _names(f"https://localhost:{port}", trusted=good) == ["old-tls", "weak-ciphers"]


@pytest.mark.parametrize(("status", "name"), [(200, "plain-line"), (301, "api-led-on"), (308, "api-led-on")])
def test_what_answers_without_encryption_is_named(tmp_path: Path, status: int, name: str) -> None:
    good = _certificate(tmp_path, "localhost")
    with _speaking(good) as port, _plain(status) as plain:
        assert _names(f"https://localhost:{port}", trusted=good, plain_port=plain) == [name]


def test_a_line_that_cannot_be_looked_at_is_said_to_be_none() -> None:
    assert public_line("https://localhost:9")[1] == "localhost does not answer on port 9 from here"
    assert public_line("http://localhost")[1]


def test_the_hall_itself_speaks_to_nobody_with_a_wrong_certificate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What it calls has to prove its name by somebody whom the machine trusts; an operator cannot switch that off."""
    good, other = _certificate(tmp_path, "localhost"), _certificate(tmp_path, "other.test")
    with _speaking(good) as port, _speaking(other) as wrong:
        places = frozenset({f"localhost:{port}", f"localhost:{wrong}"})
        monkeypatch.setattr(egress, "named_places", lambda: {"a setting": places})
        with pytest.raises(requests.exceptions.SSLError):
            egress.fetch("GET", f"https://localhost:{port}/", is_private=True)
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(good))
        assert egress.fetch("GET", f"https://localhost:{port}/", is_private=True).status == 200
        monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", str(other))
        with pytest.raises(requests.exceptions.SSLError):
            egress.fetch("GET", f"https://localhost:{wrong}/", is_private=True)
    told = [record.getMessage() for record in caplog.records if record.name == "openhall.egress"]
    assert len(told) == 2
    assert all("the line to localhost is not safe" in each for each in told)
