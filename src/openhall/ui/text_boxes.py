"""Fit words into a box of a drawing.

There is no browser to ask how wide words are: their widths are reckoned, on the safe side, for the faces of tokens.css.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: Widths of characters in ems; whatever is not here is of middle width.
_NARROW, _MIDDLE, _CAPITAL, _BROAD, _FULL = 0.32, 0.57, 0.66, 0.9, 1.0
_NARROW_SIGNS = frozenset("iljtfrI.,;:'’!|()[]/ ")
_BROAD_SIGNS = frozenset("mwMW—…%@")
_FULL_FROM = 0x2E80
#: Signs that no line begins with (the shorter list of CLREQ), and those that none ends with.
_NOT_FIRST = frozenset("，。、；：！？）」』》〉】”’,.;:!?)]…·")
_NOT_LAST = frozenset("（「『《〈【“‘([")
#: One unbroken piece: a run of Latin with the space behind it, or a single wide character.
_PIECES = re.compile(r"[^\u2e80-\uffff\s]+\s*|[\u2e80-\uffff]|\s+")
LINE_HEIGHT = 1.22
#: How many narrower widths are tried to make lines more equal.
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Fitted:
    """Words as lines of one size."""

    lines: tuple[str, ...]
    size: float

    @property
    def height(self) -> float:
        """Return how high the lines stand together."""
        return len(self.lines) * self.size * LINE_HEIGHT


def width_of(words: str, size: float) -> float:
    """Return how wide ``words`` are in one line."""
    return sum(map(_ems, words)) * size


def fit(words: str, width: float, height: float, sizes: Sequence[float]) -> Fitted:
    """Return ``words`` in the first of ``sizes`` that they fit in; in the last one they are cut with an ellipsis."""
    lines: list[str] = []
    for size in sizes:
        lines = wrap(words, width, size)
        if len(lines) * size * LINE_HEIGHT <= height and all(width_of(line, size) <= width for line in lines):
            return Fitted(tuple(_balanced(words, lines, width, size)), size)
    size = sizes[-1]
    most = max(1, int(height / (size * LINE_HEIGHT)))
    return Fitted(tuple(_shortened(lines, most, width, size)), size)


def wrap(words: str, width: float, size: float) -> list[str]:
    """Break ``words`` into lines; a single run that is wider than a line stands alone in its own."""
    lines, line = [], ""
    for piece in _unbroken(words):
        if line and width_of((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = ""
        line += piece
    return [*lines, line.rstrip()] if line.strip() else lines


def _balanced(words: str, lines: list[str], width: float, size: float) -> list[str]:
    """Return as many lines, more equal in length: a single character alone in the last one reads badly."""
    if len(lines) <= 1:
        return lines
    least = width_of(words, size) / len(lines)
    for part in range(_TRIES):
        narrower = wrap(words, least + (width - least) * part / _TRIES, size)
        if len(narrower) == len(lines) and all(width_of(line, size) <= width for line in narrower):
            return narrower
    return lines


def _unbroken(words: str) -> list[str]:
    """Return the pieces between which a line may end."""
    pieces: list[str] = []
    for piece in _PIECES.findall(words.strip()):
        joins = pieces and (piece[0] in _NOT_FIRST or pieces[-1][-1] in _NOT_LAST)
        if joins:
            pieces[-1] += piece
        else:
            pieces.append(piece)
    return pieces


def _shortened(lines: Sequence[str], most: int, width: float, size: float) -> list[str]:
    kept = list(lines[:most])
    if len(lines) > most:
        kept[-1] += "…"
    return [_cut(line, width, size) for line in kept]


def _cut(line: str, width: float, size: float) -> str:
    if width_of(line, size) <= width:
        return line
    bare = line.removesuffix("…")
    while bare and width_of(f"{bare}…", size) > width:
        bare = bare[:-1]
    return f"{bare}…"


def _ems(sign: str) -> float:
    if ord(sign) >= _FULL_FROM:
        return _FULL
    if sign in _NARROW_SIGNS:
        return _NARROW
    if sign in _BROAD_SIGNS:
        return _BROAD
    return _CAPITAL if sign.isupper() else _MIDDLE
