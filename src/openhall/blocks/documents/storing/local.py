"""Sealed bytes in a folder: ``ab/cd/abcd…``, written beside, made durable, then given their name."""

import hashlib
import os
from collections.abc import Generator, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from urllib.parse import unquote, urlsplit

from openhall.blocks.documents.storing.places import Store, StoreAwayError

_PIECE = 256 * 1024


def open_store(address: str) -> Store:
    """Return the folder that ``file:///…`` names, as a store."""
    return Folder(_folder(address))


def addresses_of(_address: str) -> list[str]:
    """Return the addresses that a store calls: none."""
    return []


def faults(address: str) -> list[str]:
    """Return what is wrong with the folder."""
    parts = urlsplit(address)
    if parts.netloc or not parts.path.startswith("/"):
        return ["OPENHALL_STORAGE_URL: name the whole path of a folder, like file:///srv/openhall/files"]
    return []


def _folder(address: str) -> Path:
    return Path(unquote(urlsplit(address).path))


class Folder(Store):
    """A folder of our own: nobody but the hall may look into it, and no web server hands it out."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, pieces: Iterable[bytes]) -> str:
        """Store bytes; they are on the disk, under their name, when this returns."""
        try:
            arriving = _made(self._root, "arriving") / token_hex(16)
            try:
                address = _write(arriving, pieces)
                place = _made(self._root, address[:2], address[2:4]) / address
                arriving.rename(place)
            except BaseException:
                arriving.unlink(missing_ok=True)
                raise
            _make_durable(place.parent)
        except OSError as error:
            raise StoreAwayError(str(error)) from error
        return address

    def get(self, address: str) -> Generator[bytes, None, None]:
        """Yield the bytes at an address."""
        try:
            with self._place(address).open("rb") as source:
                while piece := source.read(_PIECE):
                    yield piece
        except FileNotFoundError as error:
            raise LookupError(address) from error

    def remove(self, address: str) -> None:
        """Remove the bytes at an address."""
        self._place(address).unlink(missing_ok=True)

    def addresses(self, start: str, until: datetime) -> Iterator[str]:
        """Yield what lies in one of the 256 outer folders; what never got its name is cleared away as well."""
        for path in (self._root / "arriving").glob("*"):
            if _stored_before(path, until):
                path.unlink(missing_ok=True)
        yield from (path.name for path in (self._root / start).glob("*/*") if _stored_before(path, until))

    def _place(self, address: str) -> Path:
        return self._root / address[:2] / address[2:4] / address


def _write(path: Path, pieces: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        for piece in pieces:
            digest.update(piece)
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest()


def _made(root: Path, *names: str) -> Path:
    """Return a folder, made if need be; a new one is on the disk before anything is put into it."""
    folder = root
    for name in ("", *names):
        folder = folder / name
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make_durable(folder.parent)
    return folder


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _stored_before(path: Path, until: datetime) -> bool:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < until
    except FileNotFoundError:
        return False
