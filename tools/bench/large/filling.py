"""Fill the database of a hall that is closed: real cases first, then copies of them by whole loads."""

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from tools.bench.errors import BenchError
from tools.bench.large import copying
from tools.bench.large.copying import Copier, Template
from tools.bench.large.stores import Store, opened
from tools.bench.servers import Site, environment
from tools.source import ROOT

_SEQUENCE = (sys.executable, "-m", "tools.bench.inside", "tools.bench.large.sequencing")
_AT_ONCE = 20_000
_TEMPLATES = 36


def templates_in(store: Store) -> Sequence[Template]:
    """Return the newest real cases, as they stand in the tables."""
    return [_template(store, reference) for reference in store.references(copying.CASES, _TEMPLATES)]


def _template(store: Store, reference: str) -> Template:
    rows = {
        copying.RECORDS: store.rows(copying.RECORDS, "subject", reference),
        copying.KEYS: store.rows(copying.KEYS, "owner", f"matter:{reference}"),
        copying.CASES: store.rows(copying.CASES, "reference", reference),
        copying.MESSAGES: store.rows(copying.MESSAGES, "key", f"{reference}:", is_prefix=True),
        copying.READS: store.rows(copying.READS, "case", reference),
    }
    rows[copying.EVENTS] = store.rows(copying.EVENTS, "case_id", rows[copying.CASES][0]["id"])
    return Template(reference, rows)


def fill(site: Site, templates: Sequence[Template], cases: int, say: Callable[[str], None]) -> None:
    """Copy until the hall has so many cases, and give every new record of the log its place."""
    with opened(site) as store:
        have, started = store.numbers(copying.CASES)[0], time.monotonic()
        copier = Copier(templates, {table: store.numbers(table)[1] + 1 for table in copying.TABLES})
        while have < cases:
            count = min(_AT_ONCE, cases - have)
            store.write(copier.copies(count))
            have += count
            say(f"{have:,} of {cases:,} cases after {time.monotonic() - started:.0f} s")
        store.settle(copying.TABLES)
    _sequence(site, say)


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
