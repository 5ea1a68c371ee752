"""A plugin of pytest: the database of a test can be emptied, although its guards refuse that everybody else.

A test with real transactions ends with emptied tables. Triggers that keep rows for ever are laid off for just that
moment, and are back before the next test.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql.operations import DatabaseOperations


@contextmanager
def without_guards(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Lay off all triggers of the database, as only its owner can, until the block ends."""
    off, on = (_postgresql if connection.vendor == "postgresql" else _sqlite)(connection)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in off:
            cursor.execute(statement)
        yield
        for statement in on:
            cursor.execute(statement)


def _postgresql(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        tables = [row[0] for row in cursor.fetchall()]
    # A table with checks that wait for the end of the transaction is not altered before they are made.
    settle = "SET CONSTRAINTS ALL IMMEDIATE"
    return (
        [settle, *(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables), "SET CONSTRAINTS ALL DEFERRED"],
        [settle, *(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables), "SET CONSTRAINTS ALL DEFERRED"],
    )


def _sqlite(connection: BaseDatabaseWrapper) -> tuple[list[str], list[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    return [f'DROP TRIGGER "{name}"' for name, _ in triggers], [sql for _, sql in triggers]


def _filled(connection: BaseDatabaseWrapper, tables: Sequence[str]) -> list[str]:
    asked = " UNION ALL ".join(f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in tables)  # noqa: S608 - names of models
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture(autouse=True, scope="session")
def _databases_can_be_emptied() -> Iterator[None]:
    """Let the framework empty a test database."""
    empty, empty_on_postgresql = BaseDatabaseOperations.execute_sql_flush, DatabaseOperations.sql_flush

    def execute_sql_flush(operations: BaseDatabaseOperations, sql_list: Sequence[str]) -> Any:  # noqa: ANN401 - as the framework's
        # What only the database itself keeps is no table of the framework's, and has to be emptied too.
        own = ["DELETE FROM processes_part"] if operations.connection.vendor == "postgresql" else []
        with without_guards(operations.connection):
            return empty(operations, [*sql_list, *own])

    def sql_flush(operations: DatabaseOperations, style: Any, tables: Sequence[str], **options: bool) -> Any:  # noqa: ANN401 - as the framework's
        # To empty a table PostgreSQL makes a new one on the disk, and hardly any holds something: a tenth of the time.
        filled = _filled(operations.connection, tables)
        return empty_on_postgresql(operations, style, filled, **{**options, "allow_cascade": True})

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", execute_sql_flush)
        patch.setattr(DatabaseOperations, "sql_flush", sql_flush)
        yield
