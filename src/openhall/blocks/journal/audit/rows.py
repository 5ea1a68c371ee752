"""Read rows that somebody may have damaged: what the database cannot read is a finding, not a failure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DatabaseError

from openhall.blocks.journal.models import Place, Record

_BATCH = 2_000
_COLUMNS = ("id", "kind", "subject", "at", "statement", "digest", "salt", "commitment")
#: What reading a damaged value can end in: text that is no UTF-8, a time that is none, bytes that are text.
_UNREADABLE = (DatabaseError, ValueError, TypeError)


@dataclass(frozen=True, slots=True)
class Row:
    """A record as it is stored, and its place; ``unreadable`` names columns that could not be read."""

    index: int | None
    id: int
    kind: str = ""
    subject: str = ""
    at: datetime | None = None
    statement: str = ""
    digest: bytes = b""
    salt: bytes = b""
    commitment: bytes = b""
    unreadable: tuple[str, ...] = field(default=())


def placed_rows(size: int) -> Iterator[tuple[int, Row | None]]:
    """Yield every place below ``size`` with what stands there, ``None`` where nothing does."""
    for begin in range(0, size, _BATCH):
        end = min(begin + _BATCH, size)
        places = dict(Place.objects.filter(index__gte=begin, index__lt=end).values_list("index", "record_id"))
        rows = {row.id: row for row in _read(list(places.values()))}
        for index in range(begin, end):
            row = rows.get(places.get(index, -1))
            yield index, None if row is None else _at(index, row)


def waiting_rows(ids: Sequence[int]) -> Iterator[Row]:
    """Yield records that have no place yet."""
    for begin in range(0, len(ids), _BATCH):
        yield from _read(ids[begin : begin + _BATCH])


def _at(index: int, row: Row) -> Row:
    return Row(index, *(getattr(row, name) for name in (*_COLUMNS, "unreadable")))


def _read(ids: Sequence[int]) -> list[Row]:
    try:
        found = Record.objects.filter(pk__in=ids).values_list(*_COLUMNS)
        return [_row(values) for values in found]
    except _UNREADABLE:
        known = Record.objects.filter(pk__in=ids).values_list("pk", flat=True)
        return [_read_carefully(record_id) for record_id in known]


def _row(values: Sequence[Any]) -> Row:
    record_id, kind, subject, at, statement, digest, salt, commitment = values
    if not (isinstance(kind, str) and isinstance(subject, str) and isinstance(statement, str)):
        raise TypeError("text was expected")
    return Row(None, record_id, kind, subject, at, statement, bytes(digest), bytes(salt), bytes(commitment))


def _read_carefully(record_id: int) -> Row:
    read: dict[str, Any] = {}
    unreadable: list[str] = []
    for name in _COLUMNS[1:]:
        try:
            value = Record.objects.filter(pk=record_id).values_list(name, flat=True)[0]
            read[name] = bytes(value) if name in {"digest", "salt", "commitment"} else value
        except _UNREADABLE:
            unreadable.append(name)
    return Row(None, record_id, **read, unreadable=tuple(unreadable))
