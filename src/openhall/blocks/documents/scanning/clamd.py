"""ClamAV's daemon, asked by its INSTREAM command over TCP or a local socket."""

import socket
from collections.abc import Iterable
from urllib.parse import SplitResult, urlsplit

from openhall.blocks.documents.scanning.answers import ScannerAwayError

_PORT = 3310
#: To connect, and between two words of the daemon; a large paper takes it some seconds.
_PATIENCE_SECONDS = 20
_LONGEST_ANSWER = 4096
_PIECE = 128 * 1024
_CLEAN, _FOUND = b"stream: OK", b" FOUND"


def ask(address: str, pieces: Iterable[bytes]) -> str:
    """Return the name of what the daemon finds, or nothing; raise ``ScannerAwayError`` without a clear answer."""
    try:
        with _connected(urlsplit(address)) as line:
            answer = _answer(line, pieces)
    except OSError as error:
        raise ScannerAwayError(str(error)) from error
    if answer == _CLEAN:
        return ""
    if answer.startswith(b"stream: ") and answer.endswith(_FOUND):
        return answer[len(b"stream: ") : -len(_FOUND)].decode("utf-8", "replace")
    # A file above the daemon's own limit, a database that is being read: not a word about the file.
    raise ScannerAwayError(answer[:200].decode("utf-8", "replace"))


def faults(address: str) -> list[str]:
    """Return what is wrong with an address."""
    parts = urlsplit(address)
    try:
        is_good = bool(parts.hostname) != (len(parts.path) > 1) and parts.port != 0
    except ValueError:
        is_good = False
    return [] if is_good else ["OPENHALL_SCANNER: write clamd://host:port or clamd:///path/of/the/socket"]


def _connected(parts: SplitResult) -> socket.socket:
    if parts.hostname:
        return socket.create_connection((parts.hostname, parts.port or _PORT), timeout=_PATIENCE_SECONDS)
    line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    line.settimeout(_PATIENCE_SECONDS)
    try:
        line.connect(parts.path)
    except OSError:
        line.close()
        raise
    return line


def _answer(line: socket.socket, pieces: Iterable[bytes]) -> bytes:
    try:
        line.sendall(b"zINSTREAM\0")
        for whole in pieces:
            for start in range(0, len(whole), _PIECE):
                piece = whole[start : start + _PIECE]
                line.sendall(len(piece).to_bytes(4) + piece)
        line.sendall(bytes(4))
    except BrokenPipeError:
        pass  # it has said what it thinks before it heard all: its words are still to be read
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER and (more := line.recv(1024)):
        answer += more
    return answer.rstrip(b"\0\n")
