"""The key that signs what is handed out and has to come back: made at the first need, kept in the hall's home.

It can be changed while the hall is open: what an older one has signed is still known, and no process has to start anew.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from openhall.kernel.key_files import key_at, read_or_make, ring_of
from openhall.project.secret_settings import secret_words

NAME = "secret"
_BYTES = 32


def secret_path(home: Path) -> Path:
    """Return where the first key of the hall in ``home`` lies; those that took its place lie beside it."""
    return home / "keys" / NAME


def fresh_secret() -> str:
    """Return a new key."""
    return secrets.token_hex(_BYTES)


def given_secrets() -> tuple[str, ...]:
    """Return the keys of the environment, or of the file that it names, the one that signs first; else none."""
    return tuple(secret_words("OPENHALL_SECRET_KEY"))


def secret_keys(home: Path) -> tuple[str, ...]:
    """Return the keys of the hall in ``home``, the one that signs first, the same for all its processes.

    ``OPENHALL_SECRET_KEY`` stands for the files where it is set, several with a space between.
    """
    if given := given_secrets():
        return given
    read_or_make(secret_path(home), fresh_secret)
    ring = ring_of(secret_path(home))
    signs = key_at(ring, datetime.now(UTC))
    return (signs.text.strip(), *(each.text.strip() for each in reversed(ring) if each is not signs))


class SigningSecret:
    """``SECRET_KEY`` as the framework takes it, looked up each time; whoever only looks at settings makes no file."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def __str__(self) -> str:
        return secret_keys(self._home)[0]

    def __repr__(self) -> str:
        return "SigningSecret"


class OlderSecrets(list[str]):
    """``SECRET_KEY_FALLBACKS`` as the framework takes it: a list by its type, looked up each time."""

    def __init__(self, home: Path) -> None:
        super().__init__()
        self._home = home

    def __iter__(self) -> Iterator[str]:
        return iter(secret_keys(self._home)[1:])
