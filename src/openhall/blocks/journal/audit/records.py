"""One record: is it what it was when it was written, and if not, which field is another."""

from collections.abc import Iterator
from hashlib import sha256

from openhall.blocks.journal.audit.faults import LogFault, LoggedRecord
from openhall.blocks.journal.audit.rows import Row
from openhall.blocks.journal.leaves import written_time
from openhall.blocks.journal.rules import commitment_of
from openhall.kernel.canonical import read_json
from openhall.kernel.merkle import leaf_hash


def changed_fields(row: Row, in_tree: bytes | None) -> list[LogFault]:
    """Return the fields that do not fit the others; ``in_tree`` is the leaf's hash as the tree holds it, if it does.

    A statement, its digest, the salt and the commitment hold each other: where one was changed, the others name it.
    """
    if row.unreadable:
        return [_fault(row, name, "cannot be read as what it was") for name in row.unreadable]
    text = row.statement.encode("utf-8", "surrogatepass")
    is_digest, is_committed = sha256(text).digest() == row.digest, _commitment(row) == row.commitment
    if is_committed:
        found = [] if is_digest else [_fault(row, "digest", "is not that of the statement")]
        return [*found, *_columns(row)]
    if not is_digest:
        return [_fault(row, "statement", "is not what was committed to")]
    if in_tree is None:
        return [_fault(row, "salt or commitment", "do not fit the statement")]
    field = "commitment" if leaf_hash(_commitment(row)) == in_tree else "salt"
    return [_fault(row, field, "does not fit the statement and the tree")]


def as_written(row: Row) -> LoggedRecord | None:
    """Return a record without faults for the checks of other blocks."""
    statement = read_json(row.statement.encode())
    if not isinstance(statement, dict) or row.at is None:
        return None
    return LoggedRecord(row.id, row.kind, row.subject, row.at, statement)


def _commitment(row: Row) -> bytes:
    return commitment_of(row.salt, row.statement.encode("utf-8", "surrogatepass"))


def _columns(row: Row) -> Iterator[LogFault]:
    """Yield the columns that say something else than the statement that they were taken from."""
    try:
        statement = read_json(row.statement.encode())
    except ValueError:
        statement = None
    if not isinstance(statement, dict):
        yield _fault(row, "statement", "is no statement")
        return
    stored = {"kind": row.kind, "subject": row.subject, "at": row.at and written_time(row.at)}
    for name, value in stored.items():
        if statement.get(name) != value:
            yield _fault(row, name, f"is {value}, the statement says {statement.get(name)}")


def _fault(row: Row, field: str, told: str) -> LogFault:
    return LogFault(row.kind, row.subject, row.id, field, told)
