"""`python -m tools.bench.inside tools.bench.looked NUMBER`: fill a database with so many reads, and measure.

`python -m tools.bench.reads` begins it, with a home and a database of its own.
"""

import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from django.core.management import call_command
from django.db import connection, transaction

from openhall.blocks.journal.facade import Purpose, Reader, Wanted, reads_of
from openhall.blocks.journal.reads import record_read

_ROUNDS, _PAGE = 60, 41
#: Whose record is shown: somebody with few reads and somebody with many, spread over all of the table.
PEOPLE = {"few": 50, "many": 20_000}
_MATTERS = 5
_NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
_COLUMNS = 'at, actor, owner, "case", purpose, day, office, post, basis, how, is_outside, look'
_NUMBERS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %s) SELECT i FROM n",
    "postgresql": "SELECT i FROM generate_series(1, %s) AS n(i)",
}


def main(many: int) -> None:
    """Fill and measure; print what was found."""
    call_command("migrate", verbosity=0)
    _fill(many)
    _measure(many)
    connection.close()


def _fill(many: int) -> None:
    """Write reads of many people and, evenly among them, those of the two who are measured."""
    every = {name: many // number for name, number in PEOPLE.items()}
    owner = (
        f"CASE WHEN i %% {every['few']} = 7 THEN 'person:few'"
        f" WHEN i %% {every['many']} = 3 THEN 'matter:many' || ((i / {every['many']}) %% {_MATTERS})"
        " ELSE 'matter:m' || (i %% 199999) END"
    )
    rows = (
        f"SELECT '2026-01-05 09:00:00+00', 'officer' || (i %% 400), {owner}, 'AB' || (i %% 199999), 'work', NULL,"
        " 'harbour-office', 'clerk', 'harbour-office/mooring@1.1', 'opened', (1 = 0), ''"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        numbers = _NUMBERS[connection.vendor]
        cursor.execute(f"INSERT INTO journal_dataread ({_COLUMNS}) {rows} FROM ({numbers}) AS numbered", [many])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE journal_dataread")


def _measure(many: int) -> None:
    reader = Reader("officer1", Purpose.WORK, "AB12CD", _NOW, office="harbour-office", post="clerk")
    owners = {"few": ["person:few"], "many": ["person:many", *(f"matter:many{number}" for number in range(_MATTERS))]}

    def record() -> None:
        with transaction.atomic():
            record_read("matter:m17", reader)

    def nothing() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT 1")

    print(f"{connection.vendor}, {many:,} reads")
    _tell("a transaction with nothing in it", nothing)
    _tell("recording one read", record)
    for name, number in PEOPLE.items():
        wanted, of = Wanted(person=name), owners[name]
        middle = reads_of(of, wanted=wanted, most=number // 2)[-1].id
        _tell(f"first page of {number:,}", partial(reads_of, of, wanted=wanted, most=_PAGE))
        _tell(f"a page in the middle of {number:,}", partial(reads_of, of, wanted=wanted, before=middle, most=_PAGE))
        programs = Wanted(person=name, who="program")
        _tell(f"“by the program” of {number:,}: none", partial(reads_of, of, wanted=programs, most=_PAGE))


def _tell(what: str, act: Callable[[], object]) -> None:
    taken = []
    for _ in range(_ROUNDS):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    taken.sort()
    print(
        f"{what:44} {statistics.median(taken):8.2f} ms median {taken[int(len(taken) * 0.95)]:8.2f} ms p95", flush=True
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
