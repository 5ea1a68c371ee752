"""Bytes on their way in: in a file without a name that vanishes with the process, in a folder of our own."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Protocol, Self

from django.conf import settings

from openhall.blocks.documents.rules import CEILING

PIECE = 256 * 1024


def passing_folder() -> Path:
    """Return the folder for what is only passing through; nobody but the hall may look into it."""
    folder = Path(settings.OPENHALL_HOME) / "tmp"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


class Readable(Protocol):
    """Anything that gives bytes when asked, and none at its end."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes."""
        ...


class Spool:
    """A nameless file that counts and hashes what is added to it, and keeps no more than ``most`` bytes."""

    def __init__(self, most: int = CEILING) -> None:
        self.file: IO[bytes] = TemporaryFile(dir=passing_folder())  # noqa: SIM115 - closed with the spool
        self.size = 0
        self._most = most
        self._hash = hashlib.sha256()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def add(self, piece: bytes) -> None:
        """Take a piece; past the most it is only counted, so that a flood fills no disk."""
        self.size += len(piece)
        if self.size <= self._most:
            self._hash.update(piece)
            self.file.write(piece)

    def fill(self, stream: Readable) -> Self:
        """Take all of ``stream``, or one byte more than the most."""
        while self.size <= self._most and (piece := stream.read(PIECE)):
            self.add(piece)
        return self

    @property
    def sha256(self) -> str:
        """The hash of what was added."""
        return self._hash.hexdigest()

    def pieces(self, size: int = PIECE) -> Iterator[bytes]:
        """Yield what was added, from the start."""
        self.file.seek(0)
        while piece := self.file.read(size):
            yield piece

    def head(self, size: int) -> bytes:
        """Return the first bytes."""
        self.file.flush()
        self.file.seek(0)
        return self.file.read(size)

    def tail(self, size: int) -> bytes:
        """Return the last bytes."""
        self.file.seek(max(0, self.size - size))
        return self.file.read(size)

    def close(self) -> None:
        """Let the bytes go."""
        self.file.close()
