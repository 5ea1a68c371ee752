"""A virus scanner's daemon for tests: it knows the harmless test file of the trade and nothing else."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + b"$H+H*"


class _Handler(socketserver.StreamRequestHandler):
    server: "OverTcp | OverSocket"

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        heard = b""
        while size := int.from_bytes(self.rfile.read(4)):
            heard += self.rfile.read(size)
        self.server.heard.append(heard)
        found = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in heard else b"stream: OK\0"
        self.wfile.write(self.server.answer if self.server.answer is not None else found)


class _Told:
    daemon_threads = True
    heard: list[bytes]
    answer: bytes | None = None


class OverTcp(_Told, socketserver.ThreadingTCPServer):
    """The daemon at a port."""


class OverSocket(_Told, socketserver.ThreadingUnixStreamServer):
    """The daemon at a local socket."""


@contextmanager
def listening(path: Path | None = None) -> Iterator[tuple[OverTcp | OverSocket, str]]:
    """Yield the daemon and its address; ``answer`` of it makes it say something else."""
    server = OverSocket(str(path), _Handler) if path else OverTcp(("127.0.0.1", 0), _Handler)
    with server:
        server.heard = []
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server, f"clamd://{path}" if path else f"clamd://127.0.0.1:{server.socket.getsockname()[1]}"
        finally:
            server.shutdown()
            thread.join()
