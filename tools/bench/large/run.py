"""Two halls side by side, one with a thousand cases and one with many, and the same work put on each in turn."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from tools.bench import servers
from tools.bench.acts import Act
from tools.bench.applying.acts import follow_act, submit_act
from tools.bench.applying.preparing import Case, submitted
from tools.bench.applying.subjects import Subject, read_subjects
from tools.bench.catalogue import read_offer
from tools.bench.databases import database_of_our_own
from tools.bench.desk.work import Officer, Wanted, staffed
from tools.bench.large.copying import CASES, Spread, Template
from tools.bench.large.filling import cases_at_work, fill, templates_in
from tools.bench.large.replaying import replay_many
from tools.bench.large.stores import opened
from tools.bench.large.telling import Compared, tell
from tools.bench.large.working import Desk, measure_desk
from tools.bench.load import Generator
from tools.bench.machine import describe
from tools.bench.options import OWN, Options
from tools.bench.own import Own
from tools.bench.putting import Putting
from tools.bench.wrk import Wrk

FEW = 1_000
#: Real cases are submitted between the copies, so that those that are followed stand all over the tables.
_PARTS, _REAL = 5, 40
_ROUNDS = 5
#: Officers in each office, and offices beside those whose services are asked for.
_OFFICERS, _OTHERS = 2, 30
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Filled:
    """A site with so many cases, and those among them that can be followed."""

    site: servers.Site
    subjects: Sequence[Subject]
    cases: Sequence[Case]
    desk: Desk

    def acts(self) -> tuple[Act, Act]:
        """Return what is measured."""
        return submit_act(self.subjects), follow_act(self.cases)


def run_large(options: Options, many: int) -> int:
    """Fill two sites, put the same work on both in turn, and print what came of it."""
    print(describe(), flush=True)
    with ExitStack() as stack:
        sites = [stack.enter_context(_filled(options, cases)) for cases in (FEW, many)]
        halls = [stack.enter_context(servers.hall(each.site, options.workers, options.server_cores)) for each in sites]
        pairs = zip(*(_puttings(options, *each) for each in zip(sites, halls, strict=True)), strict=True)
        compared = [_compare(few, other) for few, other in pairs]
        waited = measure_desk(options, _generator(options), sites[-1].desk, halls[-1], _say)
        replayed = replay_many(sites[-1].site, many, _say)
    return tell(options, compared, (FEW, many), waited, replayed)


def _puttings(options: Options, filled: Filled, hall: servers.Server) -> list[Putting]:
    return [Putting(options, _generator(options), act, hall) for act in filled.acts()]


def _generator(options: Options) -> Generator:
    return Own(options) if options.generator == OWN else Wrk(options)


def _compare(few: Putting, other: Putting) -> Compared:
    """Measure the two in turn, so that a machine whose speed drifts does the same to both."""
    for putting in (few, other):
        putting.rehearse()
    rounds = []
    for number in range(_ROUNDS):
        _say(f"{few.act.name}, round {number + 1} of {_ROUNDS}")
        rounds.append((few.measure(), other.measure()))
    return Compared(few.act.name, rounds)


@contextmanager
def _filled(options: Options, cases: int) -> Iterator[Filled]:
    """Make a site with so many cases, and remove it in any case."""
    with (
        tempfile.TemporaryDirectory(prefix="openhall-bench-") as folder,
        database_of_our_own(options.database_url, f"{cases}") as database,
    ):
        site = servers.Site(Path(folder), servers.free_port(), database)
        subjects = read_subjects(site)
        followed = _submit_some(options, site, subjects)
        with opened(site) as store:
            templates = templates_in(store)
        officers = _staff(site, templates)
        spread = _spread_over(officers)
        for part in range(1, _PARTS + 1):
            fill(site, templates, cases * part // _PARTS, spread, _say)
            followed += _submit_some(options, site, subjects) if part < _PARTS else []
        with opened(site) as store:
            _say(f"the database of {cases:,} cases has {store.size() / _MEGABYTE:,.0f} MB")
            worked_on = cases_at_work(store, (case.path.rstrip("/").rpartition("/")[2] for case in followed))
        yield Filled(site, subjects, followed, Desk(officers, worked_on))


def _staff(site: servers.Site, templates: Sequence[Template]) -> Sequence[Officer]:
    """Have officers in the office that gets most, and in others."""
    own = sorted({str(row["authority"]) for each in templates for row in each.rows[CASES]})
    return staffed(site, Wanted([], 0, own, officers=_OFFICERS, others=_OTHERS)).officers


def _spread_over(officers: Sequence[Officer]) -> Spread:
    people: dict[str, list[str]] = {}
    for each in officers:
        people.setdefault(each.authority, []).append(each.person)
    return Spread(list(people), people)


def _submit_some(options: Options, site: servers.Site, subjects: Sequence[Subject]) -> list[Case]:
    """Open the hall, submit some cases as people do, and close it."""
    with servers.hall(site, options.workers, options.server_cores):
        languages = [language.lower() for language in read_offer(site.port).languages]
        turns = cycle([(language, subject) for subject in subjects for language in languages])
        return [submitted(site.port, language, subject) for language, subject in islice(turns, _REAL)]


def _say(words: str) -> None:
    print(f"  {words}", flush=True)
