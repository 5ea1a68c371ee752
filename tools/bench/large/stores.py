"""The tables of a hall that is closed, read and written past the hall's own code: whole loads at a time."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Any, LiteralString, Protocol

import psycopg
from psycopg import sql

from tools.bench.large.copying import Row
from tools.bench.servers import Site

_SQLITE_FILE = "openhall.sqlite3"
#: Whoever fills loses nothing when the machine stops, so nothing is waited for; indexes stay in memory.
_IN_A_HURRY = "PRAGMA synchronous = OFF; PRAGMA cache_size = -400000; PRAGMA temp_store = MEMORY;"


class Store(Protocol):
    """What filling needs of a database."""

    def rows(self, table: str, column: str, value: object, *, is_prefix: bool = False) -> list[Row]:
        """Return the rows of ``table`` whose column has the value, or begins with it."""

    def numbers(self, table: str) -> tuple[int, int]:
        """Return how many rows ``table`` has, and the highest number among them."""

    def references(self, table: str, limit: int) -> list[str]:
        """Return the newest references in ``table``."""

    def size(self) -> int:
        """Return how many bytes the database takes on the disk."""

    def write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Write rows of several tables, all or nothing."""

    def change(self, order: LiteralString, value: int) -> None:
        """Change rows: ``order`` is SQL in which braces stand for the value."""

    def settle(self, tables: Iterable[str]) -> None:
        """Make ready for work: statistics, the numbers that come next, files without leftovers."""


@contextmanager
def opened(site: Site) -> Iterator[Store]:
    """Open the database of a site."""
    if site.database:
        with psycopg.connect(site.database, options="-c openhall.scope=hall") as connection:
            yield Postgres(connection)
    else:
        with closing(sqlite3.connect(site.home / _SQLITE_FILE, isolation_level=None)) as file:
            file.executescript(_IN_A_HURRY)
            file.row_factory = sqlite3.Row
            yield Sqlite(file)


class Sqlite:
    """SQLite, without the conversions that the framework would have: what is read is written again as it was."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file

    def rows(self, table: str, column: str, value: object, *, is_prefix: bool = False) -> list[Row]:
        """Return the rows of ``table`` whose column has the value, or begins with it."""
        sign = "GLOB" if is_prefix else "="
        asked = f'SELECT * FROM "{table}" WHERE "{column}" {sign} ?'  # noqa: S608 - names are written in the code
        return [dict(row) for row in self._file.execute(asked, [f"{value}*" if is_prefix else value])]

    def numbers(self, table: str) -> tuple[int, int]:
        """Return how many rows ``table`` has, and the highest number among them."""
        count, highest = self._file.execute(f'SELECT count(*), max(rowid) FROM "{table}"').fetchone()  # noqa: S608 - as above
        return count, highest or 0

    def references(self, table: str, limit: int) -> list[str]:
        """Return the newest references in ``table``."""
        asked = f'SELECT reference FROM "{table}" ORDER BY id DESC LIMIT ?'  # noqa: S608 - as above
        return [row[0] for row in self._file.execute(asked, [limit])]

    def size(self) -> int:
        """Return how many bytes the database takes on the disk."""
        pages, each = (self._file.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size"))
        return int(pages * each)

    def write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Write rows of several tables, all or nothing."""
        with self._file:
            self._file.execute("BEGIN IMMEDIATE")
            for table, each in rows.items():
                if each:
                    columns = list(each[0])
                    names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
                    order = f'INSERT INTO "{table}" ({names}) VALUES ({marks})'  # noqa: S608 - as above
                    self._file.executemany(order, ([row[name] for name in columns] for row in each))

    def change(self, order: LiteralString, value: int) -> None:
        """Change rows: ``order`` is SQL in which braces stand for the value."""
        with self._file:
            self._file.execute("BEGIN IMMEDIATE")
            self._file.execute(order.replace("{}", "?"), [value])

    def settle(self, tables: Iterable[str]) -> None:
        """Count what the planner goes by, and empty the log that writes go through first."""
        for table in tables:
            self._file.execute(f'ANALYZE "{table}"')
        self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class Postgres:
    """PostgreSQL, written to by COPY."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection

    def rows(self, table: str, column: str, value: object, *, is_prefix: bool = False) -> list[Row]:
        """Return the rows of ``table`` whose column has the value, or begins with it."""
        sign = sql.SQL("LIKE" if is_prefix else "=")
        asked = sql.SQL("SELECT * FROM {} WHERE {} {} %s").format(sql.Identifier(table), sql.Identifier(column), sign)
        with self._connection.cursor(row_factory=psycopg.rows.dict_row) as cursor:
            return list(cursor.execute(asked, [f"{value}%" if is_prefix else value]))

    def numbers(self, table: str) -> tuple[int, int]:
        """Return how many rows ``table`` has, and the highest number among them."""
        highest = sql.SQL("max(id)" if self._sequence(table) else "0")
        asked = sql.SQL("SELECT count(*), {} FROM {}").format(highest, sql.Identifier(table))
        count, last = self._connection.execute(asked).fetchone() or (0, 0)
        return count, last or 0

    def references(self, table: str, limit: int) -> list[str]:
        """Return the newest references in ``table``."""
        asked = sql.SQL("SELECT reference FROM {} ORDER BY id DESC LIMIT %s").format(sql.Identifier(table))
        return [row[0] for row in self._connection.execute(asked, [limit])]

    def size(self) -> int:
        """Return how many bytes the database takes on the disk."""
        return int((self._connection.execute("SELECT pg_database_size(current_database())").fetchone() or (0,))[0])

    def write(self, rows: Mapping[str, Sequence[Row]]) -> None:
        """Write rows of several tables, all or nothing."""
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for table, each in rows.items():
                if each:
                    names = sql.SQL(", ").join(map(sql.Identifier, each[0]))
                    order = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
                    with cursor.copy(order) as copy:
                        for row in each:
                            copy.write_row(tuple(row.values()))

    def change(self, order: LiteralString, value: int) -> None:
        """Change rows: ``order`` is SQL in which braces stand for the value."""
        with self._connection.transaction():
            self._connection.execute(sql.SQL(order).format(sql.Literal(value)))

    def settle(self, tables: Iterable[str]) -> None:
        """Let new rows be numbered after those that brought their numbers, and count what the planner goes by."""
        for table in tables:
            if sequence := self._sequence(table):
                asked = sql.SQL("SELECT setval(%s, (SELECT max(id) FROM {}))").format(sql.Identifier(table))
                self._connection.execute(asked, [sequence])
        self._connection.commit()
        self._connection.autocommit = True
        for table in tables:
            self._connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(table)))
        self._connection.execute("CHECKPOINT")
        self._connection.autocommit = False

    def _sequence(self, table: str) -> str | None:
        asked = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name = 'id'"
        if self._connection.execute(asked, [table]).fetchone() is None:
            return None
        found = self._connection.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table]).fetchone()
        return found[0] if found else None
