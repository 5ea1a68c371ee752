"""Rounds of load: hello before and after each act, so that a machine whose speed drifts gives honest ratios."""

from collections.abc import Callable, Mapping, Sequence
from statistics import fmean, median

from tools.bench.acts import HELLO, Act
from tools.bench.load import Generator
from tools.bench.options import Options
from tools.bench.putting import Putting, Round
from tools.bench.requests import Request
from tools.bench.servers import Server
from tools.bench.table import Row

#: On hello a web process has to be as busy as this; less, and the generator or other programs were in the way.
ENOUGH = 0.9
#: So many disturbed measurements of a run are taken again, which keeps its length within bounds.
_SECOND_TRIES = 12
_HELLO = Act(HELLO, lambda: iter([Request("/")]))


class Measuring:
    """Measures acts of the hall beside hello."""

    def __init__(self, options: Options, generator: Generator, hello: Server, hall: Server) -> None:
        self._options = options
        self._generator = generator
        self._hello, self._hall = hello, hall
        self._second_tries = _SECOND_TRIES

    def measure(self, acts: Sequence[Act], say: Callable[[str], None]) -> Mapping[str, list[Round]]:
        """Return the rounds of hello and of each act; those of hello stand before, between and after the others."""
        hello = Putting(self._options, self._generator, _HELLO, self._hello)
        halls = [Putting(self._options, self._generator, act, self._hall) for act in acts]
        for putting in (hello, *halls):
            putting.rehearse()
        rounds: dict[str, list[Round]] = {HELLO: [self._undisturbed(hello)], **{act.name: [] for act in acts}}
        for number in range(self._options.rounds):
            say(f"round {number + 1} of {self._options.rounds}")
            for putting in halls:
                rounds[putting.act.name].append(self._undisturbed(putting))
                rounds[HELLO].append(self._undisturbed(hello))
        return rounds

    def _undisturbed(self, putting: Putting) -> Round:
        """Measure, and once more when the web processes were kept from working; the busier of the two counts."""
        taken = putting.measure()
        if taken.share < ENOUGH and self._second_tries and not putting.act.waits:
            self._second_tries -= 1
            return max(taken, putting.measure(), key=lambda each: each.share)
        return taken


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
        p95_ms=median(load.p95_ms for load in loads),
    )


def saturation(rounds: Sequence[Round]) -> float:
    """Return how busy the web processes were, the median of the rounds."""
    return median(each.share for each in rounds)
