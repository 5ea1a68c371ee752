"""What became of it: how much dearer an act is among many cases than among few."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import msgspec

from tools.bench.load import Load
from tools.bench.options import Options
from tools.bench.table import Target

_TARGET = Target(1.3, is_ceiling=True)
_HEAD = ("act", "cases", "requests/s", "p50 ms", "p99 ms")


class Row(msgspec.Struct, frozen=True):
    """An act at one size: medians of the rounds."""

    act: str
    cases: int
    rps: float
    p50_ms: float
    p99_ms: float


@dataclass(frozen=True, slots=True)
class Compared:
    """Rounds of an act: each among few cases, then among many."""

    act: str
    rounds: Sequence[tuple[Load, Load]]

    @property
    def ratio(self) -> float:
        """Return what a request costs among many in terms of what it costs among few, the median of the rounds."""
        return median(few.rate / other.rate for few, other in self.rounds)

    def rows(self, sizes: tuple[int, int]) -> list[Row]:
        """Return the two rows of the table."""
        return [_row(self.act, cases, [each[place] for each in self.rounds]) for place, cases in enumerate(sizes)]


def _row(act: str, cases: int, loads: Sequence[Load]) -> Row:
    return Row(
        act=act,
        cases=cases,
        rps=median(load.rate for load in loads),
        p50_ms=median(load.p50_ms for load in loads),
        p99_ms=median(load.p99_ms for load in loads),
    )


def write_sizes(rows: Sequence[Row]) -> str:
    """Return the rows in aligned columns."""
    cells = [_HEAD, *((r.act, f"{r.cases:,}", f"{r.rps:.0f}", f"{r.p50_ms:.2f}", f"{r.p99_ms:.2f}") for r in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEAD))]
    return "\n".join(
        "  ".join(
            [f"{line[0]:<{widths[0]}}", *(f"{cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))]
        )
        for line in cells
    )


def tell(options: Options, compared: Sequence[Compared], sizes: tuple[int, int]) -> int:
    """Print what was found; return 1 when a target is missed and that counts."""
    rows = [row for each in compared for row in each.rows(sizes)]
    print(f"\n{write_sizes(rows)}\n")
    for each in compared:
        print(
            f"cost of {each.act} with {sizes[1]:,} cases: {each.ratio:.2f} times (target {_TARGET.verdict(each.ratio)})"
        )
    if options.json_path:
        options.json_path.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")
    lacking = [each.act for each in compared if not _TARGET.is_met(each.ratio)]
    if lacking and options.is_strict:
        print(f"Targets missed: {', '.join(lacking)}")
        return 1
    return 0
