"""A to Z in each language: letters in English, pinyin initials in Simplified, strokes in Traditional Chinese."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from openhall.channels.portal.ordering.pinyin import initials
from openhall.channels.portal.ordering.strokes import stroke_count
from openhall.kernel.languages import SIMPLIFIED, TRADITIONAL, Language

Item = TypeVar("Item")

#: Where a name that begins with a figure or a sign is put.
_OTHER = "0–9"


@dataclass(frozen=True, slots=True)
class Group(Generic[Item]):
    """The names under one heading. ``label`` is a letter, or a number of strokes when ``is_strokes``."""

    id: str
    label: str
    items: tuple[Item, ...]
    is_strokes: bool = False


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    rank: tuple[int, int, str]
    label: str
    words: tuple[str, ...]
    is_strokes: bool = False


def indexed(items: Iterable[Item], name: Callable[[Item], str], language: Language) -> list[Group[Item]]:
    """Put ``items`` under headings by ``name``, in the order that a reader of ``language`` knows."""
    placed = sorted(((_place(name(item), language), item) for item in items), key=lambda pair: pair[0])
    groups: list[Group[Item]] = []
    for (_, label, is_strokes), members in groupby(placed, key=lambda p: (p[0].rank, p[0].label, p[0].is_strokes)):
        anchor = f"strokes-{label}" if is_strokes else f"letter-{label[0].lower()}"
        groups.append(Group(anchor, label, tuple(item for _, item in members), is_strokes))
    return groups


def _place(name: str, language: Language) -> _Place:
    bare = "".join(c for c in name if c.isalnum())
    if language == TRADITIONAL:
        return _by_strokes(bare)
    return _by_letter([initials(bare), bare] if language == SIMPLIFIED else [name.casefold()])


def _by_letter(words: list[str]) -> _Place:
    first = words[0][:1].upper() if words else ""
    if first.isascii() and first.isalpha():
        return _Place((1, 0, first), first, tuple(words))
    return _Place((0, 0, ""), _OTHER, tuple(words))


def _by_strokes(name: str) -> _Place:
    count = stroke_count(name[0]) if name else None
    if count is None:
        return _by_letter([name.casefold()])
    words = tuple(f"{stroke_count(c) or 0:02d}{c}" for c in name)
    return _Place((2, count, ""), str(count), words, is_strokes=True)
