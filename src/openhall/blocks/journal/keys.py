"""The keys of a hall: master keys for the vault and server secrets, and the keys that sign the log.

They are made at first use, and another can take the place of each: docs/howto/change-keys.md. What an older one has
signed or sealed is still known.
"""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from openhall.kernel.key_files import KeptKey, add_key, key_at, read_or_make, ring_of
from openhall.kernel.notes import NotAKeyError, SignerKey, VerifierKey, read_signer_key

_KEY_SIZE = 32
_MASTER, _LOG = "master.key", "log.key"
#: The keys of codes that people hold; none lies there before the first change.
CODES_KEY = "codes.key"
#: Stands behind such a key where nothing that older ones made is taken any more.
_ALONE = "alone"
#: For the hall's account alone.
_PRIVATE_FOLDER = 0o700


class KeyFileError(Exception):
    """A key file cannot be used; the message says which and what to do."""


def server_key(name: str) -> bytes:
    """Return 32 secret bytes for one use, such as ``openid-subjects``: the same on every process of the hall, for ever.

    For names that somebody outside holds, which nobody can be given anew: they come from the first master key. What
    rows are found by is made by ``marks_of``.
    """
    return derived_key(_first_master(settings.KEYS_FOLDER), f"server:{name}")


def server_keys(name: str) -> tuple[bytes, ...]:
    """Return one such key for each master key, the newest first: for what is written anew when that changes."""
    return tuple(derived_key(each, f"server:{name}") for each in master_keys())


def code_keys(name: str) -> tuple[bytes, ...]:
    """Return the keys for codes that people hold and bring back, such as ``matters``, the newest first.

    The first makes new codes, each of them knows its own. The oldest comes from the first master key, so that no file
    is needed until an operator changes it; after a theft the newest may stand alone.
    """
    now, found = datetime.now(UTC), list[bytes]()
    for kept in reversed(ring_of(settings.KEYS_FOLDER / CODES_KEY)):
        if kept.begins > now:
            continue
        text, _, mark = kept.text.strip().partition(" ")
        found.append(derived_key(_read_master(kept.path, text), f"server:{name}"))
        if mark == _ALONE:
            return tuple(found)
    return (*found, server_key(name))


def add_code_key(*, now: datetime, is_alone: bool) -> KeptKey:
    """Let a fresh key make codes from ``now`` on; where it ``is_alone``, no older code is taken any more."""
    return add_to_ring(CODES_KEY, os.urandom(_KEY_SIZE).hex() + (f" {_ALONE}" if is_alone else ""), begins=now)


def key_file(name: str, fresh: Callable[[], str]) -> str:
    """Return the text of a key file of the hall, such as ``exchange.pem``; made by ``fresh`` at first use.

    Where several processes make it at once, all get what the first of them made. Where another key took its place,
    it is that one: the last that has begun.
    """
    return key_at(key_ring(name, fresh), datetime.now(UTC)).text


def key_ring(name: str, fresh: Callable[[], str] | None = None) -> tuple[KeptKey, ...]:
    """Return all keys of one name, the first of all first. Without ``fresh`` none is made where none is."""
    path = settings.KEYS_FOLDER / name
    ring = ring_of(path)
    if fresh is None or any(each.path == path for each in ring):
        return ring
    # Made by itself, or it would get the mode of any folder on the way to another.
    settings.KEYS_FOLDER.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
    read_or_make(path, fresh)
    return ring_of(path)


def add_to_ring(name: str, text: str, *, begins: datetime) -> KeptKey:
    """Let another key take its place among those of one name from ``begins`` on. Raises ``KeyTakenError``."""
    return add_key(settings.KEYS_FOLDER / name, text, begins=begins)


def wrapping_keys() -> tuple[bytes, ...]:
    """Return the keys that wrap the keys of owners, the one that wraps now first."""
    return tuple(derived_key(each, "data-keys") for each in master_keys())


def add_master_key(*, now: datetime) -> KeptKey:
    """Let a fresh master key wrap from ``now`` on; the older ones still open what they wrapped."""
    _first_master(settings.KEYS_FOLDER)
    return add_to_ring(_MASTER, os.urandom(_KEY_SIZE).hex(), begins=now)


def add_log_key(*, now: datetime) -> SignerKey:
    """Let a fresh key sign for the log from ``now`` on, under the same name."""
    fresh = SignerKey(log_key().name, os.urandom(_KEY_SIZE))
    add_to_ring(_LOG, fresh.written(), begins=now)
    return fresh


def log_key(at: datetime | None = None) -> SignerKey:
    """Return the key that signs for the log, now or as it was ``at`` a moment; the first is made at first use."""
    ring = key_ring(_LOG, lambda: SignerKey(settings.OPENHALL_LOG_ORIGIN, os.urandom(_KEY_SIZE)).written())
    return _read_signer(key_at(ring, at or datetime.now(UTC)))


def key_before() -> tuple[SignerKey, ...]:
    """Return the key of the log whose place was taken last: whoever knows it alone can check what is new."""
    signs = log_key()
    ring = [_read_signer(each) for each in key_ring(_LOG) if each.begins <= datetime.now(UTC)]
    return tuple(ring[:-1][-1:]) if ring and ring[-1] == signs else ()


def log_verifier() -> VerifierKey:
    """Return the public half of the key that signs for the log now, made at first use."""
    return log_key().verifier


def log_verifiers() -> tuple[VerifierKey, ...]:
    """Return the public halves of all keys that ever signed for the log, the one that signs now first."""
    signs = log_verifier()
    return (signs, *(each for each in known_log_verifiers() if each != signs))


def known_log_verifiers() -> tuple[VerifierKey, ...]:
    """Return what ``log_verifiers`` does, the newest first, or nothing where this hall has none; make nothing."""
    return tuple(_read_signer(each).verifier for each in reversed(key_ring(_LOG)))


def first_log_label() -> str:
    """Return the label of the first key of the log, by which database and key files know each other."""
    log_key()
    return _read_signer(key_ring(_LOG)[0]).verifier.label


def fingerprint_of_master() -> str:
    """Return a mark of the first master key from which nothing of it can be told."""
    return _fingerprint(_first_master(settings.KEYS_FOLDER))


def fingerprints_of_masters() -> tuple[str, ...]:
    """Return such a mark of each master key, the newest first, also of one that has not begun."""
    ring = ring_of(settings.KEYS_FOLDER / _MASTER)[1:]
    return (*(_fingerprint(_read_master(each.path, each.text)) for each in reversed(ring)), fingerprint_of_master())


def _fingerprint(master: bytes) -> str:
    return sha256(derived_key(master, "fingerprint")).hexdigest()


@lru_cache(maxsize=512)
def derived_key(master: bytes, use: str) -> bytes:
    """Return the key for one use that comes from a master key."""
    # An empty salt is what RFC 5869 takes where there is none; the key is random already.
    return HKDF(algorithm=SHA256(), length=_KEY_SIZE, salt=None, info=f"openhall:{use}".encode()).derive(master)


@lru_cache(maxsize=4)
def _first_master(folder: Path) -> bytes:
    path = folder / _MASTER
    return _read_master(path, read_or_make(path, lambda: os.urandom(_KEY_SIZE).hex()))


def master_keys() -> tuple[bytes, ...]:
    """Return all master keys that have begun, the newest first. Costs one look at the folder."""
    folder = settings.KEYS_FOLDER
    first, now = _first_master(folder), datetime.now(UTC)
    ring = [each for each in ring_of(folder / _MASTER)[1:] if each.begins <= now]
    return (*(_read_master(each.path, each.text) for each in reversed(ring)), first)


def _read_master(path: Path, text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise KeyFileError(f"{path} is no key; put back the file that this hall was begun with") from error
    if len(key) != _KEY_SIZE:
        raise KeyFileError(f"{path} is cut off; put back the file that this hall was begun with")
    return key


@lru_cache(maxsize=64)
def _read_signer(kept: KeptKey) -> SignerKey:
    try:
        return read_signer_key(kept.text)
    except NotAKeyError as error:
        raise KeyFileError(f"{kept.path}: {error}; put back the file that this hall was begun with") from error
