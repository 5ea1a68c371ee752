"""Marks by which rows are found are made anew, under the key and in the way of now, while the hall is open."""

from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from openhall.blocks.journal.leaves import append_leaf
from openhall.blocks.journal.lifting import lifted_guards
from openhall.blocks.journal.marked_columns import MarkedColumn
from openhall.blocks.journal.marking import marks_of
from openhall.blocks.journal.vault import SealError
from openhall.kernel.canonical import JSON

#: The kind of the leaf that each step leaves in the log.
MARKED_ANEW = "marks.made-anew"
_STEP = 500


@dataclass(slots=True)
class MarkedAnew:
    """What became of the marks of a column, in rows; all but ``anew`` stay as they were.

    ``lost`` are of a text that has no key any more, ``unlike`` of none that is known, and of ``taken`` another row has
    the mark already.
    """

    anew: int = 0
    lost: int = 0
    unlike: int = 0
    taken: int = 0


def make_marks_anew(column: MarkedColumn, *, now: datetime, step: int = _STEP) -> MarkedAnew:
    """Make the marks of a column as they are made now, ``step`` rows a transaction, each with a leaf in the log.

    What is opened is handed to nobody, so no read is written down. May be ended and called again at any time.
    Raises ``NotTheOwnerError``.
    """
    done = MarkedAnew()
    manager = column.model._base_manager  # noqa: SLF001 - all rows, whatever a manager leaves out
    # A mark does not say how it was made: every row is looked at.
    rows = manager.exclude(**{column.name: ""}).order_by("pk").values_list("pk", flat=True)
    last: Any = None
    while keys := list((rows if last is None else rows.filter(pk__gt=last))[:step]):
        last = keys[-1]
        with transaction.atomic():
            _make_step(column, keys, done, now)
    return done


def _make_step(column: MarkedColumn, keys: list[Any], done: MarkedAnew, now: datetime) -> None:
    manager = column.model._base_manager  # noqa: SLF001 - as above
    before = done.anew
    with lifted_guards(column.table) if column.is_guarded else nullcontext():
        rows = manager.filter(pk__in=keys).select_related(*column.needs or (None,)).order_by("pk")
        if connection.features.has_select_for_update_of:
            rows = rows.select_for_update(of=("self",))
        for row in rows:
            _make_one(column, row, done)
    if rows_anew := done.anew - before:
        statement: dict[str, JSON] = {"way": settings.OPENHALL_MARKING, "rows": rows_anew}
        append_leaf(kind=MARKED_ANEW, subject=str(column), statement=statement, now=now)


def _make_one(column: MarkedColumn, row: Any, done: MarkedAnew) -> None:  # noqa: ANN401 - a row of any model
    held = getattr(row, column.name)
    try:
        fresh = _fresh(column, row, held)
    except SealError:
        fresh = ""
    # Never the mark of another text: whatever is known of this row, it was not found by that.
    if fresh == "":
        done.unlike += 1
    if fresh is None:
        done.lost += 1
    if not fresh or fresh == held:
        return
    changes = {column.name: fresh, **column.along(row, fresh)}
    manager = column.model._base_manager  # noqa: SLF001 - as above
    try:
        with transaction.atomic():
            done.anew += manager.filter(pk=row.pk, **{column.name: held}).update(**changes)
    except IntegrityError:
        done.taken += 1


def _fresh(column: MarkedColumn, row: Any, held: str) -> str | None:  # noqa: ANN401 - as above
    """Return the mark of now of the text whose mark is held; empty where it is of none, ``None`` without a text."""
    found = None
    for text in column.texts(row):
        marks, found = marks_of(column.use, text), ""
        if held in marks:
            return marks[0]
    return found
