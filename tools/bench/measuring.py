"""Rounds of load: hello before and after each act, so that a machine whose speed drifts gives honest ratios."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from tools.bench.acts import HELLO, Act, Supply
from tools.bench.errors import BenchError
from tools.bench.load import Generator, Load, Order
from tools.bench.options import Options
from tools.bench.processes import processor_seconds
from tools.bench.requests import Request
from tools.bench.servers import Server
from tools.bench.table import Row

#: On hello a web process has to be as busy as this; less, and the generator or other programs were in the way.
ENOUGH = 0.9
#: So many disturbed measurements of a run are taken again, which keeps its length within bounds.
_SECOND_TRIES = 12
#: Requests drawn for a measurement: so many times what the act's best rate so far would use up.
_MARGIN = 3
_HELLO = Act(HELLO, lambda: iter([Request("/")]))


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement, and the processor time that each web process had in it (1 is one whole core)."""

    load: Load
    share: float


class Measuring:
    """Measures acts of the hall beside hello."""

    def __init__(self, options: Options, generator: Generator, hello: Server, hall: Server) -> None:
        self._options = options
        self._generator = generator
        self._hello, self._hall = hello, hall
        self._rates: dict[str, float] = {}
        self._second_tries = _SECOND_TRIES

    def measure(self, acts: Sequence[Act], say: Callable[[str], None]) -> Mapping[str, list[Round]]:
        """Return the rounds of hello and of each act; those of hello stand before, between and after the others."""
        supplies = {act.name: Supply(act) for act in (_HELLO, *acts)}
        for act in (_HELLO, *acts):
            self._put(act, supplies[act.name], is_rehearsal=True)
        rounds: dict[str, list[Round]] = {
            HELLO: [self._undisturbed(_HELLO, supplies)],
            **{act.name: [] for act in acts},
        }
        for number in range(self._options.rounds):
            say(f"round {number + 1} of {self._options.rounds}")
            for act in acts:
                rounds[act.name].append(self._undisturbed(act, supplies))
                rounds[HELLO].append(self._undisturbed(_HELLO, supplies))
        return rounds

    def _undisturbed(self, act: Act, supplies: Mapping[str, Supply]) -> Round:
        """Measure, and once more when the web processes were kept from working; the busier of the two counts."""
        taken = self._put(act, supplies[act.name])
        if taken.share < ENOUGH and self._second_tries and not act.waits:
            self._second_tries -= 1
            return max(taken, self._put(act, supplies[act.name]), key=lambda each: each.share)
        return taken

    def _put(self, act: Act, supply: Supply, *, is_rehearsal: bool = False) -> Round:
        server = self._hello if act is _HELLO else self._hall
        order = self._order(act, supply, server.port, is_rehearsal=is_rehearsal)
        before = processor_seconds(server.pid)
        load = self._generator.run(order)
        used = processor_seconds(server.pid) - before
        _refuse_faults(act, load, server)
        self._rates[act.name] = max(load.rate, self._rates.get(act.name, 0))
        return Round(load, used / load.seconds / self._options.workers)

    def _order(self, act: Act, supply: Supply, port: int, *, is_rehearsal: bool) -> Order:
        seconds = 1 if is_rehearsal else self._options.seconds
        wanted = max(act.least, int(self._rates.get(act.name, 0) * seconds * _MARGIN))
        return Order(
            port=port,
            requests=[each.on_the_line(port) for each in supply.draw(wanted)],
            repeats=act.repeats,
            seconds=seconds,
            connections=act.connections or self._options.connections,
            good=act.good,
            is_watched=is_rehearsal or act.is_watched,
        )


def _refuse_faults(act: Act, load: Load, server: Server) -> None:
    found = ", ".join(f"{count} of kind “{kind}”" for kind, count in load.faults.items() if count)
    if found:
        raise BenchError(
            f"{act.name}: {load.requests} answers, and faults: {found}. "
            f"Only {act.good} counts as good.\n{server.last_words()}"
        )
    if load.is_spent:
        raise BenchError(f"{act.name}: the requests ran out after {load.requests}; none may be made twice.")
    if not load.requests:
        raise BenchError(f"{act.name}: nothing was answered.")


def rows_of(rounds: Mapping[str, Sequence[Round]]) -> list[Row]:
    """Return the table: medians of the rounds, ratios to the hellos just before and just after each."""
    hellos = [each.load.rate for each in rounds[HELLO]]
    acts = [name for name in rounds if name != HELLO]
    rows = [_row(HELLO, rounds[HELLO], 1.0)]
    for place, name in enumerate(acts):
        ratios = []
        for number, each in enumerate(rounds[name]):
            at = number * len(acts) + place
            ratios.append(each.load.rate / fmean(hellos[at : at + 2]))
        rows.append(_row(name, rounds[name], median(ratios)))
    return rows


def _row(name: str, rounds: Sequence[Round], ratio: float) -> Row:
    loads = [each.load for each in rounds]
    return Row(
        act=name,
        rps=median(load.rate for load in loads),
        p50_ms=median(load.p50_ms for load in loads),
        p99_ms=median(load.p99_ms for load in loads),
        bytes=round(median(load.bytes_each for load in loads)),
        ratio=ratio,
    )


def saturation(rounds: Sequence[Round]) -> float:
    """Return how busy the web processes were, the median of the rounds."""
    return median(each.share for each in rounds)
