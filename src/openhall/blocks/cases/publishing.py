"""What is published of counts: nothing so small that it tells of one person, and nothing from which that follows.

A figure from 1 to below ``smallest`` is withheld. So is what would give it away by subtraction: its counterpart of the
same row, and the sum of its column.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from openhall.blocks.cases.counting import AuthorityCount

_COLUMNS = ("decided", "in_time", "late", "paused", "passed_on", "kept", "open")


@dataclass(frozen=True, slots=True)
class PublishedCount:
    """How one authority did, as everybody may know it; ``None`` where a figure is withheld."""

    authority: str
    decided: int | None
    in_time: int | None
    late: int | None
    paused: int | None
    passed_on: int | None
    kept: int | None
    open: int | None


def published(rows: Sequence[AuthorityCount], smallest: int) -> tuple[tuple[PublishedCount, ...], PublishedCount]:
    """Return what may be published of ``rows``, and of their sums."""
    shown = tuple(_row(row, smallest) for row in rows)
    sums = {name: _sum([getattr(each, name) for each in shown]) for name in _COLUMNS}
    if sums["in_time"] is None or sums["late"] is None:
        # Both or neither: with the sum of all decided one would follow from the other.
        sums |= {"in_time": None, "late": None}
    return shown, PublishedCount("", **sums)


def _row(row: AuthorityCount, smallest: int) -> PublishedCount:
    shown: dict[str, int | None] = {name: _shown(getattr(row, name), smallest) for name in _COLUMNS}
    if None in {shown["decided"], shown["in_time"], shown["late"]}:
        shown |= {"in_time": None, "late": None}
    return PublishedCount(row.authority, **shown)


def _shown(figure: int, smallest: int) -> int | None:
    return None if 0 < figure < smallest else figure


def _sum(figures: Sequence[int | None]) -> int | None:
    return None if None in figures else sum(each for each in figures if each is not None)
