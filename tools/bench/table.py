"""Figures as people and machines read them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import msgspec

#: What programs are told of a row: agreed upon.
_MEMBERS = ("act", "rps", "p50_ms", "p99_ms", "bytes", "ratio")
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
    p95_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Target:
    """A figure to reach: at least, or at most where less is better."""

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


@dataclass(frozen=True, slots=True)
class Aim:
    """What an act has to reach in one column of the table."""

    act: str
    column: Literal["ratio", "rps", "p95_ms", "p99_ms"]
    target: Target

    def figure_in(self, row: Row) -> float:
        """Return the figure of ``row`` that counts."""
        figure: float = getattr(row, self.column)
        return figure

    def verdict(self, row: Row) -> str:
        """Return the target in words, and whether ``row`` meets it; a column that is not printed is named."""
        verdict = self.target.verdict(self.figure_in(row))
        return f"p95 {verdict}" if self.column == "p95_ms" else verdict


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that is not of an act, and what it has to reach; without a target it explains another one."""

    name: str
    value: float
    unit: str
    target: Target | None

    def __str__(self) -> str:
        """Return it as a line."""
        aim = f" (target {self.target.verdict(self.value)})" if self.target else ""
        return f"{self.name}: {self.value:.1f} {self.unit}{aim}"


_RATIOS = {"home": 0.55, "service-page": 0.55, "search": 0.05, "form-page": 0.03, "form-step": 0.01}
_SUBMITS_A_SECOND = {"sqlite": 100, "postgresql": 150}


#: What an officer waits for their list, however much there is to do.
WORKLIST_AIM = Aim("worklist", "p95_ms", Target(50, " ms", is_ceiling=True))


def aims_on(database: str) -> tuple[Aim, ...]:
    """Return what the acts have to reach on ``database``."""
    return (
        *(Aim(act, "ratio", Target(limit)) for act, limit in _RATIOS.items()),
        Aim("submit", "rps", Target(_SUBMITS_A_SECOND[database], "/s")),
        Aim("submit", "p99_ms", Target(250, " ms", is_ceiling=True)),
        WORKLIST_AIM,
        Aim("case", "p95_ms", Target(80, " ms", is_ceiling=True)),
        Aim("complete", "rps", Target(60, "/s")),
        Aim("verify", "rps", Target(300, "/s")),
    )


def write_table(rows: Sequence[Row], aims: Sequence[Aim]) -> str:
    """Return the rows in aligned columns, the targets of an act beside it."""
    cells = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(_HEAD))]
    verdicts = ["", *(_verdict(row, aims) for row in rows)]
    return "\n".join(
        f"{line[0]:<{widths[0]}}  "
        + "  ".join(f"{cell:>{width}}" for cell, width in zip(line[1:], widths[1:], strict=True))
        + (f"  {verdict}" if verdict else "")
        for line, verdict in zip(cells, verdicts, strict=True)
    )


def _cells(row: Row) -> tuple[str, ...]:
    return (row.act, f"{row.rps:.0f}", f"{row.p50_ms:.2f}", f"{row.p99_ms:.2f}", str(row.bytes), f"{row.ratio:.3f}")


def _verdict(row: Row, aims: Sequence[Aim]) -> str:
    verdicts = [aim.verdict(row) for aim in aims if aim.act == row.act]
    return f"(target {', '.join(verdicts)})" if verdicts else ""


def write_json(path: Path, rows: Sequence[Row]) -> None:
    """Write the rows for machines."""
    figures = [{name: getattr(row, name) for name in _MEMBERS} for row in rows]
    path.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")


def missed(rows: Sequence[Row], aims: Sequence[Aim], figures: Sequence[Figure]) -> list[str]:
    """Name what misses a target."""
    acts = [
        row.act for row in rows if not all(aim.target.is_met(aim.figure_in(row)) for aim in aims if aim.act == row.act)
    ]
    return acts + [each.name for each in figures if each.target and not each.target.is_met(each.value)]
