"""The first letter of a Chinese character's pinyin: the order of directories in Simplified Chinese.

A table of letters does the work of a library here: what such a library knows beyond it, the readings of
whole phrases, would cost each process 56 MB.
"""

from functools import cache
from pathlib import Path

_FIRST, _LAST = 0x4E00, 0x9FFF
_NONE = "-"


def initials(name: str) -> str:
    """Return ``name`` with each Chinese character written as the first letter of its pinyin."""
    return "".join(_initial(character) for character in name).casefold()


def _initial(character: str) -> str:
    place = ord(character)
    letter = _table()[place - _FIRST] if _FIRST <= place <= _LAST else _NONE
    return character if letter == _NONE else letter


@cache
def _table() -> str:
    path = Path(__file__).with_name("pinyin.txt")
    return path.read_text(encoding="ascii").replace("\n", "")
