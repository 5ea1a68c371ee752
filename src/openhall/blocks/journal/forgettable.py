"""Keys that can be forgotten one by one, although all of them come from one secret: what a copy cannot bring back.

A binary tree of secrets (Goldreich, Goldwasser, Micali, 1986): each secret gives the two below it and cannot be told
from them. At first only the topmost is kept, and gives the key of every owner. To forget one owner, the secrets above
their leaf are dropped, and those beside the way down are kept instead: every other key can still be made, this one
never again. So the file stays small, nothing is written when a key is made, and a copy of the database, however old,
opens with the file of *today* for everybody but for those who were erased.

The file is ``keys/forgetting.sqlite3``; SQLite writes over what it deletes in it.
"""

import hmac
import os
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

FILE = "forgetting.sqlite3"
_SECRET_SIZE = 32
#: A leaf is the hour in which a key was made (119 years of them), then 43 bits of its owner's mark: in a hall that
#: makes ten thousand keys an hour, one of a thousand million destructions would take a second key with it.
_BITS, _MARK_BITS = 63, 43
_FIRST_HOUR = datetime(2000, 1, 1, tzinfo=UTC)
_PATIENCE_SECONDS = 20.0
_LAID_OUT = (
    "CREATE TABLE IF NOT EXISTS begun (at TEXT NOT NULL, fingerprint TEXT NOT NULL);"
    "CREATE TABLE IF NOT EXISTS secret (way INTEGER PRIMARY KEY, depth INTEGER NOT NULL, secret BLOB NOT NULL);"
)
# The kept secrets lie on no way to each other: the last one not behind a leaf is the only one that can be above it.
_NEAREST = "SELECT way, depth, secret FROM secret WHERE way <= ? ORDER BY way DESC LIMIT 1"

#: Owner, and when their key was made.
Made = tuple[str, datetime]
_Kept = tuple[int, int, bytes]
_open: dict[tuple[int, Path], sqlite3.Connection] = {}
_lock = threading.RLock()


def leaf_secret(owner: str, made_at: datetime) -> bytes | None:
    """Return the 32 secret bytes of an owner's key; ``None`` where they were forgotten, for good."""
    leaf = _leaf(owner, made_at)
    with _file() as file:
        kept = _above(file, leaf)
    if kept is None:
        return None
    _, depth, secret = kept
    for place in range(depth, _BITS):
        secret = _below(secret, _turn(leaf, place))
    return secret


def forget_secrets(made: Iterable[Made]) -> int:
    """Forget the secrets of these owners' keys, all at once or none; return how many were there until now."""
    with _file() as file:
        file.execute("BEGIN IMMEDIATE")
        try:
            gone = sum(_is_dropped(file, _leaf(owner, made_at)) for owner, made_at in made)
        except BaseException:
            file.execute("ROLLBACK")
            raise
        file.execute("COMMIT")
    return gone


def fingerprint_of_forgettable() -> str:
    """Return a mark of the file from which nothing of it can be told; it stays the same whatever is forgotten."""
    with _file() as file:
        return str(file.execute("SELECT fingerprint FROM begun").fetchone()[0])


def forgettable_since() -> datetime:
    """Return when this file was begun: keys that were destroyed before have no secret in it."""
    with _file() as file:
        return datetime.fromisoformat(file.execute("SELECT at FROM begun").fetchone()[0])


def copy_forgettable(place: Path) -> None:
    """Write a whole copy of the file to ``place`` while the hall is open; what lies there is replaced."""
    draft = place.with_name(f".{place.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with _file() as file:
        target = sqlite3.connect(draft)
        try:
            file.backup(target)
        finally:
            target.close()
    draft.replace(place)


def _is_dropped(file: sqlite3.Connection, leaf: int) -> bool:
    kept = _above(file, leaf)
    if kept is None:
        return False
    way, depth, secret = kept
    file.execute("DELETE FROM secret WHERE way = ?", (way,))
    beside: list[_Kept] = []
    for place in range(depth, _BITS):
        turn, low = _turn(leaf, place), _BITS - 1 - place
        beside.append(((leaf >> low ^ 1) << low, place + 1, _below(secret, 1 - turn)))
        secret = _below(secret, turn)
    file.executemany("INSERT INTO secret (way, depth, secret) VALUES (?, ?, ?)", beside)
    return True


def _above(file: sqlite3.Connection, leaf: int) -> _Kept | None:
    kept: _Kept | None = file.execute(_NEAREST, (leaf,)).fetchone()
    if kept is None or (kept[0] ^ leaf) >> (_BITS - kept[1]):
        return None
    return kept


def _leaf(owner: str, made_at: datetime) -> int:
    hour = (made_at - _FIRST_HOUR) // timedelta(hours=1)
    mark = int.from_bytes(sha256(f"openhall:forgetting:{owner}".encode()).digest()[:8]) >> (64 - _MARK_BITS)
    return hour << _MARK_BITS | mark


def _turn(leaf: int, place: int) -> int:
    return leaf >> (_BITS - 1 - place) & 1


def _below(secret: bytes, turn: int) -> bytes:
    return hmac.digest(secret, b"\x01" if turn else b"\x00", "sha256")


@contextmanager
def _file() -> Iterator[sqlite3.Connection]:
    """Give the file to one thread of this process at a time; a process that was forked opens its own."""
    key = (os.getpid(), settings.KEYS_FOLDER)
    with _lock:
        if key not in _open:
            _open[key] = _begun(settings.KEYS_FOLDER / FILE)
        yield _open[key]


def _begun(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # For the hall's account alone, from its first moment; SQLite gives its own files beside it the same mode.
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    file = sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
    file.execute("PRAGMA secure_delete = ON")
    file.execute("PRAGMA synchronous = FULL")
    file.executescript(f"BEGIN IMMEDIATE; {_LAID_OUT} COMMIT;")
    file.execute("BEGIN IMMEDIATE")
    if file.execute("SELECT 1 FROM begun").fetchone() is None:
        file.execute("INSERT INTO begun VALUES (?, ?)", (datetime.now(UTC).isoformat(), os.urandom(16).hex()))
        file.execute("INSERT INTO secret VALUES (0, 0, ?)", (os.urandom(_SECRET_SIZE),))
    file.execute("COMMIT")
    return file
