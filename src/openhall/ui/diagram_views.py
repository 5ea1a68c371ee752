"""What the picture of a process draws: the drawing, and the same in a table for everybody who cannot see it."""

from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

#: Whether a step is behind the case, has it now, is yet to come, or was left out on the way that was taken.
Mark = Literal["past", "now", "next", "left-out"]


@dataclass(frozen=True, slots=True)
class DiagramRow:
    """One step in words: its name, what kind it is, how far it is, how often, and what comes after it."""

    name: str
    kind: str
    mark: Mark | None = None
    count: int | None = None
    then: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DiagramView:
    """A process: ``drawing`` is complete SVG, ``rows`` say the same. ``counted`` heads the column of numbers."""

    title: str
    drawing: Markup
    rows: tuple[DiagramRow, ...]
    counted: str = ""
