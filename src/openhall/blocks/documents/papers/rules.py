"""What a finished paper must say, and whether it does. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

_SPACE = re.compile(r"\s+")
_MAY_BREAK = r"\s*"


def cleaned(text: str) -> str:
    """Return text as it may stand on a paper: no control signs, and none that turn the order of letters round."""
    whole = unicodedata.normalize("NFC", text)
    kept = (sign if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else " " for sign in whole)
    return _SPACE.sub(" ", "".join(kept)).strip()


def missing_from(text: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return those of the wanted lines that do not stand in ``text`` as lines or words of their own.

    Where a line was broken, which form of a character the font was asked for, and whether it had a shape for it at
    all (else its number stands there) makes no difference. A name within a longer one is not found: 陳大文 does not
    stand in 陳大文武, nor “Li” in “Lim”.
    """
    read = _folded(text)
    return tuple(line for line in wanted if not _stands_in(cleaned(line), read))


def _stands_in(line: str, read: str) -> bool:
    if not line:
        return False
    pattern = "".join(map(_joined, f" {line}", line)).removeprefix(_MAY_BREAK)
    return re.search(rf"(?<!\S){pattern}(?!\S)", read) is not None


def _joined(before: str, sign: str) -> str:
    """Return the pattern of a sign and of what may stand before it.

    A line may be broken, and a space be drawn, at spaces and everywhere but within a word or number of plain letters.
    """
    if sign == " ":
        return r"\s+"
    if sign.isascii():
        return re.escape(sign) if _is_plain(before) and _is_plain(sign) else f"{_MAY_BREAK}{re.escape(sign)}"
    return rf"{_MAY_BREAK}(?:{re.escape(_folded(sign))}|{re.escape(written_number(sign))})"


def written_number(sign: str) -> str:
    """Return what stands for a sign that no font has a shape for."""
    return f"[U+{ord(sign):04X}]"


def _is_plain(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()


def _folded(text: str) -> str:
    """Return text without the differences that a font or an extractor makes."""
    return _SPACE.sub(" ", unicodedata.normalize("NFKC", text)).strip()


def written_day(day: date | None, language: str) -> str:
    """Return a day as papers write it."""
    if day is None:
        return ""
    if language.startswith("zh"):
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
