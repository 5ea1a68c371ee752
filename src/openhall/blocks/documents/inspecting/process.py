"""Have a file looked at by another process, and believe nothing of it but a number."""

import os
import select
import signal
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import IO

from openhall.blocks.documents.inspecting.verdicts import Verdict

#: Alone with its own library: no variable, folder or module of whoever started the hall.
PYTHON = (sys.executable, "-I")
_PACKAGE = "openhall.blocks.documents.inspecting"
#: Which module looks at which kind. A drawing is not unpacked here: the virus scanner sees it, and nobody draws it.
_LOOKS = {"jpg": "jpegs", "png": "pngs", "heic": "heics", "pdf": "papers"}
#: For a machine that is busy with other things: whatever asks for too much has spent its own seconds long before.
WALL_SECONDS: float = 20
#: For a process that has closed its output, or whose time is over, to be gone.
_LAST_SECONDS = 0.5
_ENDED_BY_LIMIT = {-signal.SIGXCPU, -signal.SIGKILL}
#: So many at once in each web process, so that a flood of files is bounded in memory.
_AT_ONCE = 2
cells = BoundedSemaphore(_AT_ONCE)


class BusyError(Exception):
    """No cell became free in time, or the machine had no time for it: nothing is known of the file."""


def inspect(kind: str, file: IO[bytes]) -> Verdict:
    """Return how a file of ``kind`` is found; the time and memory that it takes are bounded.

    Raises ``BusyError``.
    """
    if kind not in _LOOKS:
        return Verdict.SOUND
    with _cell(), _only_to_read(file) as source:
        return _read(_run(command_for(kind), source))


def inspect_signature(file: IO[bytes], roots: Sequence[bytes]) -> Verdict:
    """Return how the signature of a PDF is found, which has to go back to one of ``roots``; bounded as ``inspect`` is.

    Raises ``BusyError``.
    """
    with _cell(), _only_to_read(file) as source:
        given = [b64encode(root).decode("ascii") for root in roots]
        return _read(_run([*PYTHON, "-m", f"{_PACKAGE}.signatures", *given], source))


def command_for(kind: str) -> list[str]:
    """Return the command of the program that looks at a kind."""
    return [*PYTHON, "-m", f"{_PACKAGE}.{_LOOKS[kind]}"]


def _run(command: list[str], source: int) -> int:
    """Return the number with which ``command`` ends; end it when its time is over.

    Its output is a pipe that nobody reads: it closes when the process ends, and so wakes us at once.
    """
    ending, output = os.pipe()
    ended = select.poll()
    ended.register(ending, select.POLLHUP)
    try:
        with subprocess.Popen(  # noqa: S603 - our own module, named above
            command,
            stdin=source,
            stdout=output,
            stderr=subprocess.DEVNULL,
            env={},  # no address, password or key of the hall
            cwd="/",
        ) as process:
            os.close(output)
            try:
                ended.poll(int(WALL_SECONDS * 1000))
                return process.wait(timeout=_LAST_SECONDS)
            except subprocess.TimeoutExpired as error:
                raise BusyError from error
            finally:
                process.kill()
    finally:
        os.close(ending)


def _read(code: int) -> Verdict:
    """Turn the end of the process into a verdict; one that was ended by a limit asked for too much."""
    if code in _ENDED_BY_LIMIT:
        return Verdict.TOO_COMPLEX
    return Verdict(code) if code in set(Verdict) else Verdict.BROKEN


@contextmanager
def _cell() -> Iterator[None]:
    if not cells.acquire(timeout=WALL_SECONDS):
        raise BusyError
    try:
        yield
    finally:
        cells.release()


@contextmanager
def _only_to_read(file: IO[bytes]) -> Iterator[int]:
    """Yield a handle of the bytes that cannot change them, where the system can give one (Linux)."""
    file.flush()
    try:
        handle = os.open(f"/proc/self/fd/{file.fileno()}", os.O_RDONLY)
    except OSError:
        handle = os.dup(file.fileno())
    try:
        yield handle
    finally:
        os.close(handle)
