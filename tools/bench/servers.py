"""Start and stop what is measured: hello, and the hall as it is served in production."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.bench.client import status_of
from tools.bench.errors import BenchError
from tools.source import ROOT

_HELLO = (sys.executable, "-m", "tools.bench.hello_server")
_HALL = (sys.executable, "-m", "openhall.project.cli", "serve")
_OPENS_WITHIN, _CLOSES_WITHIN = 120.0, 20.0
_LOOK_EVERY = 0.01
_LAST_LINES = 12
#: What a hall of the person at this machine may have set, and a measured one must not inherit.
_FOREIGN = frozenset({"DATABASE_URL", "PORT", "HOST"})
_KEPT = frozenset({"OPENHALL_JURISDICTION", "OPENHALL_ROOT"})


@dataclass(frozen=True, slots=True)
class Server:
    """A server that is open."""

    pid: int
    port: int
    seconds_to_open: float
    log: Path

    def last_words(self) -> str:
        """Return the end of what the server said on its screen."""
        return _last_words(self.log)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a hall lives; an empty ``database`` is the file in its home."""

    home: Path
    port: int
    database: str = ""


@dataclass(frozen=True, slots=True)
class _Command:
    """How a server is started, and the page that tells that it is open."""

    words: Sequence[str]
    first: str
    environment: Mapping[str, str]


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def hello(port: int, workers: int, home: Path, cores: Collection[int]) -> Iterator[Server]:
    """Open hello, and close it in any case."""
    command = _Command(_HELLO, "/", environment(Site(home, port)))
    with _running(command, port, workers, home, cores) as server:
        yield server


@contextmanager
def hall(site: Site, workers: int, cores: Collection[int]) -> Iterator[Server]:
    """Open the hall with its worker, and close it in any case."""
    command = _Command(_HALL, "/en/", environment(site))
    with _running(command, site.port, workers, site.home, cores) as server:
        yield server


@contextmanager
def _running(command: _Command, port: int, workers: int, home: Path, cores: Collection[int]) -> Iterator[Server]:
    log = home / f"{port}.log"
    arguments = [*command.words, "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    started = time.perf_counter()
    with log.open("ab") as words:
        # A session of its own: Ctrl-C reaches the bench, which closes what it opened in good order.
        process = subprocess.Popen(
            arguments, cwd=ROOT, env=command.environment, stdout=words, stderr=words, start_new_session=True
        )
    try:
        # Threads and children inherit it: this comes before Python has started any.
        os.sched_setaffinity(process.pid, cores)
        _wait_until_open(process, port, command.first, log)
        yield Server(process.pid, port, time.perf_counter() - started, log)
    finally:
        _close(process)


def environment(site: Site) -> Mapping[str, str]:
    """Return the environment of what is measured, with nothing of another hall of this machine."""
    foreign = {name for name in os.environ if name in _FOREIGN or name.startswith("OPENHALL_")} - _KEPT
    kept = {name: value for name, value in os.environ.items() if name not in foreign}
    named = {"DATABASE_URL": site.database} if site.database else {}
    # Guests are counted by the networks that they name; officers work here, faster than any person.
    counted = {"OPENHALL_LIMITS": "elsewhere", "OPENHALL_PROXIES": "1"}
    return {**kept, **named, **counted, "OPENHALL_HOME": str(site.home), "OPENHALL_DEMO": "0"}


def _wait_until_open(process: "subprocess.Popen[bytes]", port: int, path: str, log: Path) -> None:
    until = time.perf_counter() + _OPENS_WITHIN
    status = 0
    while time.perf_counter() < until:
        if process.poll() is not None:
            raise BenchError(f"The server ended with code {process.returncode}. \n{_last_words(log)}")
        status = status_of(port, path)
        if status == 200:  # noqa: PLR2004 - the word for "good" in HTTP
            return
        time.sleep(_LOOK_EVERY)
    said = f"it answers {status} at {path}" if status else "it does not answer"
    raise BenchError(f"The server is not open after {_OPENS_WITHIN:.0f} s: {said}. \n{_last_words(log)}")


def _last_words(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").splitlines()[-_LAST_LINES:]
    return "\n".join(["Last words of the server:", *(f"    {line}" for line in lines)])


def _close(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_CLOSES_WITHIN)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    finally:
        # Whoever is left of its session (a loader that was interrupted) goes too.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
