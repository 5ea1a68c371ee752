"""One keep-alive connection of our own generator, and where each answer on it ends."""

import socket

_VERSION = b"HTTP/1.1 "
#: The status stands behind the version, in three digits.
_STATUS = slice(len(_VERSION), len(_VERSION) + 3)
_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "
_LAST_CHUNK = b"0\r\n\r\n"
#: More than most answers, so that one reading takes them whole; less than what malloc asks the kernel for each time.
_ROOM = 1 << 16
#: In place of a number of bytes: the answer tells no length, or its head is not whole yet.
UNTIL_LAST_CHUNK, UNTIL_HEAD_ENDS = -1, -2


class Line:
    """A connection with at most one request in flight."""

    __slots__ = ("_good", "_left", "_receive", "_rest", "_send", "_socket", "bytes", "fileno", "sent_at", "statuses")

    def __init__(self, port: int, good: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setblocking(False)
        # Bound once: it saves a look-up at each use.
        self.fileno, self._receive, self._send = self._socket.fileno(), self._socket.recv, self._socket.send
        self.sent_at = 0.0
        self.bytes = self._left = 0
        self._good = _VERSION + str(good).encode("ascii")
        #: Every status that was not the good one.
        self.statuses: list[int] = []
        self._rest = b""

    def ask(self, request: bytes, now: float) -> None:
        """Send a request: it is short, and the line is empty, so it goes in one piece."""
        self.sent_at = now
        if self._send(request) != len(request):
            raise ConnectionError("the server does not take a request in one piece")

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def take(self) -> bool:
        """Read what has come; tell whether the answer is whole."""
        data = self._receive(_ROOM)
        if not data:
            raise ConnectionResetError("the server closed a connection that was to be kept")
        self.bytes += len(data)
        left = self._left
        if left == 0:
            if not data.startswith(self._good):
                self.statuses.append(status_in(data))
            left = left_over(data)
        elif left > 0:
            left -= len(data)
        else:
            data = self._rest + data
            left = left_over(data) if left == UNTIL_HEAD_ENDS else _chunks_left(data)
        self._left = left
        if left < 0:
            self._rest = data if left == UNTIL_HEAD_ENDS else data[-len(_LAST_CHUNK) :]
        return left == 0


def status_in(data: bytes) -> int:
    """Return the status of the answer that begins with ``data``, 0 of what is no answer."""
    digits = data[_STATUS]
    return int(digits) if data.startswith(_VERSION) and digits.isdigit() else 0


def left_over(data: bytes) -> int:
    """Return how many bytes of the answer that begins with ``data`` are still to come."""
    end = data.find(_HEAD_END)
    if end < 0:
        return UNTIL_HEAD_ENDS
    at = data.find(_LENGTH, 0, end)
    if at < 0:
        # Servers write names of headers as they like; this one is asked first as ours writes it.
        at = data[:end].lower().find(_LENGTH)
        if at < 0:
            return _chunks_left(data)
    at += len(_LENGTH)
    return int(data[at : data.index(b"\r", at)]) - (len(data) - end - len(_HEAD_END))


def _chunks_left(data: bytes) -> int:
    return 0 if data.endswith(_LAST_CHUNK) else UNTIL_LAST_CHUNK
