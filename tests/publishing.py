"""Publish a jurisdiction in the database of a test: a process does it once, then writes its rows again as they were.

Publishing seals the names of some dozens of people, each under a key of their own, for every test that opens the town.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection

from openhall.blocks.catalogue.facade import Report, publish_catalogue

_WRITING = ("INSERT", "UPDATE", "DELETE")
_HAS_NUMBERS = "SELECT name, seq FROM sqlite_sequence ORDER BY name"


@dataclass(slots=True)
class _Written:
    """What publishing wrote: its statements, and how the tables were numbered before."""

    numbers: list[tuple[str, int]]
    statements: list[tuple[str, Any]] = field(default_factory=list)


_known: dict[str, _Written] = {}


def published(report: Report, *, now: datetime, actor: str = "test") -> None:
    """Publish what ``report`` has found, as ``publish_catalogue`` does, where nothing is published yet.

    PostgreSQL counts on after a test that is taken back, so there it is published anew each time.
    """
    if connection.vendor != "sqlite" or not _is_empty():
        publish_catalogue(report=report, actor=actor, now=now)
        return
    key, numbers = _key(report, actor, now), _numbers()
    known = _known.get(key)
    if known is not None and known.numbers == numbers:
        with connection.cursor() as cursor:
            for sql, values in known.statements:
                cursor.execute(sql, values)
        return
    fresh = _Written(numbers)
    with connection.execute_wrapper(_recording(fresh)):
        publish_catalogue(report=report, actor=actor, now=now)
    _known[key] = fresh


def _recording(fresh: _Written) -> Callable[..., Any]:
    def record(execute: Callable[..., Any], sql: str, values: Any, many: bool, context: Any) -> Any:  # noqa: ANN401, FBT001 - the framework's own way
        if sql.lstrip().upper().startswith(_WRITING):
            assert not many, "a statement for many rows would have to be kept as such"
            fresh.statements.append((sql, values))
        return execute(sql, values, many, context)

    return record


def _is_empty() -> bool:
    with connection.cursor() as cursor:
        people = cursor.execute("SELECT count(*) FROM identity_person").fetchone()
        return not any((*people, *cursor.execute("SELECT count(*) FROM catalogue_publication").fetchone()))


def _numbers() -> list[tuple[str, int]]:
    with connection.cursor() as cursor:
        return list(cursor.execute(_HAS_NUMBERS).fetchall())


def _key(report: Report, actor: str, now: datetime) -> str:
    """Return what publishing depends on: what was found, the moment, whether it is a demonstration, and its keys."""
    told = [report.jurisdiction, report.services, report.people, report.synonyms, sorted(report.broken)]
    about = f"{actor} {now.isoformat()} {settings.OPENHALL_DEMO} {settings.KEYS_FOLDER} {report.origins}"
    return sha256(msgspec.json.encode(told, order="sorted") + about.encode()).hexdigest()
