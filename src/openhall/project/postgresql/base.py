"""The framework's PostgreSQL backend, with fewer ways there and back: each costs more than most of what is asked.

What nobody waits for (``do_later``) goes along with the next statement of its transaction, in the order in which it
came, and so does the beginning of the transaction; what is left at the end goes along with the commit. A transaction
in which nothing was asked never reaches the server. A fault in such a statement is raised by the one that it went with,
inside the same transaction.
"""

import select
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Self

import dj_database_url
import psycopg
from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql import base
from psycopg.abc import Params, Query
from psycopg.copy import Writer

from openhall.kernel.secret_files import SecretText

#: A statement and its values.
Statement = tuple[str, Sequence[Any] | None]
_BEGIN, _COMMIT = ("BEGIN", None), ("COMMIT", None)
_LIGHT = ("SET LOCAL synchronous_commit = off", ())


class Cursor(base.CursorMixin, psycopg.ClientCursor[Any]):
    """A cursor that takes along what waits."""

    def execute(
        self,
        query: Any,  # noqa: ANN401 - the driver's many kinds
        params: Params | None = None,
        *,
        prepare: bool | None = None,
        binary: bool | None = None,
    ) -> Self:
        """Do what waits, then this, in one message where that can be; stand at the result of this."""
        waiting: list[Statement] = getattr(self.connection, "waiting", [])
        if not waiting:
            return super().execute(query, params, prepare=prepare, binary=binary)
        taken = waiting.copy()
        waiting.clear()
        if not isinstance(query, str) or isinstance(params, Mapping):
            super().execute(*_joined(taken))
            return super().execute(query, params, prepare=prepare, binary=binary)
        super().execute(*_joined([*taken, (query, params)]), prepare=prepare, binary=binary)
        for _ in taken:
            self.nextset()
        return self

    def executemany(self, query: Query, params_seq: Iterable[Params], *, returning: bool = False) -> None:
        """Do what waits, then this for each."""
        self._do_what_waits()
        super().executemany(query, params_seq, returning=returning)

    @contextmanager
    def copy(
        self, statement: Query, params: Params | None = None, *, writer: Writer | None = None
    ) -> Iterator[psycopg.Copy]:
        """Do what waits, then copy."""
        self._do_what_waits()
        with super().copy(statement, params, writer=writer) as copying:
            yield copying

    def _do_what_waits(self) -> None:
        if getattr(self.connection, "waiting", None):
            self.execute("SELECT 1")


def _renewed() -> dict[str, str]:
    """Return name and password as the file says them now that ``DATABASE_URL_FILE`` names."""
    if not isinstance(settings.OPENHALL_DATABASE, SecretText):
        return {}
    said = dj_database_url.parse(str(settings.OPENHALL_DATABASE))
    return {name: each for name, each in (("user", said["USER"]), ("password", said["PASSWORD"])) if each}


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection with statements that wait for the next message."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: list[Statement] = []

    def do_later(self, sql: str, values: Sequence[Any]) -> None:
        """Do a statement of this transaction for whose result nobody waits."""
        self._waiting.append((sql, values))

    def write_lightly(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Do a statement, a transaction of its own, without waiting for the disk; return its rows.

        Within a transaction it is a part of that, and waits with it.
        """
        is_alone = not self.in_atomic_block
        with transaction.atomic(using=self.alias), self.cursor() as cursor:
            if is_alone:
                self.do_later(*_LIGHT)
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def get_connection_params(self) -> dict[str, Any]:
        """Return what the driver is called with: who we are is read anew, where a file says it."""
        return {**super().get_connection_params(), **_renewed(), "cursor_factory": Cursor}

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:  # noqa: ANN401 - as the framework has it
        """Return a new connection, whose cursors know what waits."""
        self._waiting.clear()
        connection = super().get_new_connection(conn_params)
        connection.waiting = self._waiting
        return connection

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ANN401 - as above
        """Return a cursor; one of the server's has to find everything done."""
        if name and self._waiting:
            with self.connection.cursor() as cursor:
                cursor.execute("SELECT 1")
        return super().create_cursor(name)

    def is_usable(self) -> bool:
        """Tell whether the server still listens. It says good-bye when it goes, so that silence is a good sign."""
        if self.connection is None:
            return False
        line = select.poll()
        try:
            line.register(self.connection.fileno(), select.POLLIN)
        except psycopg.Error:
            return False
        return not line.poll(0) or super().is_usable()

    def _start_transaction_under_autocommit(self) -> None:
        self._waiting.append(_BEGIN)

    def _commit(self) -> None:
        if self._waiting == [_BEGIN]:
            self._waiting.clear()
        if self.connection is None or not self._waiting:
            super()._commit()  # type: ignore[misc]  # the stubs leave it out
            return
        with self.wrap_database_errors, self.connection.cursor() as cursor:
            cursor.execute(*_COMMIT)

    def _rollback(self) -> None:
        self._waiting.clear()
        super()._rollback()  # type: ignore[misc]  # as above

    def _savepoint_rollback(self, sid: str) -> None:
        # The savepoint itself was told at once: whatever waits came after it.
        self._waiting.clear()
        super()._savepoint_rollback(sid)  # type: ignore[misc]  # as above

    def _close(self) -> None:
        self._waiting.clear()
        super()._close()  # type: ignore[misc]  # as above


def _joined(statements: Sequence[Statement]) -> tuple[str, list[Any]]:
    """Return statements as one message, in which a percent sign that stands for itself has to be two."""
    text = "; ".join(sql.replace("%", "%%") if given is None else sql for sql, given in statements)
    return text, [each for _, given in statements for each in given or ()]
