"""Have a file looked at by another process, and believe nothing of it but a number."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import IO

from openhall.blocks.documents.inspecting.verdicts import Verdict

_PACKAGE = "openhall.blocks.documents.inspecting"
#: Which module looks at which kind. A drawing is not unpacked here: the virus scanner sees it, and nobody draws it.
_LOOKS = {"jpg": "jpegs", "png": "pngs", "heic": "heics", "pdf": "papers"}
WALL_SECONDS = 10
#: So many at once in each web process, so that a flood of files is bounded in memory.
_AT_ONCE = 2
_cells = BoundedSemaphore(_AT_ONCE)


class BusyError(Exception):
    """No cell became free in time."""


def inspect(kind: str, file: IO[bytes]) -> Verdict:
    """Return how a file of ``kind`` is found; the time and memory that it takes are bounded."""
    if kind not in _LOOKS:
        return Verdict.SOUND
    with _cell(), _only_to_read(file) as source:
        try:
            done = subprocess.run(  # noqa: S603 - our own module, named above
                [sys.executable, "-I", "-m", f"{_PACKAGE}.{_LOOKS[kind]}"],
                stdin=source,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={},  # no address, password or key of the hall
                cwd="/",
                check=False,
                timeout=WALL_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return Verdict.TOO_COMPLEX
    return _read(done.returncode)


def _read(code: int) -> Verdict:
    """Turn the end of the process into a verdict; one that was ended by a limit asked for too much."""
    if code < 0:
        return Verdict.TOO_COMPLEX
    return Verdict(code) if code in set(Verdict) else Verdict.BROKEN


@contextmanager
def _cell() -> Iterator[None]:
    if not _cells.acquire(timeout=WALL_SECONDS):
        raise BusyError
    try:
        yield
    finally:
        _cells.release()


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
