"""Rows of any table, for tests that look behind a door they may not open: as the database keeps them."""

from typing import Any

from django.db import connection


def rows_of(table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Return ``columns`` (all, where none is named) of every row, in the order of the first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns) or '*'} FROM {table} ORDER BY 1")  # noqa: S608 - names from tests
        return [
            tuple(bytes(each) if isinstance(each, memoryview) else each for each in row) for row in cursor.fetchall()
        ]


def values_of(table: str, column: str) -> list[Any]:
    """Return one column of every row, in its order."""
    return [value for (value,) in rows_of(table, column)]
