"""As much of S3 as the hall asks for, on loopback: put, get, delete, and list by pages."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from openhall.kernel.aws_signing import AwsKey, signed_headers

#: So few stand on one page of a list.
_PAGE = 3


class Bucket(ThreadingHTTPServer):
    """A bucket in memory; ``is_away`` makes it answer that it is not well."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.held: dict[str, bytes] = {}
        self.is_away = False
        #: A status and an address: everybody is sent there.
        self.leads_to: tuple[int, str] | None = None
        #: What is said instead of a list.
        self.lists = b""
        self.asked: list[str] = []
        self.stored_at = datetime.now(UTC)

    @property
    def address(self) -> str:
        """Where the bucket is, as the hall is told."""
        return f"s3://files/hall?endpoint=http://127.0.0.1:{self.server_port}&region=here"


@contextmanager
def serving() -> Iterator[Bucket]:
    """Yield a bucket that answers until the block ends."""
    with Bucket() as bucket:
        thread = threading.Thread(target=bucket.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield bucket
        finally:
            bucket.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Bucket

    def log_message(self, *_args: Any) -> None:
        """Say nothing."""

    def _begin(self) -> tuple[str, dict[str, str], bytes]:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.asked.append(self.path)
        return parts.path.removeprefix("/files").lstrip("/"), asked, body

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        leads = self.server.leads_to
        self.send_response(503 if self.server.is_away else leads[0] if leads else status)
        if leads:
            self.send_header("Location", f"{leads[1]}{self.path}")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", self.server.stored_at.strftime("%a, %d %b %Y %H:%M:%S GMT"))
        self.send_header("ETag", f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _is_signed(self, body: bytes = b"") -> bool:
        """Hold the request to its signature, made again from what has arrived."""
        names = self.headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
        own = {"host", "x-amz-content-sha256", "x-amz-date", "x-amz-security-token"}
        told = signed_headers(
            self.command,
            f"http://{self.headers['Host']}{self.path}",
            key=AwsKey("test-key", "test-secret", self.headers.get("x-amz-security-token", "")),
            region="here",
            body_sha256=hashlib.sha256(body).hexdigest(),
            now=datetime.strptime(self.headers["x-amz-date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC),
        )
        return set(names) <= own and told["Authorization"] == self.headers["Authorization"]

    def do_PUT(self) -> None:
        key, _, body = self._begin()
        if not self._is_signed(body):
            return self._answer(403)
        if not self.server.is_away and not self.server.leads_to:
            self.server.held[key] = body
        return self._answer(200)

    def do_GET(self) -> None:
        key, asked, _ = self._begin()
        if not self._is_signed():
            return self._answer(403)
        if "list-type" in asked:
            return self._answer(200, self.server.lists or self._listed(asked))
        body = self.server.held.get(key)
        return self._answer(404) if body is None else self._answer(200, body)

    def do_DELETE(self) -> None:
        key, _, _ = self._begin()
        if not self.server.is_away and not self.server.leads_to:
            self.server.held.pop(key, None)
        self._answer(204)

    def _listed(self, asked: dict[str, str]) -> bytes:
        stamp = self.server.stored_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        after = asked.get("continuation-token", "")
        keys = [key for key in sorted(self.server.held) if key.startswith(asked["prefix"]) and key > after]
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>1</Size><LastModified>{stamp}</LastModified></Contents>"
            for key in keys[:_PAGE]
        )
        more = f"<NextContinuationToken>{keys[_PAGE - 1]}</NextContinuationToken>" if len(keys) > _PAGE else ""
        space = "http://s3.amazonaws.com/doc/2006-03-01/"
        return f'<ListBucketResult xmlns="{space}">{more}{found}</ListBucketResult>'.encode()
