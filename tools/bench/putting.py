"""One act put on one server for a while, and what came back."""

from dataclasses import dataclass

from tools.bench.acts import Act, Supply
from tools.bench.errors import BenchError, NothingAnsweredError
from tools.bench.load import Generator, Load, Order
from tools.bench.options import Options
from tools.bench.processes import processor_seconds
from tools.bench.servers import Server

_REHEARSAL_SECONDS, _REHEARSALS = 2, 4


@dataclass(frozen=True, slots=True)
class Round:
    """One measurement, and the processor time that each web process had in it (1 is one whole core)."""

    load: Load
    share: float
    #: Processor time of the whole server in seconds.
    used: float = 0.0

    @property
    def processor_ms(self) -> float:
        """Return the processor time for one answer, in milliseconds."""
        return self.used / self.load.requests * 1000


class Putting:
    """Puts one act on one server, again and again, and never a request twice that may be made once."""

    def __init__(self, options: Options, generator: Generator, act: Act, server: Server) -> None:
        self.act = act
        self._options, self._generator, self._server = options, generator, server
        self._supply = Supply(act)
        self._rate = 0.0

    def rehearse(self) -> None:
        """Ask for two seconds that do not count; the status of every answer is read.

        A hall that has just been opened may answer nothing in its first seconds: then once more, and again.
        """
        for _ in range(_REHEARSALS - 1):
            try:
                self._put(_REHEARSAL_SECONDS, is_watched=True)
            except NothingAnsweredError:
                continue
            return
        self._put(_REHEARSAL_SECONDS, is_watched=True)

    def measure(self) -> Round:
        """Measure; raise ``BenchError`` when an answer was not good."""
        return self._put(self._options.seconds, is_watched=self.act.is_watched)

    def _put(self, seconds: int, *, is_watched: bool) -> Round:
        order = self._order(seconds, is_watched=is_watched)
        before = processor_seconds(self._server.pid)
        load = self._generator.run(order)
        used = processor_seconds(self._server.pid) - before
        refuse_faults(self.act, load, self._server.last_words())
        self._rate = max(load.rate, self._rate)
        return Round(load, used / load.seconds / self._options.workers, used)

    def _order(self, seconds: int, *, is_watched: bool) -> Order:
        port = self._server.port
        wanted = max(self.act.least, int(self._rate * seconds * self.act.margin))
        return Order(
            port=port,
            requests=[each.on_the_line(port) for each in self._supply.draw(wanted)],
            repeats=self.act.repeats,
            seconds=seconds,
            connections=self.act.connections or self._options.connections,
            good=self.act.good,
            is_watched=is_watched,
        )


def refuse_faults(act: Act, load: Load, last_words: str) -> None:
    """Raise ``BenchError`` when not every answer was good."""
    found = ", ".join(f"{count} of kind “{kind}”" for kind, count in load.faults.items() if count)
    if found:
        raise BenchError(
            f"{act.name}: {load.requests} answers, and faults: {found}. Only {act.good} counts as good.\n{last_words}"
        )
    if load.is_spent:
        raise BenchError(f"{act.name}: the requests ran out after {load.requests}; none may be made twice.")
    if not load.requests:
        raise NothingAnsweredError(f"{act.name}: nothing was answered.")
