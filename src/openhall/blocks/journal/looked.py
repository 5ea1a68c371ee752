"""Who looked at somebody's data: the record of reads, for whoever it is about and for whoever answers for it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet

from openhall.blocks.journal.models import DataRead
from openhall.blocks.journal.reads import OWN, How

#: For so long a read stays in the record: the database itself refuses to let one go before.
READS_KEPT = timedelta(days=7 * 366)


@dataclass(frozen=True, slots=True)
class ReadFacts:
    """One read as it was written down. ``owner`` is ``person:…``, ``organisation:…``, or a matter's."""

    id: int
    at: datetime
    actor: str
    owner: str
    case: str
    purpose: str
    how: str
    office: str
    post: str
    basis: str
    is_outside: bool
    look: str


#: SQLite joins no more than 500 queries to one.
_OWNERS_AT_ONCE = 100
_NAMES = tuple(field.name for field in fields(ReadFacts))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which reads are wanted: of one case, by offices, by the program, or one's own (``who``).

    ``person`` is whose they are, an id (empty of a guest): what somebody opened who may act for them is not their own.
    """

    case: str = ""
    who: str = ""
    person: str = ""


def reads_of(
    owners: Collection[str], *, wanted: Wanted | None = None, before: int = 0, most: int
) -> tuple[ReadFacts, ...]:
    """Return reads of data of ``owners``, the newest first, those whose number is below ``before`` (0: all).

    Whoever asks must have shown that they are these owners.
    """
    asked, found = list(dict.fromkeys(owners)), list[int]()
    for first in range(0, len(asked), _OWNERS_AT_ONCE):
        found += _newest(asked[first : first + _OWNERS_AT_ONCE], wanted or Wanted(), before, most)
    newest = sorted(found, reverse=True)[:most]
    return tuple(_facts(row) for row in DataRead.objects.filter(pk__in=newest).order_by("-id").values(*_NAMES))


def _newest(owners: Sequence[str], wanted: Wanted, before: int, most: int) -> list[int]:
    """Return the numbers of the newest reads of several owners, each from its end of the index."""
    parts, params = list[str](), list[Any]()
    for owner in owners:
        rows = _of([owner], wanted)
        rows = rows.filter(pk__lt=before) if before else rows
        part, given = rows.order_by("-id").values("id")[:most].query.sql_with_params()
        # SQLite takes a limit inside of a union only in a query of its own.
        parts.append(f"SELECT id FROM ({part}) AS of_owner")  # noqa: S608 - as the framework writes it
        params += given
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY id DESC LIMIT {int(most)}", params)
        return [int(number) for (number,) in cursor.fetchall()]


def actors_of(person: str) -> tuple[str, ...]:
    """Return how the record names a person who reads what is theirs: also by a secret alone, without signing in."""
    return person, f"person:{person}", "guest"


def count_reads(owners: Collection[str], *, wanted: Wanted | None = None, most: int) -> int:
    """Count such reads, no further than to ``most``."""
    return _of(owners, wanted or Wanted())[:most].count()


def read_named(read: int, owners: Collection[str]) -> ReadFacts | None:
    """Return one read of data of these owners; what is others' is like what is not there."""
    found = DataRead.objects.filter(pk=read, owner__in=list(owners)).values(*_NAMES).first()
    return None if found is None else _facts(found)


def reads_outside(office: str, *, since: datetime, most: int) -> tuple[ReadFacts, ...]:
    """Return what an office read of cases that were over, the newest first; looks without a case are not among it."""
    rows = DataRead.objects.filter(office=office, is_outside=True, look="", at__gte=since).order_by("-at", "-id")
    return tuple(_facts(row) for row in rows.values(*_NAMES)[:most])


def busiest_readers(*, since: datetime, least: int) -> tuple[tuple[str, str, int], ...]:
    """Return the officers who read data of at least so many people or matters since: who, their office, how many.

    What the program read for them at an act is left out: they did not see it.
    """
    rows = DataRead.objects.filter(at__gte=since).exclude(office="").exclude(how__in=[How.WORKED, How.PRINTED])
    counted = rows.order_by().values("actor", "office").annotate(number=Count("owner", distinct=True))
    many = counted.filter(number__gte=least).order_by("actor", "office")
    return tuple(many.values_list("actor", "office", "number"))


def forget_old_reads(*, now: datetime) -> int:
    """Let go of reads that are older than the record goes back; return how many."""
    return DataRead.objects.filter(at__lt=now - READS_KEPT).delete()[0]


def _of(owners: Collection[str], wanted: Wanted) -> QuerySet[DataRead]:
    rows = DataRead.objects.filter(owner__in=list(owners))
    if wanted.case:
        rows = rows.filter(case=wanted.case)
    is_own = Q(purpose=OWN, actor__in=actors_of(wanted.person)) if wanted.person else Q(purpose=OWN)
    if wanted.who == OWN:
        return rows.filter(is_own)
    rows = rows.exclude(is_own)
    by_program = Q(how__in=[How.WORKED, How.PRINTED])
    if wanted.who == "offices":
        return rows.exclude(by_program).exclude(purpose=OWN)
    return rows.filter(by_program) if wanted.who == "program" else rows


def _facts(row: dict[str, Any]) -> ReadFacts:
    return ReadFacts(**row)
