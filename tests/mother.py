"""A mother of processes: it has read the libraries that a hall stands on, and bears commands of `openhall`.

A test run opens some fifty halls and runs as many commands. Each would read the same libraries first, for longer than
all else that it does. The settings and the whole program of the hall are read by the child, from its own environment.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

_ROOT = Path(__file__).resolve().parents[1]
#: What is slow to read, and does not ask which settings there are.
_LIBRARIES = (
    "aiohttp",
    "babel",
    "cryptography.x509",
    "cwt",
    "django.core.handlers.wsgi",
    "django.core.management",
    "django.core.serializers.json",
    "django.db.models",
    "fido2.server",
    "granian",
    "icalendar",
    "jinja2",
    "joserfc.jwt",
    "PIL.Image",
    "pydantic",
    "pyhanko.sign",
    "pypdf",
    "rapidfuzz.fuzz",
    "requests",
    "segno",
    "sqlparse",
)
_TURN_SECONDS = 0.01


@dataclass(frozen=True, slots=True)
class Child:
    """A process that runs a command; as of `subprocess`, of which it has what tests use."""

    mother: "Mother"
    pid: int

    def poll(self) -> int | None:
        """Return its exit code, or nothing while it runs."""
        code: int | None = self.mother.ask(do="poll", pid=self.pid)
        return code

    def wait(self, timeout: float) -> int:
        """Wait until it has ended; return its exit code."""
        until = time.monotonic() + timeout
        while (code := self.poll()) is None:
            if time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout)
            time.sleep(_TURN_SECONDS)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self._send(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._send(signal.SIGKILL)

    def _send(self, sign: signal.Signals) -> None:
        # Its number is given to nobody else before its mother has told how it ended.
        if self.poll() is None:
            os.kill(self.pid, sign)


class Mother:
    """The mother of a test process, from this side."""

    def __init__(self) -> None:
        ours, hers = socket.socketpair()
        command = [sys.executable, "-m", "tests.mother", str(hers.fileno())]
        with hers:
            # Kept, for what nobody holds any more is said to have been left running.
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                command, cwd=_ROOT, pass_fds=[hers.fileno()], stdin=subprocess.DEVNULL
            )
        self._line, self._lock = ours.makefile("rw", encoding="utf-8"), Lock()

    def ask(self, **request: object) -> Any:  # noqa: ANN401 - a number, or nothing
        """Ask for one thing and return what she answers."""
        with self._lock:
            self._line.write(json.dumps(request) + "\n")
            self._line.flush()
            return json.loads(self._line.readline())

    def begin(self, arguments: Sequence[str], environ: Mapping[str, str], told: Path, faults: Path) -> Child:
        """Begin ``openhall`` with arguments and an environment; what it says is written to ``told`` and ``faults``."""
        given = {"arguments": list(arguments), "environ": dict(environ), "told": str(told), "faults": str(faults)}
        return Child(self, self.ask(do="begin", cwd=str(Path.cwd()), **given))


@cache
def mother() -> Mother:
    """Return the mother of this process; she ends with it."""
    return Mother()


def _live(line: socket.socket) -> dict[str, Any] | None:
    """Bear and tell until nobody asks any more; return in a child, with what it is to do."""
    ended: dict[int, int] = {}
    with line, line.makefile("rw", encoding="utf-8") as talk:
        for asked in talk:
            request: dict[str, Any] = json.loads(asked)
            answer = _code_of(request["pid"], ended) if request["do"] == "poll" else os.fork()
            if answer == 0 and request["do"] == "begin":
                return request
            talk.write(json.dumps(answer) + "\n")
            talk.flush()
    return None


def _code_of(pid: int, ended: dict[int, int]) -> int | None:
    if pid not in ended:
        found, status = os.waitpid(pid, os.WNOHANG)
        if not found:
            return None
        ended[pid] = os.waitstatus_to_exitcode(status)
    return ended[pid]


def _become(request: dict[str, Any]) -> list[str]:
    """Take the place and the environment that a child was given; return its arguments."""
    for number, name in ((1, "told"), (2, "faults")):
        file = os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, number)
        os.close(file)
    os.chdir(request["cwd"])
    os.environ.clear()
    os.environ.update(request["environ"])
    time.tzset()
    arguments: list[str] = request["arguments"]
    sys.argv = ["openhall", *arguments]
    return arguments


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for library in _LIBRARIES:
        import_module(library)
    with suppress(BrokenPipeError):
        to_do = _live(socket.socket(fileno=int(sys.argv[1])))
        if to_do is not None:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            sys.exit(import_module("openhall.project.cli").main(_become(to_do)))
