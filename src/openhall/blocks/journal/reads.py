"""The record of who read whose data: from which post, for which purpose, in which case, by which law.

Whoever is handed somebody's data hands in a ``Reader`` first, and the read is written down by what hands the data out:
no page can forget it. A purpose is a word of ``Purpose``; others are refused before anything is opened.
"""

import logging
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import connection, transaction

from openhall.blocks.journal.models import DataRead
from openhall.blocks.journal.rows import do_later, inserting, inserting_once
from openhall.kernel.errors import Refusal
from openhall.kernel.telling import tell

#: The purpose of a person who reads their own matter.
OWN = "own"
_OF_OFFICE, _OF_TASK = "office:", "task:"
_REMEMBERED_READS = 50_000
_log = logging.getLogger("openhall.reads")


class Purpose(StrEnum):
    """What data of people may be read for: a closed list."""

    OWN = "own"
    WORK = "work"
    NOTIFY = "notify"
    ISSUE = "issue"
    TIMER = "timer"
    PAYMENT = "payment"
    REFUND = "refund"
    WAIVE = "waive"
    WRITE = "write"
    MIGRATION = "migration"
    REGISTER = "register"
    JUDGE = "judge"
    EXAMPLE = "example"
    OVERSEE = "oversee"
    #: By whoever acts for the person, by a mandate of theirs.
    HELP = "help"
    #: By whoever has to agree before the case goes on.
    AGREE = "agree"
    #: By a system of another authority, over the exchange.
    EXCHANGE = "exchange"
    #: To tell a system what the person allowed.
    SHARE = "share"
    #: Outside of any case; each needs a reason in words.
    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"
    SAFETY = "safety"
    INVESTIGATION = "investigation"


class How(StrEnum):
    """In which way data were read."""

    OPENED = "opened"
    FOUND = "found"
    LISTED = "listed"
    EXPORTED = "exported"
    PREFILLED = "prefilled"
    PRINTED = "printed"
    #: By the program itself: a rule, a clock, a letter.
    WORKED = "worked"


_PURPOSES = frozenset(str(each) for each in Purpose)
_BY_PURPOSE = {Purpose.OWN: How.OPENED, Purpose.WORK: How.OPENED, Purpose.ISSUE: How.PRINTED}


class UnknownPurposeError(ValueError):
    """Somebody's data were to be read for something that is not on the list of purposes."""


class CaseOrReasonNeeded(Refusal):
    """An office reads data of people in a case, or for a reason that was written down before."""

    code = "case-or-reason-needed"


_Known = tuple[str, str, str, date]
_known: set[_Known] = set()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, for which purpose, in which case, and when. ``purpose`` is ``own`` for one's own matter.

    ``office`` and ``post`` are those of an officer. ``basis`` names the law (the service with its version, whose law
    it is). ``is_outside`` says that the case was over already. Without a case an office reads only with ``look``: the
    id of the look whose reason stands written. Purposes ``office:…`` and ``task:…`` are work of an office on a case.
    """

    actor: str
    purpose: str
    case: str
    now: datetime
    office: str = ""
    post: str = ""
    basis: str = ""
    how: str = ""
    is_outside: bool = False
    look: str = ""

    def __post_init__(self) -> None:
        purpose, office, how = self.purpose, self.office, self.how
        if purpose.startswith(_OF_OFFICE):
            purpose, office = Purpose.WORK, office or purpose.removeprefix(_OF_OFFICE)
        elif purpose.startswith(_OF_TASK):
            purpose, how = Purpose.WORK, how or How.WORKED
        if purpose not in _PURPOSES:
            raise UnknownPurposeError(purpose)
        if office and not self.case and not self.look:
            raise CaseOrReasonNeeded
        for name, value in (
            ("purpose", str(purpose)),
            ("office", office),
            ("how", str(how or _BY_PURPOSE.get(Purpose(purpose), How.WORKED))),
        ):
            object.__setattr__(self, name, value)


def record_read(owner: str, reader: Reader) -> None:
    """Write down that ``reader`` read data of ``owner``; reading one's own matter once for each day.

    So is each person that one look found, once for each look and whoever checks it.
    """
    if reader.purpose != OWN:
        _tell([reader])
        row = _row(owner, reader, None)
        do_later(inserting_once(row) if reader.look else inserting(row))
        return
    day = reader.now.date()
    known = (owner, reader.case, reader.actor, day)
    if known in _known:
        return
    _tell([reader])
    do_later(inserting_once(_row(owner, reader, day)))
    if connection.in_atomic_block:
        transaction.on_commit(lambda: _remember(known))
    else:
        _remember(known)


def record_reads(owners: Iterable[str], reader: Reader) -> None:
    """Write down that data of each of ``owners`` were read at once: a list, an export. One statement, however many."""
    if reader.purpose != OWN:
        record_each((owner, reader) for owner in dict.fromkeys(owners))


def record_each(reads: Iterable[tuple[str, Reader]]) -> None:
    """Write down reads of several owners' data, each with its own reader; what one look found, once for each actor."""
    given = list(reads)
    rows = [_row(owner, reader, None) for owner, reader in given]
    if rows:
        _tell(reader for _, reader in given)
        DataRead.objects.bulk_create(rows, ignore_conflicts=any(row.look for row in rows))


def _tell(readers: Iterable[Reader]) -> None:
    """Let a line say that rows of this moment are written: one for each kind of read, and nothing of whose they are."""
    told = Counter((each.purpose, each.how, each.office, each.now) for each in readers)
    for (purpose, how, office, now), rows in told.items():
        tell(_log, "read", purpose=purpose, how=how, office=office, row_at=now.isoformat(), rows=rows)


def _row(owner: str, reader: Reader, day: date | None) -> DataRead:
    return DataRead(
        at=reader.now,
        actor=reader.actor,
        owner=owner,
        case=reader.case,
        purpose=reader.purpose,
        day=day,
        office=reader.office,
        post=reader.post,
        basis=reader.basis,
        how=reader.how,
        # Whoever checks a look, or attends to somebody who stands before them, did not look for them without a case.
        is_outside=reader.is_outside or (bool(reader.look) and reader.how == How.FOUND),
        look=reader.look,
    )


def _remember(known: _Known) -> None:
    with _lock:
        if len(_known) >= _REMEMBERED_READS:
            _known.clear()
        _known.add(known)
