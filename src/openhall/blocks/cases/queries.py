"""Read where cases stand."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import msgspec
from django.db import connection

from openhall.blocks.cases.models import Case
from openhall.blocks.cases.sealing import context_of
from openhall.blocks.journal.facade import KeyDestroyedError, Reader, moment, one_row, unseal


class _Plain(msgspec.Struct):
    """What a case seals."""

    answers: dict[str, Any]
    salt: str


_decode = msgspec.json.Decoder(_Plain).decode


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """One line of a case's history: what happened, when, and who had to act from then on.

    ``node`` is the task that it is about, ``office`` whose act it was, ``detail`` its result: ids, never words.
    ``actor`` is the id of whoever did it: offices know each other's people, applicants need not.
    """

    at: datetime
    kind: str
    holder: str
    node: str = ""
    office: str = ""
    detail: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Where a case stands, as its owner may know it; nothing that they typed."""

    reference: str
    service: str
    version: int
    revision: int
    authority: str
    person: str
    organisation: str
    status: str
    decision: str
    holder: str
    holder_since: datetime
    submitted_at: datetime
    due_on: date | None
    leaf: int
    decided_at: datetime | None
    paused_on: date | None
    timeline: tuple[TimelineEvent, ...]
    #: Who submitted it for the person, by a mandate.
    helper: str = ""


_FACTS = tuple(field.name for field in fields(CaseFacts) if field.name != "timeline")
_EVENTS = "SELECT at, kind, holder, node, office, detail, actor FROM cases_caseevent WHERE case_id = %s ORDER BY id"
MaySee = Callable[[str], bool]
Helps = Callable[[str, str], bool]


def case_of(
    reference: str, *, may_see: MaySee | None = None, acts_for: Collection[str] = (), helps: Helps | None = None
) -> CaseFacts | None:
    """Return a case, or ``None``. Whoever asks must have shown that they may: by its secret or as its owner.

    ``may_see`` says it for the person (empty: a guest; ``organisation:…``: a firm) whose case it is: what is not theirs
    is like what is not there, and takes as long. ``acts_for`` are organisations whose cases are the asker's as well.
    ``helps`` tells whether they may do for a person (the first), with a service (the second), what they are about to.
    """
    case = one_row(Case, "reference", reference)
    if case is None:
        return None
    # A firm's case is the firm's: who sent it sees it for as long as they act for the firm, and no longer.
    whose = f"organisation:{case.organisation}" if case.organisation else case.person
    is_seen = may_see is None or may_see(whose) or case.organisation in acts_for
    # What somebody does for a firm is the firm's: a mandate of that person opens none of it.
    is_helped = helps is not None and bool(case.person) and not case.organisation
    is_seen = is_seen or (is_helped and helps is not None and helps(case.person, case.service))
    return facts_of_case(case) if is_seen else None


def facts_of_case(case: Case) -> CaseFacts:
    """Return where a case stands, from its row."""
    return CaseFacts(**{name: getattr(case, name) for name in _FACTS}, timeline=tuple(_timeline(case)))


def _timeline(case: Case) -> Iterator[TimelineEvent]:
    with connection.cursor() as cursor:
        cursor.execute(_EVENTS, [case.pk])
        for at, *rest in cursor.fetchall():
            yield TimelineEvent(moment(at), *rest)


def submitted_answers(reference: str, *, reader: Reader) -> dict[str, Any] | None:
    """Return the answers of a case as they were submitted, or ``None`` where there is none or they are deleted.

    Whoever asks must have shown that they may; that ``reader`` read them is recorded.
    """
    row = Case.objects.filter(reference=reference).values_list("owner", "sealed").first()
    if row is None:
        return None
    owner, sealed = row
    try:
        plain = unseal(owner=owner, sealed=bytes(sealed), context=context_of(reference), reader=reader)
    except KeyDestroyedError:
        return None
    return _decode(plain).answers
