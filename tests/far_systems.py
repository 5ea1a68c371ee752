"""A system of another authority, on a port of its own: it signs by hand, from the words of RFC 9421 alone."""

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


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
        return base64.b64encode(self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()

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
