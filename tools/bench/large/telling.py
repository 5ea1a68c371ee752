"""What became of it: how much dearer an act is among many cases than among few."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import msgspec

from tools.bench.large.replaying import Replayed
from tools.bench.large.working import Waited, write_waited
from tools.bench.options import Options
from tools.bench.putting import Round
from tools.bench.table import Target

_TARGET = Target(1.3, is_ceiling=True)
_HEAD = ("act", "cases", "requests/s", "p50 ms", "p99 ms", "processor ms")


class Row(msgspec.Struct, frozen=True):
    """An act at one size: medians of the rounds."""

    act: str
    cases: int
    rps: float
    p50_ms: float
    p99_ms: float
    #: Processor time of the hall for one answer.
    processor_ms: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Rounds of an act: each among few cases, then among many."""

    act: str
    rounds: Sequence[tuple[Round, Round]]

    @property
    def ratio(self) -> float:
        """Return what a request costs among many in terms of what it costs among few, the median of the rounds."""
        return median(few.load.rate / other.load.rate for few, other in self.rounds)

    def rows(self, sizes: tuple[int, int]) -> list[Row]:
        """Return the two rows of the table."""
        return [_row(self.act, cases, [each[place] for each in self.rounds]) for place, cases in enumerate(sizes)]


def _row(act: str, cases: int, rounds: Sequence[Round]) -> Row:
    return Row(
        act=act,
        cases=cases,
        rps=median(each.load.rate for each in rounds),
        p50_ms=median(each.load.p50_ms for each in rounds),
        p99_ms=median(each.load.p99_ms for each in rounds),
        processor_ms=median(each.processor_ms for each in rounds),
    )


def write_sizes(rows: Sequence[Row]) -> str:
    """Return the rows in aligned columns."""
    cells = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            [f"{line[0]:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in cells
    )


def _cells(row: Row) -> tuple[str, ...]:
    figures = (row.p50_ms, row.p99_ms, row.processor_ms)
    return (row.act, f"{row.cases:,}", f"{row.rps:.0f}", *(f"{figure:.2f}" for figure in figures))


def tell(
    options: Options,
    compared: Sequence[Compared],
    sizes: tuple[int, int],
    waited: Sequence[Waited] = (),
    replayed: Replayed | None = None,
) -> int:
    """Print what was found; return 1 when a target is missed and that counts."""
    rows = [row for each in compared for row in each.rows(sizes)]
    print(f"\n{write_sizes(rows)}\n")
    for each in compared:
        print(
            f"cost of {each.act} with {sizes[1]:,} cases: {each.ratio:.2f} times (target {_TARGET.verdict(each.ratio)})"
        )
    if waited:
        print(f"\n{write_waited(waited)}\n")
    if replayed is not None:
        print(replayed)
    if options.json_path:
        options.json_path.write_bytes(msgspec.json.format(msgspec.json.encode([*rows, *waited]), indent=2) + b"\n")
    lacking = [each.act for each in compared if not _TARGET.is_met(each.ratio)]
    lacking += [each.act for each in waited if not each.is_met]
    lacking += ["replay"] if replayed is not None and not replayed.is_met else []
    if lacking and options.is_strict:
        print(f"Targets missed: {', '.join(lacking)}")
        return 1
    return 0
