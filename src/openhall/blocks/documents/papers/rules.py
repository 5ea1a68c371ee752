"""What a finished paper must say, and whether it does. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

_SPACE = re.compile(r"\s+")
_MAY_BREAK = r"\s*"
#: Signs that choose one of the forms of the letter before them.
_CHOOSES_A_FORM = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def cleaned(text: str) -> str:
    """Return text as it may stand on a paper: no control signs, and none that turn the order of letters round."""
    whole = unicodedata.normalize("NFC", text)
    kept = (sign if unicodedata.category(sign) not in {"Cc", "Cf", "Cs", "Co", "Cn"} else " " for sign in whole)
    return _SPACE.sub(" ", "".join(kept)).strip()


def missing_from(text: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return those of the wanted lines that do not stand in ``text`` as words of their own.

    Where a line was broken, which form of a character the font was asked for, and whether it had a shape for it at
    all (else its number stands there) makes no difference. A number within a longer one is not found.
    """
    read = _folded(text)
    return tuple(line for line in wanted if not _stands_in(line, read, r"(?<!\S){}(?!\S)"))


def lines_missing_from(text: str, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return those of the wanted lines that do not stand in ``text`` as lines of their own, as ``missing_from`` does.

    A name within a longer one is not found: 陳大文 does not stand in 陳大文武, nor “Chan Tai” in “Chan Tai Man”.
    """
    read = "\n".join(map(_folded, text.splitlines()))
    return tuple(line for line in wanted if not _stands_in(line, read, r"(?:\A|(?<=\n)){}(?=\n|\Z)"))


def _stands_in(wanted: str, read: str, between: str) -> bool:
    line = cleaned(wanted)
    if not line:
        return False
    pieces = _letters(line)
    pattern = "".join(map(_joined, [" ", *pieces], pieces)).removeprefix(_MAY_BREAK)
    return re.search(between.replace("{}", pattern), read) is not None


def _letters(line: str) -> list[str]:
    """Return the letters of a line, each with the marks on it."""
    found: list[str] = []
    for sign in line:
        if found and unicodedata.category(sign).startswith("M"):
            found[-1] += sign
        else:
            found.append(sign)
    return found


def _joined(before: str, piece: str) -> str:
    """Return the pattern of a letter with its marks, and of what may stand before it.

    A line may be broken, and a space be drawn, at spaces and everywhere but within a word or number of plain letters.
    """
    if piece == " ":
        return r"\s+"
    if piece.isascii():
        return re.escape(piece) if _is_plain(before[-1]) and _is_plain(piece) else f"{_MAY_BREAK}{re.escape(piece)}"
    pattern = "".join(map(_written, piece))
    if len(piece) > 1:
        # A letter that is drawn in several strokes, as in Hindi, is read back once for each.
        pattern = f"{pattern}|(?:{re.escape(_folded(piece))}){{1,{len(piece)}}}"
    return f"{_MAY_BREAK}(?:{pattern})"


def _written(sign: str) -> str:
    """Return the pattern of a sign: as itself or as its number; what only chooses between forms need not be there."""
    pattern = f"(?:{re.escape(_folded(sign))}|{re.escape(written_number(sign))})"
    return f"{pattern}?" if _CHOOSES_A_FORM.match(sign) else pattern


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
