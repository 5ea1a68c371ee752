"""Rows read and written by hand: making such a query takes the framework ten times as long as answering it.

For the few tables that every act writes to. Names of tables and columns come from the models, values are always
parameters. Constraints and triggers refuse what they refuse elsewhere.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import AutoField, DateField, DateTimeField, Field, Model

Row = TypeVar("Row", bound=Model)
#: A statement and its values.
Statement = tuple[str, Sequence[Any]]
_Change = Callable[[Any], Any] | None
_IN_TEXT, _LOCKED = "sqlite", " FOR UPDATE"


@dataclass(frozen=True, slots=True)
class _Query:
    """A query for one model: the attributes that it gives or takes, and what has to be done to some of them."""

    sql: str
    names: tuple[str, ...]
    changes: tuple[_Change, ...]

    def values(self, row: Model) -> list[Any]:
        """Return what ``row`` has, as the database takes it."""
        has, pairs = row.__dict__, zip(self.names, self.changes, strict=True)
        return [change(has[name]) if change else has[name] for name, change in pairs]


def insert_row(row: Model) -> None:
    """Insert a row that is not there yet, and give it its number where the database counts."""
    sql, values = inserting(row)
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias  # noqa: SLF001 - what saving a row leaves behind


def inserting(row: Model) -> Statement:
    """Return the statement that inserts a row that is not there yet; nobody asks for its number."""
    return _inserting(row, "")


def inserting_once(row: Model) -> Statement:
    """Return the statement that inserts a row unless one like it is there."""
    return _inserting(row, " ON CONFLICT DO NOTHING")


def _inserting(row: Model, otherwise: str) -> Statement:
    query = _insertion(type(row), otherwise, connection.vendor)
    return query.sql, query.values(row)


def update_row(row: Model, names: Sequence[str]) -> None:
    """Write these attributes of a row that is there."""
    do_later(updating(row, names))


def updating(row: Model, names: Sequence[str]) -> Statement:
    """Return the statement that writes these attributes of a row that is there."""
    query = _update(type(row), tuple(names), connection.vendor)
    return query.sql, [*query.values(row), row.pk]


def do_later(*statements: Statement) -> None:
    """Do statements for whose results nobody waits, in this order and within this transaction.

    On PostgreSQL they go along with the next message: what is asked after them finds them done.
    """
    if connection.vendor == _IN_TEXT or not connection.in_atomic_block:
        do_all(statements)
        return
    for statement in statements:
        connection.do_later(*statement)  # type: ignore[attr-defined]  # our own backend has it


def do_all(statements: Sequence[Statement]) -> list[list[tuple[Any, ...]]]:
    """Do statements one after the other, and return the rows of each.

    PostgreSQL gets them in one message: the way there and back costs more than most of them. SQLite has no such way.
    """
    if not statements:
        return []
    with connection.cursor() as cursor:
        if connection.vendor == _IN_TEXT:
            return [_found(cursor.execute(sql, values)) for sql, values in statements]
        cursor.execute("; ".join(sql for sql, _ in statements), [each for _, values in statements for each in values])
        found = [_found(cursor)]
        while cursor.nextset():
            found.append(_found(cursor))
        return found


def _found(cursor: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - the framework's, around that of a driver
    return cursor.fetchall() if cursor.description else []


def one_row(model: type[Row], name: str, value: str | int, *, is_locked: bool = False) -> Row | None:
    """Return the row whose attribute has this value, on demand locked until the transaction ends; ``None`` if none."""
    query = _selection(model, (name,), _LOCKED if is_locked else "", connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(query.sql, [value])
        found = cursor.fetchone()
    return None if found is None else _made(model, query, found)


def rows_where(model: type[Row], **equal: str | int) -> list[Row]:
    """Return the rows whose attributes have these values, the oldest first."""
    query = _selection(model, tuple(equal), f" ORDER BY {_key(model)}", connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(query.sql, list(equal.values()))
        return [_made(model, query, found) for found in cursor.fetchall()]


def _made(model: type[Row], query: _Query, found: Sequence[Any]) -> Row:
    values = [change(each) if change else each for each, change in zip(found, query.changes, strict=True)]
    return model.from_db(connection.alias, query.names, values)


def moment(value: datetime | str) -> datetime:
    """Return a moment as this program has it: SQLite hands out its text, or a moment without a zone."""
    read = datetime.fromisoformat(value) if isinstance(value, str) else value
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def day(value: date | str | None) -> date | None:
    """Return a day as this program has it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


@lru_cache(maxsize=128)
def _insertion(model: type[Model], otherwise: str, vendor: str) -> _Query:
    fields = [field for field in _fields(model) if not isinstance(field, AutoField)]
    places = ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {_table(model)} ({_columns(fields)}) VALUES ({places}){otherwise} RETURNING {_key(model)}"  # noqa: S608 - names of ours
    return _query(sql, fields, _going if vendor == _IN_TEXT else _as_it_is)


@lru_cache(maxsize=128)
def _update(model: type[Model], names: tuple[str, ...], vendor: str) -> _Query:
    by_name = {field.attname: field for field in _fields(model)}
    fields = [by_name[name] for name in names]
    written = ", ".join(f'"{field.column}" = %s' for field in fields)
    sql = f"UPDATE {_table(model)} SET {written} WHERE {_key(model)} = %s"  # noqa: S608 - names of ours
    return _query(sql, fields, _going if vendor == _IN_TEXT else _as_it_is)


@lru_cache(maxsize=128)
def _selection(model: type[Model], names: tuple[str, ...], further: str, vendor: str) -> _Query:
    fields = _fields(model)
    column = {field.attname: field.column for field in fields}
    equal = " AND ".join(f'"{column[name]}" = %s' for name in names)
    # On SQLite the transaction itself has waited for every other writer.
    further = "" if further == _LOCKED and vendor == _IN_TEXT else further
    sql = f"SELECT {_columns(fields)} FROM {_table(model)} WHERE {equal}{further}"  # noqa: S608 - names of ours
    return _query(sql, fields, _coming if vendor == _IN_TEXT else _as_it_is)


def _query(sql: str, fields: Iterable["Field[Any, Any]"], changing: "Callable[[Field[Any, Any]], _Change]") -> _Query:
    fields = tuple(fields)
    return _Query(sql, tuple(field.attname for field in fields), tuple(map(changing, fields)))


def _fields(model: type[Model]) -> "Sequence[Field[Any, Any]]":
    return model._meta.concrete_fields  # noqa: SLF001 - the framework's documented way to a model's columns


def _table(model: type[Model]) -> str:
    return f'"{model._meta.db_table}"'  # noqa: SLF001 - as above


def _key(model: type[Model]) -> str:
    return next(f'"{field.column}"' for field in _fields(model) if field.primary_key)


def _columns(fields: "Iterable[Field[Any, Any]]") -> str:
    return ", ".join(f'"{field.column}"' for field in fields)


def _as_it_is(_field: "Field[Any, Any]") -> _Change:
    return None


def _going(field: "Field[Any, Any]") -> _Change:
    # A moment is a day to the framework, too: it is asked for first.
    if isinstance(field, DateTimeField):
        return _moment_text
    return _day_text if isinstance(field, DateField) else None


def _coming(field: "Field[Any, Any]") -> _Change:
    if isinstance(field, DateTimeField):
        return _moment_or_none
    return day if isinstance(field, DateField) else None


def _moment_text(value: datetime | None) -> str | None:
    return None if value is None else connection.ops.adapt_datetimefield_value(value)


def _day_text(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _moment_or_none(value: str | None) -> datetime | None:
    return None if value is None else moment(value)
