"""The whole measurement, step by step."""

import resource
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tools.bench import servers
from tools.bench.acts import ACTS, HELLO
from tools.bench.catalogue import read_offer
from tools.bench.errors import BenchError
from tools.bench.load import Generator
from tools.bench.machine import describe
from tools.bench.measuring import ENOUGH, Measuring, Round, rows_of, saturation
from tools.bench.memory import memory_after_work, name_of
from tools.bench.options import OWN, Options, machine_cores
from tools.bench.own import Own
from tools.bench.processes import machine_busy_seconds, processor_seconds
from tools.bench.table import MEMORY, START, missed, write_figure, write_json, write_table
from tools.bench.wrk import Wrk

#: What the hall has by default; start and memory are told of the default hall.
_USUAL_WORKERS = 2
_STARTS = 2
_WORTH_SAYING = 0.05
_MEGABYTE = 1e6


@dataclass(frozen=True, slots=True)
class Speed:
    """What the rounds gave, and the share of the machine that programs outside the bench took meanwhile."""

    rounds: Mapping[str, Sequence[Round]]
    others: float


def run_bench(options: Options) -> int:
    """Measure everything and print it; return 0 when the figures mean what they say."""
    generator: Generator = Own(options) if options.generator == OWN else Wrk(options)
    _introduce(options, generator)
    with tempfile.TemporaryDirectory(prefix="openhall-bench-") as folder:
        home, port = Path(folder), servers.free_port()
        start_seconds, memory_mb = _installed_hall(home, port)
        speed = _speed(options, generator, home, port)
    rows = rows_of(speed.rounds)
    print(f"\n{write_table(rows)}\n")
    print(write_figure("start of an installed hall to its first page", start_seconds, "s", START))
    print(write_figure(f"memory with {_USUAL_WORKERS} web processes and the worker", memory_mb, "MB", MEMORY))
    print(
        "processor per web process:", ", ".join(f"{name} {saturation(each):.0%}" for name, each in speed.rounds.items())
    )
    if options.json_path:
        write_json(options.json_path, rows)
    _refuse_idle_server(speed)
    lacking = missed(rows, memory_mb, start_seconds)
    if lacking and options.is_strict:
        print(f"Targets missed: {', '.join(lacking)}")
        return 1
    return 0


def _introduce(options: Options, generator: Generator) -> None:
    web, rest = _cores(options.server_cores), _cores(options.generator_cores)
    print(describe())
    print(f"{options.workers} web process(es) on core {web}; {generator.name} on core {rest}")
    print(f"{options.connections} connections kept open, one request in flight on each", flush=True)


def _cores(cores: frozenset[int]) -> str:
    return ", ".join(str(core) for core in sorted(cores))


def _installed_hall(home: Path, port: int) -> tuple[float, float]:
    """Return seconds from start to first page when everything is loaded, and megabytes after work."""
    # The port stays the same in all starts: addresses within feeds name it, and another one makes them anew.
    with servers.hall(port, _USUAL_WORKERS, home, machine_cores()) as hall:
        _say(f"first start, with loading: {hall.seconds_to_open:.1f} s")
    seconds = []
    for _ in range(_STARTS):
        with servers.hall(port, _USUAL_WORKERS, home, machine_cores()) as hall:
            seconds.append(hall.seconds_to_open)
    with servers.hall(port, _USUAL_WORKERS, home, machine_cores()) as hall:
        found = memory_after_work(hall, _USUAL_WORKERS, read_offer(port))
        _say(
            "memory in MB: " + ", ".join(f"{name_of(pid, hall)} {size / _MEGABYTE:.0f}" for pid, size in found.items())
        )
        return median([*seconds, hall.seconds_to_open]), sum(found.values()) / _MEGABYTE


def _speed(options: Options, generator: Generator, home: Path, port: int) -> Speed:
    cores, workers = options.server_cores, options.workers
    with (
        servers.hall(port, workers, home, cores) as hall,
        servers.hello(servers.free_port(), workers, home, cores) as hello,
    ):
        offered = read_offer(port)
        started, before = time.monotonic(), _others_seconds(hello, hall)
        rounds = Measuring(options, generator, hello, hall).measure(ACTS, offered, _say)
        passed = (time.monotonic() - started) * len(machine_cores())
        return Speed(rounds, max(0.0, _others_seconds(hello, hall) - before) / passed)


def _others_seconds(hello: servers.Server, hall: servers.Server) -> float:
    """Return the processor time of everything but the bench: its servers, its generators and itself."""
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    own = sum(usage.ru_utime + usage.ru_stime for usage in usages)
    return machine_busy_seconds() - own - processor_seconds(hello.pid) - processor_seconds(hall.pid)


def _refuse_idle_server(speed: Speed) -> None:
    if speed.others > _WORTH_SAYING:
        print(f"Other programs took {speed.others:.0%} of this machine meanwhile: expect better figures without them.")
    share = saturation(speed.rounds[HELLO])
    if share < ENOUGH:
        raise BenchError(
            f"The figures say little: on hello each web process was {share:.0%} busy, and {ENOUGH:.0%} is needed.\n"
            "Close other programs, or set BENCH_WORKERS lower so that the generator has more cores."
        )


def _say(words: str) -> None:
    print(f"  {words}", flush=True)
