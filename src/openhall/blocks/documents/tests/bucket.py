"""As much of S3 as the hall asks for, on loopback: put, get, delete, list, and uploads in parts."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape


class Bucket(ThreadingHTTPServer):
    """A bucket in memory; ``is_away`` makes it answer that it is not well."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.held: dict[str, bytes] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.is_away = False
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
        return parts.path.removeprefix("/files").lstrip("/"), asked, body

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(503 if self.server.is_away else status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", self.server.stored_at.strftime("%a, %d %b %Y %H:%M:%S GMT"))
        self.send_header("ETag", f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"')
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self) -> None:
        key, asked, body = self._begin()
        if self.server.is_away:
            return self._answer(503)
        assert self.headers["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=test-key/")
        if "partNumber" in asked:
            self.server.parts[asked["uploadId"]][int(asked["partNumber"])] = body
        else:
            self.server.held[key] = body
        return self._answer(200)

    def do_POST(self) -> None:
        key, asked, _ = self._begin()
        if "uploads" in asked:
            number = str(len(self.server.parts) + 1)
            self.server.parts[number] = {}
            told = f"<Bucket>files</Bucket><Key>{key}</Key><UploadId>{number}</UploadId>"
            return self._answer(200, f"<InitiateMultipartUploadResult>{told}</InitiateMultipartUploadResult>".encode())
        parts = self.server.parts.pop(asked["uploadId"])
        self.server.held[key] = b"".join(parts[number] for number in sorted(parts))
        told = f'<Bucket>files</Bucket><Key>{key}</Key><ETag>"whole"</ETag>'
        return self._answer(200, f"<CompleteMultipartUploadResult>{told}</CompleteMultipartUploadResult>".encode())

    def do_GET(self) -> None:
        key, asked, _ = self._begin()
        if "list-type" in asked:
            return self._answer(200, self._listed(asked.get("prefix", "")))
        body = self.server.held.get(key)
        return self._answer(404) if body is None else self._answer(200, body)

    def do_DELETE(self) -> None:
        key, _, _ = self._begin()
        self.server.held.pop(key, None)
        self._answer(204)

    def _listed(self, prefix: str) -> bytes:
        stamp = self.server.stored_at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        found = "".join(
            f"<Contents><Key>{escape(key)}</Key><Size>{len(body)}</Size><LastModified>{stamp}</LastModified>"
            "<ETag>x</ETag></Contents>"
            for key, body in sorted(self.server.held.items())
            if key.startswith(prefix)
        )
        return f"<ListBucketResult><IsTruncated>false</IsTruncated>{found}</ListBucketResult>".encode()
