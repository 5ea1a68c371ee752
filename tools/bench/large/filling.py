"""Fill the database of a hall that is closed: real cases first, then copies of them by whole loads."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from tools.bench.errors import BenchError
from tools.bench.large import copying
from tools.bench.large.copying import Copier, Row, Spread, Template
from tools.bench.large.stores import Store, opened
from tools.bench.servers import Site, environment
from tools.source import ROOT

_SEQUENCE = (sys.executable, "-m", "tools.bench.inside", "tools.bench.large.sequencing")
_AT_ONCE = 20_000
_TEMPLATES = 36


def templates_in(store: Store) -> Sequence[Template]:
    """Return the newest real cases on which somebody has to work, as they stand in the tables."""
    found = [_template(store, reference) for reference in store.references(copying.CASES, _TEMPLATES)]
    return [each for each in found if any(task["state"] == "open" for task in each.rows[copying.TASKS])]


def _template(store: Store, reference: str) -> Template:
    rows = {
        copying.RECORDS: store.rows(copying.RECORDS, "subject", reference),
        copying.KEYS: store.rows(copying.KEYS, "owner", f"matter:{reference}"),
        copying.CASES: store.rows(copying.CASES, "reference", reference),
        copying.MESSAGES: store.rows(copying.MESSAGES, "key", f"{reference}:", is_prefix=True),
        copying.READS: store.rows(copying.READS, "case", reference),
    }
    rows[copying.EVENTS] = store.rows(copying.EVENTS, "case_id", rows[copying.CASES][0]["id"])
    rows[copying.INSTANCES] = store.rows(copying.INSTANCES, "subject", reference)
    rows[copying.TASKS] = store.rows(copying.TASKS, "subject", reference)
    for table in (copying.TOKENS, copying.STEPS):
        rows[table] = [
            row for instance in rows[copying.INSTANCES] for row in store.rows(table, "instance_id", instance["id"])
        ]
    return Template(reference, rows)


def fill(site: Site, templates: Sequence[Template], cases: int, spread: Spread, say: Callable[[str], None]) -> None:
    """Copy until the hall has so many cases, and give every new record of the log its place."""
    with opened(site) as store:
        have, started = store.numbers(copying.CASES)[0], time.monotonic()
        copier = Copier(templates, {table: store.numbers(table)[1] + 1 for table in copying.TABLES}, spread)
        while have < cases:
            count = min(_AT_ONCE, cases - have)
            rows = copier.copies(count)
            store.write(rows)
            # A task is written as an open one, and set aside afterwards, as it is in life.
            store.change("UPDATE processes_task SET state = 'waiting' WHERE id >= {} AND id % 40 = 0", first_of(rows))
            have += count
            say(f"{have:,} of {cases:,} cases after {time.monotonic() - started:.0f} s")
        store.settle(copying.TABLES)
    _sequence(site, say)


def cases_at_work(store: Store, references: Iterable[str]) -> list[tuple[str, str]]:
    """Return those of some real cases on which an office works, with that office: no key opens the answers of a copy."""
    tasks = (task for reference in references for task in store.rows(copying.TASKS, "subject", reference))
    return [(task["subject"], task["authority"]) for task in tasks if task["state"] == "open"]


def first_of(rows: Mapping[str, Sequence[Row]]) -> int:
    """Return the number of the first task among rows that were written."""
    return int(rows[copying.TASKS][0]["id"]) if rows[copying.TASKS] else 0


def _sequence(site: Site, say: Callable[[str], None]) -> None:
    """Have the log take all that waits, by the hall's own code."""
    process = subprocess.Popen(
        _SEQUENCE, cwd=ROOT, env=environment(site), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        for line in iter(partial(_next_line, process), ""):
            say(line.strip())
        _, faults = process.communicate()
    finally:
        process.kill()
        process.wait()
    if process.returncode:
        raise BenchError(f"The log could not be written:\n{faults.strip()}")


def _next_line(process: "subprocess.Popen[str]") -> str:
    return process.stdout.readline() if process.stdout else ""
