"""The whole measurement, step by step."""

import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tools.bench import servers
from tools.bench.acts import HELLO, Act, public_acts
from tools.bench.applying.acts import APPLYING, applying_acts
from tools.bench.applying.journey import journey_figure
from tools.bench.applying.preparing import Prepared, prepare
from tools.bench.applying.subjects import read_subjects
from tools.bench.applying.weight import weight_figure
from tools.bench.catalogue import read_offer
from tools.bench.databases import database_of_our_own
from tools.bench.desk.acts import COMPLETE, WORKING, working_acts
from tools.bench.desk.work import Wanted, staffed, step_figure
from tools.bench.errors import BenchError
from tools.bench.installed import installed_figures
from tools.bench.load import Generator
from tools.bench.machine import describe
from tools.bench.measuring import ENOUGH, Measuring, rows_of, saturation
from tools.bench.options import INSTALLED, JOURNEY, OUTCOME, OWN, STEP, WEIGHT, Options, machine_cores
from tools.bench.outcome.work import VERIFY, make, outcome_figures, verify_act
from tools.bench.own import Own
from tools.bench.processes import machine_busy_seconds, processor_seconds
from tools.bench.putting import Round
from tools.bench.table import Figure, aims_on, missed, write_json, write_table
from tools.bench.wrk import Wrk

_WORTH_SAYING = 0.05
#: At the least so many drafts are worked on at once, and never one by two connections.
_DRAFTS = 200
#: More than are done in a rehearsal and three rounds; where none is, as many as make lists of some pages.
_TASKS, _FEW_TASKS = 5_000, 600


@dataclass(slots=True)
class Findings:
    """Everything that a run found out."""

    rounds: Mapping[str, Sequence[Round]] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)
    #: The share of the machine that programs outside the bench took meanwhile.
    others: float = 0.0


def run_bench(options: Options) -> int:
    """Measure everything and print it; return 0 when the figures mean what they say."""
    _introduce(options)
    found = Findings()
    with (
        tempfile.TemporaryDirectory(prefix="openhall-bench-") as folder,
        database_of_our_own(options.database_url) as database,
    ):
        site = servers.Site(Path(folder), servers.free_port(), database)
        if options.wants(INSTALLED):
            found.figures += installed_figures(site, _say)
        with servers.hall(site, options.workers, options.server_cores) as hall:
            _measure(options, site, hall, found)
    return _tell(options, found)


def _introduce(options: Options) -> None:
    web, rest = _cores(options.server_cores), _cores(options.generator_cores)
    print(describe())
    print(f"{options.workers} web process(es) on core {web}; the generator ({options.generator}) on core {rest}")
    print(f"{options.connections} connections kept open, one request in flight on each", flush=True)


def _cores(cores: frozenset[int]) -> str:
    return ", ".join(str(core) for core in sorted(cores))


def _measure(options: Options, site: servers.Site, hall: servers.Server, found: Findings) -> None:
    acts = [act for act in public_acts(read_offer(site.port)) if options.wants(act.name)]
    if options.wants(*APPLYING, JOURNEY, WEIGHT):
        prepared = _prepared(options, site, hall)
        acts += [act for act in applying_acts(prepared) if options.wants(act.name)]
        if options.wants(WEIGHT):
            found.figures.append(weight_figure(prepared, site.port))
        if options.wants(JOURNEY):
            found.figures.append(journey_figure(prepared, hall, _say))
    if options.wants(*WORKING):
        work = staffed(site, Wanted(read_subjects(site), _TASKS if options.wants(COMPLETE) else _FEW_TASKS))
        _say(f"prepared {len(work.tasks)} tasks of {len(work.officers)} officers")
        acts += [act for act in working_acts(work) if options.wants(act.name)]
    if options.wants(STEP):
        found.figures.append(step_figure(site, read_subjects(site)))
    if options.wants(OUTCOME, VERIFY):
        made = make(site)
        found.figures += outcome_figures(made) if options.wants(OUTCOME) else ()
        acts += [verify_act(made)] if options.wants(VERIFY) else []
    if acts:
        with servers.hello(servers.free_port(), options.workers, site.home, options.server_cores) as hello:
            _put_loads(options, acts, hello, hall, found)


def _prepared(options: Options, site: servers.Site, hall: servers.Server) -> Prepared:
    try:
        return prepare(site, max(_DRAFTS, 2 * options.connections), _say)
    except BenchError as error:
        raise BenchError(f"{error}\n{hall.last_words()}") from error


def _put_loads(
    options: Options, acts: Sequence[Act], hello: servers.Server, hall: servers.Server, found: Findings
) -> None:
    generator: Generator = Own(options) if options.generator == OWN else Wrk(options)
    started, before = time.monotonic(), _others_seconds(hello, hall)
    found.rounds = Measuring(options, generator, hello, hall).measure(acts, _say)
    passed = (time.monotonic() - started) * len(machine_cores())
    found.others = max(0.0, _others_seconds(hello, hall) - before) / passed


def _others_seconds(hello: servers.Server, hall: servers.Server) -> float:
    """Return the processor time of everything but the bench: its servers, its generators and itself."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return machine_busy_seconds() - own - processor_seconds(hello.pid) - processor_seconds(hall.pid)


def _tell(options: Options, found: Findings) -> int:
    """Print what was found; return 1 when it says little, or too little."""
    rows, aims = rows_of(found.rounds) if found.rounds else [], aims_on(options.database)
    if rows:
        print(f"\n{write_table(rows, aims)}\n")
    for figure in found.figures:
        print(figure)
    if options.json_path:
        write_json(options.json_path, rows)
    if found.rounds:
        _refuse_idle_server(found)
    lacking = missed(rows, aims, found.figures)
    if lacking and options.is_strict:
        print(f"Targets missed: {', '.join(lacking)}")
        return 1
    return 0


def _refuse_idle_server(found: Findings) -> None:
    shares = {name: saturation(each) for name, each in found.rounds.items()}
    print("processor per web process, and milliseconds of it for an answer:")
    for name, rounds in found.rounds.items():
        print(f"  {name} {shares[name]:.0%}, {median(each.processor_ms for each in rounds):.3f}")
    if found.others > _WORTH_SAYING:
        print(f"Other programs took {found.others:.0%} of this machine meanwhile: expect better figures without them.")
    if shares[HELLO] < ENOUGH:
        raise BenchError(
            f"The figures say little: on hello each web process was {shares[HELLO]:.0%} busy, and {ENOUGH:.0%} is "
            "needed.\nClose other programs, or set BENCH_WORKERS lower so that the generator has more cores."
        )


def _say(words: str) -> None:
    print(f"  {words}", flush=True)
