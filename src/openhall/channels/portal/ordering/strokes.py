"""The number of strokes of a Chinese character: the order of Hong Kong's directories."""

from functools import cache
from pathlib import Path

_FIRST, _LAST = 0x4E00, 0x9FFF
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def stroke_count(character: str) -> int | None:
    """Return the number of strokes of ``character``, or ``None`` when it is not a Chinese character."""
    place = ord(character)
    if not _FIRST <= place <= _LAST:
        return None
    return _DIGITS.index(_table()[place - _FIRST])


@cache
def _table() -> str:
    path = Path(__file__).with_name("strokes.txt")
    return path.read_text(encoding="ascii").replace("\n", "")
