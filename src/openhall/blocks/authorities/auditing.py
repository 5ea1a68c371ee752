"""Is a change of rights still what was proposed and signed? Whoever changed it in the database itself is found out."""

from collections.abc import Iterator
from hashlib import sha256

from openhall.blocks.authorities.changes import ChangeState
from openhall.blocks.authorities.models import RightsChange
from openhall.blocks.journal.facade import LoggedRecord, RecordCheck, RowFault, register_record_check

#: Begins the kind of every record of a change; what follows is the state that it came to.
KIND = "rights."
_SIGNED = frozenset({ChangeState.ACCEPTED.value, ChangeState.REFUSED.value})


def _faults(record: LoggedRecord) -> Iterator[RowFault]:
    """Yield the columns of a change that do not fit the record of its proposal or of what became of it."""
    said, state = record.statement, record.kind.removeprefix(KIND)
    number = said.get("change")
    row = RightsChange.objects.filter(pk=number).first() if isinstance(number, int) else None
    if row is None:
        yield RowFault("change", "there is none with this number")
        return
    compared = [
        ("authority", row.authority, said.get("authority")),
        ("kind", row.kind, said.get("act")),
        ("post", row.post, said.get("post")),
        ("person", row.person, said.get("person")),
        ("proposal", sha256(row.proposal.encode()).hexdigest(), said.get("proposal_sha256")),
    ]
    if state == ChangeState.PROPOSED:
        compared.append(("proposed_by", row.proposed_by, said.get("by")))
    else:
        compared.append(("state", row.state, state))
    if state in _SIGNED:
        compared.append(("decided_by", row.decided_by, said.get("by")))
    for column, stored, logged in compared:
        if stored != logged:
            yield RowFault(f"change {column}", "is not what was signed")


def register() -> None:
    """Let the audit of the log ask here about changes of rights."""
    for state in ChangeState:
        register_record_check(RecordCheck(f"{KIND}{state}", _faults))
