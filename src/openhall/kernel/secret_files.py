"""Secrets that lie in files which something outside keeps: a vault's agent, systemd, an orchestrator.

Such a file may be replaced at any time. What was read last counts while a new one cannot be read.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import overload

_LONGEST = 65_536
_DAY = 86_400
#: In days: so long a secret that somebody else gave may stay the same.
OLDEST = 90


class SecretFileError(Exception):
    """A secret cannot be read from its file; the words say why, for an operator."""


def days_old(path: Path, now: float) -> int:
    """Return for how many days a secret has been the same; ``now`` in seconds. Raises ``OSError``."""
    return int((now - path.stat().st_mtime) // _DAY)


def read_secret(path: Path) -> str:
    """Return what stands in a file, without line ends around it. Raises ``SecretFileError``."""
    try:
        with path.open("rb") as file:
            text = file.read(_LONGEST + 1).decode()
    except OSError as error:
        raise SecretFileError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SecretFileError(f"{path} is no text") from error
    if len(text) > _LONGEST:
        raise SecretFileError(f"{path} is too long for a secret")
    if not text.strip():
        raise SecretFileError(f"{path} is empty")
    return text.strip()


class SecretText:
    """A secret, read anew each time that it is asked for as a text."""

    def __init__(self, path: Path) -> None:
        self._path, self._last = path, read_secret(path)

    def __str__(self) -> str:
        try:
            self._last = read_secret(self._path)
        except SecretFileError:
            # It is being replaced, or its keeper is down: what was good a moment ago may be good still.
            return self._last
        return self._last

    def __repr__(self) -> str:
        return "SecretText"


class SecretWords(Sequence[str]):
    """The words of a secret, read anew each time."""

    def __init__(self, text: SecretText) -> None:
        self._text = text

    def __iter__(self) -> Iterator[str]:
        return iter(str(self._text).split())

    def __len__(self) -> int:
        return len(str(self._text).split())

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...
    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        """Return one word, or several."""
        return str(self._text).split()[index]
