"""Systems of other authorities, that are asked and that ask: they sign by hand, from the words of RFC 9421 alone."""

import base64
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.applicants import Applicant
from tests.halls import URL, Answer, Hall


def public_of(key: Ed25519PrivateKey) -> str:
    return base64.b64encode(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


def ask_signed(  # noqa: PLR0913 - what can be wrong with a request
    hall: Hall,
    path: str,
    body: Mapping[str, object],
    *,
    by: str,
    key: Ed25519PrivateKey,
    age: timedelta = timedelta(),
    nonce: str = "",
    sent: Mapping[str, object] | None = None,
) -> Answer:
    """Ask as a system of another authority, signed by hand from the words of RFC 9421."""
    text = json.dumps(body).encode()
    created = datetime.now(UTC) - age
    date = created.strftime("%a, %d %b %Y %H:%M:%S GMT")
    digest = f"sha-256=:{base64.b64encode(sha256(text).digest()).decode()}:"
    nonce = nonce or f"n{created.timestamp()}"
    params = (
        '("@method" "@target-uri" "date" "content-digest")'
        f';created={int(created.timestamp())};keyid="{by}";nonce="{nonce}";tag="openhall-exchange"'
    )
    lines = {"@method": "POST", "@target-uri": f"{URL}{path}", "date": date, "content-digest": digest}
    base = "\n".join([*(f'"{name}": {value}' for name, value in lines.items()), f'"@signature-params": {params}'])
    signature = base64.b64encode(key.sign(base.encode())).decode()
    headers = {
        "Content-Type": "application/json",
        "Date": date,
        "Content-Digest": digest,
        "Signature-Input": f"sig={params}",
        "Signature": f"sig=:{signature}:",
    }
    with closing(Applicant(hall)) as system:
        return system.ask("POST", path, json.dumps(sent).encode() if sent else text, headers)


class System:
    """A system elsewhere that signs by hand, from the words of RFC 9421 alone."""

    def __init__(self, facts: dict[str, Any] | None = None) -> None:
        self.facts = facts or {"person.name": "Ann"}
        self.key = Ed25519PrivateKey.generate()
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        self.status, self.does_sign, self.bound_to, self.redirect = 200, True, "", ""
        #: What a hall that asks it has to know.
        self.environ: dict[str, str] = {}

    @property
    def public(self) -> str:
        return public_of(self.key)

    def answer(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.seen.append((handler.path, headers, body))
        told = json.dumps({"facts": self.facts, "as_of": "2026-11-03T00:00:00Z"}).encode()
        handler.send_response(302 if self.redirect else self.status)
        date = "Fri, 27 Nov 2026 09:00:00 GMT"
        digest = f"sha-256=:{base64.b64encode(sha256(told).digest()).decode()}:"
        created = int(datetime.now(UTC).timestamp())
        covered = '("@status" "date" "content-digest" "signature";req)'
        params = f'{covered};created={created};keyid="far";alg="ed25519";tag="openhall-exchange"'
        base = "\n".join(
            [
                f'"@status": {self.status}',
                f'"date": {date}',
                f'"content-digest": {digest}',
                f'"signature";req: {self.bound_to or headers["signature"]}',
                f'"@signature-params": {params}',
            ]
        )
        if self.redirect:
            handler.send_header("Location", self.redirect)
        if self.does_sign:
            handler.send_header("Signature-Input", f"sig={params}")
            signature = base64.b64encode(self.key.sign(base.encode())).decode()
            handler.send_header("Signature", f"sig=:{signature}:")
        handler.send_header("Date", date)
        handler.send_header("Content-Digest", digest)
        handler.send_header("Content-Length", str(len(told)))
        handler.end_headers()
        handler.wfile.write(told)


@contextmanager
def listening(system: System) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            system.answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def send_response(self, code: int, message: str | None = None) -> None:
            self.send_response_only(code, message)

        def log_message(self, *args: object) -> None:
            del args

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
