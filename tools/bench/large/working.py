"""The work of officers among many cases: every tab of the list, for several officers, and the opening of a case."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

import msgspec

from tools.bench.acts import Act
from tools.bench.desk.acts import CASE, TABS, WORKLIST, worklist_act
from tools.bench.desk.work import Officer
from tools.bench.load import Generator
from tools.bench.options import Options
from tools.bench.putting import Putting, Round
from tools.bench.requests import Request
from tools.bench.servers import Server
from tools.bench.table import Target

_ROUNDS = 3
_HEAD = ("act", "pages", "p50 ms", "p95 ms", "p99 ms", "processor ms")
_AIMS = {WORKLIST: Target(50, " ms", is_ceiling=True), CASE: Target(80, " ms", is_ceiling=True)}


class Waited(msgspec.Struct, frozen=True):
    """How long somebody waits for a page who asks for one after the other: medians of the rounds."""

    act: str
    pages: int
    p50_ms: float
    p95_ms: float
    p99_ms: float
    processor_ms: float

    @property
    def is_met(self) -> bool:
        """Tell whether the target is met."""
        return self._target.is_met(self.p95_ms)

    @property
    def _target(self) -> Target:
        return _AIMS[self.act.partition(" ")[0]]

    def cells(self) -> tuple[str, ...]:
        """Return it as a line of the table."""
        figures = (self.p50_ms, self.p95_ms, self.p99_ms, self.processor_ms)
        target = f"(target p95 {self._target.verdict(self.p95_ms)})"
        return (self.act, str(self.pages), *(f"{figure:.2f}" for figure in figures), target)


@dataclass(frozen=True, slots=True)
class Desk:
    """Officers of a hall, and cases that they can open."""

    officers: Sequence[Officer]
    #: Reference and office of each.
    cases: Sequence[tuple[str, str]]

    def acts(self) -> list[Act]:
        """Return what is measured: each tab, the list of the API, cases."""
        tabs = [worklist_act(self.officers, f"{WORKLIST} {tab}", [tab]) for tab in TABS]
        return [*tabs, self._act(f"{WORKLIST} api", self._tasks()), self._act(CASE, self._pages())]

    def _act(self, name: str, requests: Sequence[Request]) -> Act:
        return Act(name, lambda: iter(requests), connections=1, is_watched=True, waits=True)

    def _tasks(self) -> list[Request]:
        accept = {"Accept": "application/json"}
        return [Request("/api/v1/tasks", headers={**accept, "Cookie": each.cookie}) for each in self.officers]

    def _pages(self) -> list[Request]:
        known = {officer.authority: officer.cookie for officer in self.officers}
        return [
            Request(f"/desk/cases/{reference}/", headers={"Cookie": known[office]})
            for reference, office in self.cases
            if office in known
        ]


def measure_desk(
    options: Options, generator: Generator, desk: Desk, hall: Server, say: Callable[[str], None]
) -> list[Waited]:
    """Ask for page after page, and return how long each kind takes."""
    found = []
    for act in desk.acts():
        putting = Putting(options, generator, act, hall)
        putting.rehearse()
        say(act.name)
        found.append(_waited(act.name, [putting.measure() for _ in range(_ROUNDS)]))
    return found


def _waited(name: str, rounds: Sequence[Round]) -> Waited:
    return Waited(
        act=name,
        pages=sum(each.load.requests for each in rounds),
        p50_ms=median(each.load.p50_ms for each in rounds),
        p95_ms=median(each.load.p95_ms for each in rounds),
        p99_ms=median(each.load.p99_ms for each in rounds),
        processor_ms=median(each.processor_ms for each in rounds),
    )


def write_waited(rows: Sequence[Waited]) -> str:
    """Return the rows in aligned columns."""
    cells = [(*_HEAD, ""), *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            [
                f"{line[0]:<{widths[0]}}",
                *(f"{cell:>{width}}" for cell, width in zip(line[1:-1], widths[1:], strict=True)),
                line[-1],
            ]
        ).rstrip()
        for line in cells
    )
