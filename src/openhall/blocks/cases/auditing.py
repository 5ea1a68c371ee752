"""Is a case still what the log says was submitted? What somebody with all rights over the database changed is named."""

from collections.abc import Iterator
from hashlib import sha256

from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import LEAF
from openhall.blocks.journal.facade import (
    LoggedRecord,
    RecordCheck,
    RowFault,
    follows,
    is_destroyed,
    register_record_check,
)


def _faults(record: LoggedRecord) -> Iterator[RowFault]:
    """Yield the columns of a case that do not fit the record of its submission."""
    case = Case.objects.filter(reference=record.subject).first()
    if case is None:
        yield RowFault("case", "there is none with this reference")
        return
    said = record.statement
    compared = (
        ("service", case.service, said.get("service")),
        ("version", f"{case.version}.{case.revision}", said.get("version")),
        ("leaf", case.leaf, record.id),
        ("submitted_at", case.submitted_at, record.at),
    )
    for column, stored, submitted in compared:
        if stored != submitted:
            yield RowFault(f"case {column}", "is not what was submitted")
    # What was sealed anew since has other bytes: the log says which.
    if not follows(str(said.get("sealed_sha256")), sha256(bytes(case.sealed)).hexdigest()):
        yield RowFault("case sealed", "is not what was submitted")


def _back(record: LoggedRecord) -> Iterator[RowFault]:
    """Yield that a case can be read again which the log says was erased: an old copy of the database, say."""
    case = Case.objects.filter(reference=record.subject).first()
    if case is None:
        yield RowFault("case", "there is none with this reference")
        return
    if sha256(case.owner.encode()).hexdigest() != record.statement.get("key_sha256"):
        yield RowFault("case owner", "is not the key that was destroyed")
    if not is_destroyed(case.owner):
        yield RowFault("key", "is there again, although it was destroyed")


def register() -> None:
    """Let the audit of the log ask here about records of submissions."""
    register_record_check(RecordCheck(LEAF, _faults))
    register_record_check(RecordCheck("case.erased", _back))
