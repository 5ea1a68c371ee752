"""The record of who read whose data for which purpose."""

import threading
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection, transaction

from openhall.blocks.journal.models import DataRead
from openhall.blocks.journal.rows import do_later, inserting, inserting_once

#: The purpose of a person who reads their own matter.
OWN = "own"
_REMEMBERED_READS = 50_000

_Known = tuple[str, str, str, date]
_known: set[_Known] = set()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, for which purpose, in which case, and when. ``purpose`` is ``own`` for one's own matter."""

    actor: str
    purpose: str
    case: str
    now: datetime


def record_read(owner: str, reader: Reader) -> None:
    """Write down that ``reader`` read data of ``owner``; reading one's own matter once for each day."""
    if reader.purpose != OWN:
        do_later(inserting(_row(owner, reader, None)))
        return
    day = reader.now.date()
    known = (owner, reader.case, reader.actor, day)
    if known in _known:
        return
    do_later(inserting_once(_row(owner, reader, day)))
    if connection.in_atomic_block:
        transaction.on_commit(lambda: _remember(known))
    else:
        _remember(known)


def _row(owner: str, reader: Reader, day: date | None) -> DataRead:
    return DataRead(at=reader.now, actor=reader.actor, owner=owner, case=reader.case, purpose=reader.purpose, day=day)


def _remember(known: _Known) -> None:
    with _lock:
        if len(_known) >= _REMEMBERED_READS:
            _known.clear()
        _known.add(known)
