"""Honest numbers: how each authority did in the last twelve months, counted by one query that everybody may read."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import msgspec
from django.db import connection

from openhall.blocks.cases.models import Tally

#: What is asked of the database, word for word; pages show it. An index holds everything that it looks at.
QUERY = """
SELECT authority,
       SUM(CASE WHEN status = 'decided' AND decided_on >= %(since)s THEN 1 ELSE 0 END) AS decided,
       SUM(CASE WHEN status = 'decided' AND decided_on >= %(since)s AND decided_on > due_on THEN 1 ELSE 0 END) AS late,
       SUM(CASE WHEN status = 'decided' AND decided_on >= %(since)s AND pauses > 0 THEN 1 ELSE 0 END) AS paused,
       SUM(CASE WHEN status = 'decided' AND decided_on >= %(since)s AND passes > 0 THEN 1 ELSE 0 END) AS passed_on,
       SUM(CASE WHEN status = 'decided' AND decided_on >= %(since)s AND kept_by <> '' THEN 1 ELSE 0 END) AS kept,
       SUM(CASE WHEN status NOT IN ('decided', 'withdrawn') THEN 1 ELSE 0 END) AS open
FROM cases_case
GROUP BY authority
ORDER BY authority
""".strip()
#: Counting a million cases takes a while: nobody waits for it, and it is not done more often.
COUNT_AGAIN = timedelta(minutes=10)
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class AuthorityCount:
    """How one authority did: decided in all, late ones among them, and what happened to these on their way."""

    authority: str
    decided: int
    late: int
    paused: int
    passed_on: int
    kept: int
    open: int

    @property
    def in_time(self) -> int:
        """Return how many were decided by their day; where no day was promised, nothing is late."""
        return self.decided - self.late


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers as they were counted at ``at``, of what was decided from ``since`` until ``until``."""

    at: datetime
    since: date
    until: date
    rows: tuple[AuthorityCount, ...]


_counts = msgspec.json.Decoder(Counts)


def count_cases(*, today: date, now: datetime) -> Counts:
    """Count, and keep what was counted for everybody who looks."""
    since = today - _YEAR
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"since": connection.ops.adapt_datefield_value(since)})
        rows = tuple(AuthorityCount(name, *map(int, numbers)) for name, *numbers in cursor.fetchall())
    counts = Counts(now, since, today, rows)
    Tally.objects.update_or_create(pk=1, defaults={"at": now, "body": msgspec.json.encode(counts).decode()})
    return counts


def count_cases_again(*, today: date, now: datetime) -> bool:
    """Count unless that was done a few minutes ago; tell whether it was needed."""
    if Tally.objects.filter(pk=1, at__gt=now - COUNT_AGAIN).exists():
        return False
    count_cases(today=today, now=now)
    return True


def newest_counts() -> Counts | None:
    """Return what was counted last, or ``None`` before the first time."""
    row = Tally.objects.filter(pk=1).first()
    return None if row is None else _counts.decode(row.body)
