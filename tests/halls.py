"""A real hall for tests: loaded once for a whole run, served on a free loopback port for each test process.

It is loaded, and begun where it will be killed, by the command itself; all else is run by a child of `mother.py`.
"""

import fcntl
import gzip
import http.client
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.bases import ELSEWHERE
from tests.migrated import begin_migrated
from tests.mother import Child, mother

_COMMAND = [sys.executable, "-m", "openhall.project.cli"]
_DATABASE, _FRESH = "openhall.sqlite3", "fresh.sqlite3"
#: A busy machine is not a fault of the hall.
_PATIENCE_SECONDS = 240
#: Days of the example town begin and end by its own clock.
TOWN_ZONE = ZoneInfo("Asia/Kuwait")
#: What a hall under test calls itself, whatever port it is given.
URL = "http://hall.test"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the hall answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, unpacked."""
        return self.content.decode()

    @property
    def content(self) -> bytes:
        """The body, unpacked."""
        return gzip.decompress(self.body) if self.headers.get("content-encoding") == "gzip" else self.body

    def json(self) -> Any:  # noqa: ANN401 - JSON is anything
        """The body as JSON."""
        return json.loads(self.content)


@dataclass(frozen=True, slots=True)
class Hall:
    """A running hall."""

    port: int
    home: Path

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Ask for ``path``; header names are written with underscores."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, headers=named)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment of a hall that lives in ``home``, with nothing of the surroundings."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith("OPENHALL_") and key != "DATABASE_URL"
    }
    named = home / ELSEWHERE
    if named.exists():
        kept["DATABASE_URL"] = named.read_text("utf-8")
    return {**kept, "OPENHALL_HOME": str(home), "OPENHALL_DEMO": "1", "OPENHALL_URL": URL, **(more or {})}


def load(home: Path, environ: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run ``openhall load`` for a hall, as a program of its own."""
    begin_migrated(home, environment(home, environ))
    return subprocess.run(  # noqa: S603 - our own command
        [*_COMMAND, "load"],
        env=environment(home, environ),
        capture_output=True,
        text=True,
        check=False,
        timeout=_PATIENCE_SECONDS,
    )


def run(
    command: str, home: Path, *arguments: str, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of ``openhall`` to its end."""
    given = [command, *arguments]
    with tempfile.TemporaryDirectory() as folder:
        told, faults = Path(folder) / "told", Path(folder) / "faults"
        child = mother().begin(given, environment(home, environ), told, faults)
        try:
            code = child.wait(_PATIENCE_SECONDS)
        finally:
            child.kill()
        return subprocess.CompletedProcess(given, code, told.read_text("utf-8"), faults.read_text("utf-8"))


def installed(home: Path, environ: Mapping[str, str] | None = None) -> Path:
    """Return ``home`` loaded; test processes that ask at once wait for the first."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (home / "loaded").exists():
            done = load(home, environ)
            assert done.returncode == 0, done.stdout + done.stderr
            _copy(home / _DATABASE, home / _FRESH)
    return home


def copied(home: Path, target: Path, *, as_loaded: bool = False) -> Path:
    """Return a copy of a loaded hall that nobody else writes to; the one that is copied may be open.

    ``as_loaded`` leaves out what was done there since it was loaded.
    """
    shutil.copytree(home, target, ignore=shutil.ignore_patterns(f"{_DATABASE}*", f"{_FRESH}*", "*.log"))
    _copy(home / (_FRESH if as_loaded else _DATABASE), target / _DATABASE)
    return target


def _copy(from_: Path, to: Path) -> None:
    with closing(sqlite3.connect(from_)) as old, closing(sqlite3.connect(to)) as new:
        old.backup(new)


@contextmanager
def serving(
    home: Path, *, workers: int = 1, worker: bool = False, environ: Mapping[str, str] | None = None
) -> Iterator[Hall]:
    """Serve the hall in ``home`` until the block ends."""
    hall, process = begin(home, workers=workers, worker=worker, environ=environ)
    try:
        yield hall
    finally:
        process.terminate()
        process.wait(timeout=_PATIENCE_SECONDS)


def begin(
    home: Path,
    *,
    workers: int = 1,
    worker: bool = False,
    environ: Mapping[str, str] | None = None,
    is_apart: bool = False,
) -> "tuple[Hall, subprocess.Popen[bytes] | Child]":
    """Open the hall in ``home``; with ``is_apart`` its processes are a group that can be ended at one blow."""
    port = free_port()
    command = ["serve", "--port", str(port), "--workers", str(workers), "--no-load"]
    command += [] if worker else ["--no-worker"]
    process = (_begin_apart if is_apart else _begin)(command, environment(home, environ), home / f"serve-{port}.log")
    try:
        _wait_until_open(port, process)
    except BaseException:
        process.kill()
        process.wait(timeout=_PATIENCE_SECONDS)
        raise
    return Hall(port, home), process


def _begin(command: list[str], environ: dict[str, str], log: Path) -> Child:
    return mother().begin(command, environ, log, log)


def _begin_apart(command: list[str], environ: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as file:
        return subprocess.Popen(  # noqa: S603 - our own command, with arguments from tests
            [*_COMMAND, *command], env=environ, stdout=file, stderr=subprocess.STDOUT, start_new_session=True
        )


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_open(port: int, process: "subprocess.Popen[bytes] | Child") -> None:
    until = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if Hall(port, Path()).get("/healthz").status == http.HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.05)
    message = f"the hall did not open (exit code {process.poll()})"
    raise AssertionError(message)
