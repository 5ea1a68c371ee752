"""Servers on the loopback that take mails and text messages, as a test wants them to."""

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Web:
    """What a web service answers (status and JSON), and what it was asked: method, path, headers and body."""

    status: int = 200
    answer: str = "{}"
    hangs_up: bool = False
    port: int = 0
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def web() -> Iterator[Web]:
    """Run a web service."""
    told = Web()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told.asked.append((self.command, self.path, dict(self.headers), body))
            if told.hangs_up:
                return
            text = told.answer.encode()
            self.send_response(told.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = _answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    with _running(server):
        yield told


@dataclass
class Post:
    """What a mail server says to a recipient and to a mail (empty: it hangs up), and the mails that it took.

    ``seconds`` is how long it takes to say that it took one.
    """

    to_recipient: str = "250 yes"
    to_mail: str = "250 taken"
    seconds: float = 0
    port: int = 0
    took: list[str] = field(default_factory=list)


@contextmanager
def post() -> Iterator[Post]:
    """Run a mail server."""
    told = Post()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 here")
            while line := self.rfile.readline().decode().strip():
                word = line.upper()
                if word == "DATA":
                    self._say("354 go on")
                    if not self._taken():
                        return
                else:
                    self._say(told.to_recipient if word.startswith("RCPT") else "250 yes")

        def _taken(self) -> bool:
            lines = list[str]()
            while (line := self.rfile.readline().decode()) not in {".\r\n", ""}:
                lines.append(line)
            told.took.append("".join(lines))
            time.sleep(told.seconds)
            if told.to_mail:
                with suppress(OSError):  # whoever waited has gone
                    self._say(told.to_mail)
            return bool(told.to_mail)

        def _say(self, words: str) -> None:
            self.wfile.write(f"{words}\r\n".encode())

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
    told.port = server.server_address[1]
    with _running(server):
        yield told


@contextmanager
def _running(server: socketserver.TCPServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
