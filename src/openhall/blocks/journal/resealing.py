"""What is kept sealed is sealed in the way of now, step by step, while the hall is open."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from time import sleep
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.db.models import BinaryField, QuerySet
from django.db.models.functions import Substr

from openhall.blocks.journal.leaves import append_leaf
from openhall.blocks.journal.lifting import lifted_guards
from openhall.blocks.journal.marking import marks_of
from openhall.blocks.journal.models import Record
from openhall.blocks.journal.sealed_columns import SealedColumn
from openhall.blocks.journal.vault import KeyDestroyedError, SealError, sealed_anew
from openhall.kernel.canonical import JSON, canonical
from openhall.kernel.sealing_ways import WAYS

#: The kind of the leaf that each step leaves in the log.
RESEALED = "columns.resealed"
_STEP = 500
#: Seconds before rows that somebody holds are tried once more.
_PAUSE = 0.1
#: The name of the key that what a step says of the log's bytes is marked by.
_MARKS = "resealed"
_followers: dict[str, str] = {}


class _Said(msgspec.Struct):
    anew: dict[str, str] = {}
    mark: str = ""


_said = msgspec.json.Decoder(_Said)


@dataclass(slots=True)
class Resealed:
    """What became of a column, in rows: ``anew`` is sealed in the way of now; the others stay as they were.

    ``destroyed`` have no key any more and can be read by nobody, ``broken`` do not open although they have one,
    ``late`` were written in another way meanwhile.
    """

    anew: int = 0
    destroyed: int = 0
    broken: int = 0
    late: int = 0

    @property
    def is_done(self) -> bool:
        """Tell whether everything that can be read is in the way of now."""
        return not self.broken and not self.late


def reseal_column(column: SealedColumn, *, now: datetime, step: int = _STEP) -> Resealed:
    """Seal what a column holds in the way of now, ``step`` rows a transaction, each with a leaf in the log.

    What is opened is handed to nobody, so no read is written down. May be ended and called again at any time.
    Raises ``NotTheOwnerError``.
    """
    done, last = Resealed(), None
    while keys := list(_in_other_ways(column, last)[:step]):
        last = keys[-1]
        while keys:
            with transaction.atomic():
                keys = _reseal_step(column, keys, done, now)
            sleep(_PAUSE if keys else 0)
    done.late = max(0, _in_other_ways(column, None).count() - done.destroyed - done.broken)
    return done


def follows(earlier: str, later: str) -> bool:
    """Tell whether bytes with the SHA-256 ``later`` stand, by the log, in the place of those with ``earlier``.

    Both in hex. What is not known yet is looked for in the log, all at once.
    """
    if _followed(earlier, later):
        return True
    _followers.clear()
    for text in Record.objects.filter(kind=RESEALED).order_by("pk").values_list("statement", flat=True).iterator():
        said = _said.decode(text)
        if said.mark in _marks(said.anew):
            _followers.update(said.anew)
    return _followed(earlier, later)


def _marks(anew: Mapping[str, str]) -> tuple[str, ...]:
    """Keyed, so that whoever can write into the database, and has no key of the hall, puts nothing in its place.

    The leaf stays for ever: it may have the mark of a key, and of a way, that were exchanged since.
    """
    return marks_of(_MARKS, canonical(dict(anew)).decode())


def _followed(earlier: str, later: str) -> bool:
    seen = {""}
    while earlier not in seen and earlier != later:
        seen.add(earlier)
        earlier = _followers.get(earlier, "")
    return earlier == later


def _in_other_ways(column: SealedColumn, after: Any) -> "QuerySet[Any, Any]":  # noqa: ANN401 - a key of any kind
    number = bytes([WAYS[settings.OPENHALL_SEALING].number])
    rows = column.model._base_manager.annotate(  # noqa: SLF001 - all rows, whatever a manager leaves out
        way_of_row=Substr(column.name, 1, 1, output_field=BinaryField())
    )
    rows = rows.filter(**{f"{column.name}__isnull": False}).exclude(way_of_row=number)
    if after is not None:
        rows = rows.filter(pk__gt=after)
    return rows.order_by("pk").values_list("pk", flat=True)


def _reseal_step(column: SealedColumn, keys: list[Any], done: Resealed, now: datetime) -> list[Any]:
    """Seal rows anew; return those that somebody holds to change them."""
    with lifted_guards(column.table):
        rows = _free_rows(column, keys)
        anew = dict(_written(column, rows, done))
    manager = column.model._base_manager  # noqa: SLF001 - as above
    held = manager.filter(pk__in=set(keys) - {row.pk for row in rows}).values_list("pk", flat=True)
    if not anew:
        return list(held)
    done.anew += len(anew)
    told: Mapping[str, JSON] = {"anew": dict(anew), "mark": _marks(anew)[0]} if column.is_in_log else {}
    statement = {"way": settings.OPENHALL_SEALING, "rows": len(anew), **told}
    append_leaf(kind=RESEALED, subject=str(column), statement=statement, now=now)
    return list(held)


def _free_rows(column: SealedColumn, keys: list[Any]) -> list[Any]:
    manager = column.model._base_manager  # noqa: SLF001 - as above
    rows = manager.filter(pk__in=keys).select_related(*column.needs or (None,)).order_by("pk")
    if connection.features.has_select_for_update_of:
        # The table is locked while its guards are lifted: whoever holds a row waits for that, so nobody waits for them.
        rows = rows.select_for_update(of=("self",), skip_locked=True)
    return list(rows)


def _written(column: SealedColumn, rows: list[Any], done: Resealed) -> Iterator[tuple[str, str]]:
    """Seal rows anew, one by one and each only as it was read; yield the SHA-256 of before and of now."""
    manager = column.model._base_manager  # noqa: SLF001 - as above
    number = WAYS[settings.OPENHALL_SEALING].number
    for row in rows:
        held = getattr(row, column.name)
        before = bytes(held or b"")
        if held is None or before[:1] == bytes([number]):
            continue
        try:
            after = sealed_anew(owner=column.owner(row), sealed=before, context=column.context(row))
        except KeyDestroyedError:
            done.destroyed += 1
        except SealError:
            done.broken += 1
        else:
            if manager.filter(pk=row.pk, **{column.name: before}).update(**{column.name: after}):
                yield sha256(before).hexdigest(), sha256(after).hexdigest()
