"""The database of a hall, looked at behind its back: a file of SQLite, or one of PostgreSQL that its home names."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

#: In a home: the address of the database, where that is no file beside it. Whoever asks for the hall's environment
#: (``halls.environment``) gets it too.
ELSEWHERE = "database.address"
_PATIENCE_SECONDS = 20


class Base:
    """A connection that takes questions as SQLite does."""

    def __init__(self, connection: Any, mark: str) -> None:  # noqa: ANN401 - of one of two libraries
        self._connection, self._mark = connection, mark

    def ask(self, question: str, *given: object) -> list[tuple[Any, ...]]:
        """Return all rows that answer a question."""
        return [tuple(row) for row in self._connection.execute(self._written(question), given).fetchall()]

    def change(self, words: str, *given: object) -> int:
        """Change something; return how many rows that were."""
        changed: int = self._connection.execute(self._written(words), given).rowcount
        self._connection.commit()
        return changed

    def begin_picture(self) -> None:
        """Let everything that is asked from now on be of one moment."""
        self._connection.execute("BEGIN" if self._mark == "?" else "BEGIN ISOLATION LEVEL REPEATABLE READ")

    def _written(self, words: str) -> str:
        return words.replace("?", self._mark)


@contextmanager
def base_of(home: Path) -> Iterator[Base]:
    """Open the database of the hall in ``home``."""
    named = home / ELSEWHERE
    if named.exists():
        with psycopg.connect(named.read_text("utf-8"), autocommit=True) as connection:
            yield Base(connection, "%s")
        return
    with closing(sqlite3.connect(home / "openhall.sqlite3", timeout=_PATIENCE_SECONDS)) as connection:
        yield Base(connection, "?")


def one(home: Path, question: str, given: Sequence[object] = ()) -> Any:  # noqa: ANN401 - what stands there
    """Return the first value that answers a question, or ``None``."""
    with base_of(home) as base:
        found = base.ask(question, *given)
    return found[0][0] if found else None
