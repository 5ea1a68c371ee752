"""Figures as people and machines read them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

_HEAD = ("act", "requests/s", "p50 ms", "p99 ms", "bytes", "ratio-to-hello")


@dataclass(frozen=True, slots=True)
class Row:
    """One act. ``bytes`` is the mean length of an answer over the line, headers included."""

    act: str
    rps: float
    p50_ms: float
    p99_ms: float
    bytes: int
    ratio: float


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to reach: at least, or at most where less is better."""

    name: str
    limit: float
    unit: str = ""
    is_ceiling: bool = False

    def is_met(self, figure: float) -> bool:
        """Tell whether ``figure`` reaches it."""
        return figure <= self.limit if self.is_ceiling else figure >= self.limit

    def verdict(self, figure: float) -> str:
        """Return the target in words, and whether it is met."""
        sign = "≤" if self.is_ceiling else "≥"
        return f"{sign} {self.limit:g}{self.unit}: {'met' if self.is_met(figure) else 'MISSED'}"


RATIOS: Mapping[str, Target] = {
    target.name: target for target in (Target("home", 0.55), Target("service-page", 0.55), Target("search", 0.05))
}
MEMORY = Target("memory", 250, " MB", is_ceiling=True)
START = Target("start", 3, " s", is_ceiling=True)


def write_table(rows: Sequence[Row]) -> str:
    """Return the rows in aligned columns, the target of an act beside it."""
    cells = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEAD))]
    verdicts = ["", *(_verdict(row) for row in rows)]
    return "\n".join(
        f"{line[0]:<{widths[0]}}  "
        + "  ".join(f"{cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))
        + (f"  {verdict}" if verdict else "")
        for line, verdict in zip(cells, verdicts, strict=True)
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (row.act, f"{row.rps:.0f}", f"{row.p50_ms:.2f}", f"{row.p99_ms:.2f}", str(row.bytes), f"{row.ratio:.3f}")


def _verdict(row: Row) -> str:
    target = RATIOS.get(row.act)
    return f"(target {target.verdict(row.ratio)})" if target else ""


def write_figure(name: str, figure: float, unit: str, target: Target) -> str:
    """Return one figure that is not of an act, as a line with its target."""
    return f"{name}: {figure:.1f} {unit} (target {target.verdict(figure)})"


def write_json(path: Path, rows: Sequence[Row]) -> None:
    """Write the rows for machines."""
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")


def missed(rows: Sequence[Row], memory_mb: float, start_seconds: float) -> list[str]:
    """Name the targets that are missed."""
    ratios = [row.act for row in rows if row.act in RATIOS and not RATIOS[row.act].is_met(row.ratio)]
    others = [
        target.name for target, figure in ((MEMORY, memory_mb), (START, start_seconds)) if not target.is_met(figure)
    ]
    return ratios + others
