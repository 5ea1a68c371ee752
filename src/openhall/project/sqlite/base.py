"""The framework's SQLite backend, with a queue for writers.

SQLite lets one writer in at a time. Whoever finds the door shut sleeps for a while and tries again, and whoever tries
at the right moment is first: under load some wait for seconds while others pass them by. Here every transaction
takes its turn at a lock of the operating system before it begins, which wakes exactly the next one, also between
processes. It is given back by the system when a process dies.
"""

import fcntl
import os
from collections.abc import Sequence
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that waits for its turn before a transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turnstile: int | None = None
        self._has_turn = False

    def write_lightly(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Do a statement, a transaction of its own, without waiting for the disk; return its rows.

        What was kept before stays safe: the next that waits takes this one along. Within a transaction it is
        a part of that. The framework's way around one statement costs more than the statement.
        """
        if self.in_atomic_block or self.is_in_memory_db():
            with self.cursor() as cursor:
                return list(cursor.execute(sql, values).fetchall())
        self.ensure_connection()
        with self.wrap_database_errors:
            self._take_turn()
            try:
                self.connection.execute("PRAGMA synchronous=NORMAL")
                return list(self.connection.execute(sql.replace("%s", "?"), values).fetchall())
            finally:
                self._end_turn()
                self.connection.execute("PRAGMA synchronous=FULL")

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # the stubs leave it out
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # the stubs leave it out
        self._end_turn()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # the stubs leave it out
        finally:
            self._end_turn()
            if self._turnstile is not None:
                os.close(self._turnstile)
                self._turnstile = None

    def _take_turn(self) -> None:
        if self.is_in_memory_db():
            return
        if self._turnstile is None:
            path = f"{self.settings_dict['NAME']}.turn"
            self._turnstile = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._turnstile, fcntl.LOCK_EX)
        self._has_turn = True

    def _end_turn(self) -> None:
        if self._has_turn and self._turnstile is not None:
            self._has_turn = False
            fcntl.flock(self._turnstile, fcntl.LOCK_UN)
