"""The key files of a hall: a master key for the vault and server secrets, and the key that signs the log.

They are made at first use. Several processes may start at once: a file appears whole, or not at all, and the first
one to appear is everybody's.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from openhall.kernel.notes import NotAKeyError, SignerKey, VerifierKey, read_signer_key

_KEY_SIZE = 32
_MASTER, _LOG = "master.key", "log.key"
#: For the hall's account alone.
_PRIVATE = 0o600
_PRIVATE_FOLDER = 0o700


class KeyFileError(Exception):
    """A key file cannot be used; the message says which and what to do."""


def server_key(name: str) -> bytes:
    """Return 32 secret bytes for one use, such as ``guest-secret``: the same each time on every process of the hall."""
    return _derived(settings.KEYS_FOLDER, f"server:{name}")


def key_file(name: str, fresh: Callable[[], str]) -> str:
    """Return the text of a key file of the hall, such as ``papers/root.pem``; made by ``fresh`` at first use.

    Where several processes make it at once, all get what the first of them made.
    """
    path = settings.KEYS_FOLDER / name
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        # Made by itself, or it would get the mode of any folder on the way to another.
        settings.KEYS_FOLDER.mkdir(parents=True, exist_ok=True, mode=_PRIVATE_FOLDER)
        return _read_or_make(path, fresh())


def wrapping_key() -> bytes:
    """Return the key that wraps the keys of owners."""
    return _derived(settings.KEYS_FOLDER, "data-keys")


def log_key() -> SignerKey:
    """Return the key that signs for the log, made at first use."""
    return _signer(settings.KEYS_FOLDER)


def log_verifier() -> VerifierKey:
    """Return the public half of the log's key, made at first use."""
    return log_key().verifier


def known_log_verifier() -> VerifierKey | None:
    """Return the public half of the log's key if this hall has one; make nothing."""
    return log_verifier() if (settings.KEYS_FOLDER / _LOG).is_file() else None


def fingerprint_of_master() -> str:
    """Return a mark of the master key from which nothing of it can be told."""
    return sha256(_derived(settings.KEYS_FOLDER, "fingerprint")).hexdigest()


@lru_cache(maxsize=256)
def _derived(folder: Path, use: str) -> bytes:
    # An empty salt is what RFC 5869 takes where there is none; the key is random already.
    return HKDF(algorithm=SHA256(), length=_KEY_SIZE, salt=None, info=f"openhall:{use}".encode()).derive(
        _master(folder)
    )


@lru_cache(maxsize=4)
def _master(folder: Path) -> bytes:
    path = folder / _MASTER
    try:
        key = bytes.fromhex(_read_or_make(path, os.urandom(_KEY_SIZE).hex()))
    except ValueError as error:
        raise KeyFileError(f"{path} is no key; put back the file that this hall was begun with") from error
    if len(key) != _KEY_SIZE:
        raise KeyFileError(f"{path} is cut off; put back the file that this hall was begun with")
    return key


@lru_cache(maxsize=4)
def _signer(folder: Path) -> SignerKey:
    path = folder / _LOG
    fresh = SignerKey(settings.OPENHALL_LOG_ORIGIN, os.urandom(_KEY_SIZE))
    try:
        return read_signer_key(_read_or_make(path, fresh.written()))
    except NotAKeyError as error:
        raise KeyFileError(f"{path}: {error}; put back the file that this hall was begun with") from error


def _read_or_make(path: Path, fresh: str) -> str:
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        _make(path, f"{fresh}\n")
        return path.read_text("ascii")


def _make(path: Path, text: str) -> None:
    """Write a file of one's own, whole and on the disk, then give it the name, unless somebody was first."""
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
            return
        _sync(path.parent)
    finally:
        draft.unlink()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
