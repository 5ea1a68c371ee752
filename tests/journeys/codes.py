"""Codes of squares as a camera sees them: found in a picture, and read back to their text.

Nothing of the hall is asked: what is read here is what stands on the paper or on the screen. Pictures are straight and
clean, so nothing has to be mended; that nothing is wrong shows when the same text is set again, square by square.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import segno
from PIL import Image
from segno import consts, encoder

#: What the library knows of a code's plan, which it gives no types for.
_PLAN: Any = encoder
_BLOCKS: Any = consts.ECC
_DARK = 128
_FINDER = (1, 1, 3, 1, 1)
_SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_LEVELS = ("M", "L", "H", "Q")
_FORMAT_MASK = 0b101010000010010
#: By mode: its name, and how many bits say how many signs follow in versions up to 9, 26 and 40.
_MODES = {1: ("numeric", (10, 12, 14)), 2: ("alphanumeric", (9, 11, 13)), 4: ("byte", (8, 16, 16))}
Squares = list[list[int]]


class _Corner(NamedTuple):
    """The middle of one of the three large squares, and how many points one module has."""

    x: float
    y: float
    module: float


def texts_in(picture: Path) -> list[str]:
    """Return the text of every code in a picture, from top to bottom."""
    with Image.open(picture) as image:
        grey = image.convert("L")
        rows = [
            [int(value < _DARK) for value in grey.crop((0, y, grey.width, y + 1)).tobytes()] for y in range(grey.height)
        ]
    return [_text(squares) for squares in _codes(rows)]


def _codes(rows: Squares) -> Iterator[Squares]:
    corners = list(_corners(rows))
    for corner in corners:
        right = [each for each in corners if each.x > corner.x and abs(each.y - corner.y) < corner.module]
        below = [each for each in corners if each.y > corner.y and abs(each.x - corner.x) < corner.module]
        sides = [(a, b) for a in right for b in below if abs((a.x - corner.x) - (b.y - corner.y)) < corner.module]
        for a, _b in sides[:1]:
            size = round((a.x - corner.x) / corner.module) + 7
            module = (a.x - corner.x) / (size - 7)
            left, top = corner.x - 3 * module, corner.y - 3 * module
            yield [[rows[round(top + y * module)][round(left + x * module)] for x in range(size)] for y in range(size)]


def _corners(rows: Squares) -> Iterator[_Corner]:
    """Yield the middles of what is dark, light, dark, light, dark as 1 to 1 to 3 to 1 to 1, across and down."""
    seen: list[_Corner] = []
    columns = list(zip(*rows, strict=True))
    for y, row in enumerate(rows):
        for x, module in _ratios(row):
            for middle, other in _ratios(columns[round(x)], around=y):
                found = _Corner(x, middle, (module + other) / 2)
                is_new = all(abs(found.x - each.x) + abs(found.y - each.y) > 2 * module for each in seen)
                if abs(middle - y) < module and abs(module - other) < module / 2 and is_new:
                    seen.append(found)
                    yield found


def _ratios(line: Sequence[int], around: int | None = None) -> Iterator[tuple[float, float]]:
    """Yield the middle and the module of each pattern of a large square in a line of points."""
    runs, start = [], 0
    for dark, points in groupby(line):
        length = sum(1 for _ in points)
        runs.append((dark, start, length))
        start += length
    for place in range(len(runs) - 4):
        five = runs[place : place + 5]
        if not five[0][0] or (around is not None and not five[2][1] <= around < five[2][1] + five[2][2]):
            continue
        module = sum(length for _, _, length in five) / 7
        if all(abs(length - want * module) <= module / 2 for (_, _, length), want in zip(five, _FINDER, strict=True)):
            yield five[2][1] + (five[2][2] - 1) / 2, module


def _text(squares: Squares) -> str:
    version, (level, mask) = (len(squares) - 17) // 4, _format(squares)
    bits = _bits(_data(_words(squares, mask), version, level))
    mode, lengths = _MODES[bits(4)]
    count = bits(lengths[0 if version < 10 else 1 if version < 27 else 2])
    text = {"numeric": _numeric, "alphanumeric": _alphanumeric, "byte": _bytes}[mode](bits, count)
    same = segno.make_qr(text, error=level, version=version, mask=mask, mode=mode, boost_error=False)
    assert [list(row) for row in same.matrix] == squares, "a code that is not set as its text would be"
    return text


def _format(squares: Squares) -> tuple[str, int]:
    places = [(8, x) for x in (0, 1, 2, 3, 4, 5, 7, 8)] + [(y, 8) for y in (7, 5, 4, 3, 2, 1, 0)]
    value = int("".join(str(squares[y][x]) for y, x in places), 2) ^ _FORMAT_MASK
    return _LEVELS[value >> 13], value >> 10 & 7


def _words(squares: Squares, mask: int) -> bytes:
    """Return the code's words in the order in which they stand, without the mask."""
    size = len(squares)
    room = _PLAN.make_matrix(size, size)
    _PLAN.add_finder_patterns(room, size, size)
    _PLAN.add_alignment_patterns(room, size, size)
    is_masked = _PLAN.get_data_mask_functions(is_micro=False)[mask]
    found = []
    for column in range(size - 1, 0, -2):
        right = column - (column <= 6)
        for step in range(size):
            y = size - 1 - step if ((right & 2) == 0) ^ (right < 6) else step
            found += [(y, x) for x in (right, right - 1) if room[y][x] == 2]
    dark = [squares[y][x] ^ is_masked(y, x) for y, x in found]
    return bytes(int("".join(str(int(each)) for each in dark[at : at + 8]), 2) for at in range(0, len(dark) - 7, 8))


def _data(words: bytes, version: int, level: str) -> bytes:
    """Return what the words say, with the blocks one after the other instead of in turns."""
    sizes = [each.num_data for each in _BLOCKS[version][consts.ERROR_MAPPING[level]] for _ in range(each.num_blocks)]
    blocks: list[list[int]] = [[] for _ in sizes]
    turns = iter(words)
    for turn in range(max(sizes)):
        for block, size in zip(blocks, sizes, strict=True):
            if turn < size:
                block.append(next(turns))
    return bytes(each for block in blocks for each in block)


def _bits(data: bytes) -> Callable[[int], int]:
    value, left = int.from_bytes(data), len(data) * 8

    def take(count: int) -> int:
        nonlocal left
        left -= count
        return value >> left & ((1 << count) - 1)

    return take


def _numeric(bits: Callable[[int], int], count: int) -> str:
    groups = [min(3, count - at) for at in range(0, count, 3)]
    return "".join(f"{bits((0, 4, 7, 10)[size]):0{size}d}" for size in groups)


def _alphanumeric(bits: Callable[[int], int], count: int) -> str:
    pairs = [bits(11) for _ in range(count // 2)]
    text = "".join(_SIGNS[pair // 45] + _SIGNS[pair % 45] for pair in pairs)
    return text + (_SIGNS[bits(6)] if count % 2 else "")


def _bytes(bits: Callable[[int], int], count: int) -> str:
    return bytes(bits(8) for _ in range(count)).decode()
