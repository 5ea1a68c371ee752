"""What an audit finds, and how other blocks add checks of their own rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from openhall.kernel.canonical import JSON


@dataclass(frozen=True, slots=True)
class LogFault:
    """Something in the journal that is not as it was written.

    ``kind`` and ``subject`` are those of the record, or for parts of the tree ``tile`` with its level and number,
    ``checkpoint`` with its size, ``place`` with its index. ``id`` is the row, 0 where there is none.
    """

    kind: str
    subject: str
    id: int
    field: str
    told: str

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} (row {self.id}), {self.field}: {self.told}"


@dataclass(frozen=True, slots=True)
class LoggedRecord:
    """A record of the log that was found to be as it was written."""

    id: int
    kind: str
    subject: str
    at: datetime
    statement: Mapping[str, JSON]


@dataclass(frozen=True, slots=True)
class RowFault:
    """A field of a block's own rows that does not fit what the log says of it."""

    field: str
    told: str


@dataclass(frozen=True, slots=True)
class RecordCheck:
    """A block's check of its own rows: called with each record of ``kind``, it returns what does not fit."""

    kind: str
    check: Callable[[LoggedRecord], Iterable[RowFault]]


_checks: dict[str, RecordCheck] = {}


def register_record_check(check: RecordCheck) -> None:
    """Add a check, from ``AppConfig.ready``; raise ``ValueError`` when the kind has one of another block."""
    known = _checks.setdefault(check.kind, check)
    if known.check is not check.check:
        raise ValueError(f"records of kind {check.kind} have a check already")


def check_rows(record: LoggedRecord) -> list[LogFault]:
    """Return what the block that wrote ``record`` finds wrong with its own rows."""
    own = _checks.get(record.kind)
    found = own.check(record) if own else ()
    return [LogFault(record.kind, record.subject, record.id, fault.field, fault.told) for fault in found]
