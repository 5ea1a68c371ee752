"""Key files: each made once, whole, for the hall's account alone, with those beside it that took its place.

``log.key`` is the first key of its kind. ``log.key.20261127T093000Z`` took its place at that moment: so a ring of
keys is the files of one name, can be copied like any file, and says by itself which of them is used when.
"""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from uuid import uuid4

#: For the hall's account alone.
_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700
_STAMP = "%Y%m%dT%H%M%SZ"


class KeyTakenError(Exception):
    """There is a key that begins at this very second."""


@dataclass(frozen=True, slots=True)
class KeptKey:
    """One key of a ring: its file, what stands in it, and from when it is used (the first: from the beginning)."""

    path: Path
    text: str
    begins: datetime


def read_or_make(path: Path, fresh: Callable[[], str]) -> str:
    """Return the text of a key file, made by ``fresh`` at first use.

    Where several processes make it at once, all get what the first of them made.
    """
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        _make(path, f"{fresh()}\n")
        return path.read_text("ascii")


def ring_of(path: Path) -> tuple[KeptKey, ...]:
    """Return all keys of a ring, the first of all first; none where none was made. Costs one look at the folder."""
    try:
        names = os.listdir(path.parent)  # noqa: PTH208 - names alone, and several times as fast
    except FileNotFoundError:
        return ()
    return _read(path, tuple(sorted(name for name in names if name.startswith(path.name))))


def key_at(ring: Sequence[KeptKey], moment: datetime) -> KeptKey:
    """Return the key of a ring that is used at ``moment``: the last that has begun, else the first of all."""
    return next((each for each in reversed(ring) if each.begins <= moment), ring[0])


def add_key(path: Path, text: str, *, begins: datetime) -> KeptKey:
    """Put a key into the ring, used from ``begins`` on, to the second. Raises ``KeyTakenError``."""
    moment = begins.astimezone(UTC).replace(microsecond=0)
    place = path.with_name(f"{path.name}.{moment.strftime(_STAMP)}")
    if not _make(place, f"{text}\n"):
        raise KeyTakenError(place.name)
    return KeptKey(place, f"{text}\n", moment)


@lru_cache(maxsize=1024)
def _read(path: Path, names: tuple[str, ...]) -> tuple[KeptKey, ...]:
    # A key file never changes: another one has another name.
    begun = ((name, _begins(name.removeprefix(path.name))) for name in names)
    return tuple(
        KeptKey(each, each.read_text("ascii"), moment)
        for name, moment in begun
        if moment is not None
        for each in [path.with_name(name)]
    )


def _begins(ending: str) -> datetime | None:
    if not ending:
        return datetime.min.replace(tzinfo=UTC)
    try:
        return datetime.strptime(ending, f".{_STAMP}").replace(tzinfo=UTC)
    except ValueError:
        return None


def _make(path: Path, text: str) -> bool:
    """Write a file of one's own, whole and on the disk, then give it the name; tell whether nobody was first."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    draft = path.parent / f".{uuid4().hex}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            # A link, unlike a rename, never takes the place of what is there.
            path.hardlink_to(draft)
        except FileExistsError:
            return False
        _sync(path.parent)
        return True
    finally:
        draft.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
