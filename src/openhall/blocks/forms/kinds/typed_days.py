"""Days and hours as people type them, in figures or words, in the order of their language."""

import re
from collections.abc import Callable
from datetime import date

from openhall.kernel.texts import ascii_width, clean_line

#: Longer than any way to write a day and an hour.
LONGEST = 60
_ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_FULL = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_MONTHS: dict[str, int] = {
    **{name: place for place, name in enumerate(_ENGLISH, 1)},
    **{name: place for place, name in enumerate(_FULL, 1)},
    "sept": 9,
}
#: Chinese figures: a year is read out one by one, a month or a day is counted in tens.
_CHINESE = {**{figure: place for place, figure in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0}
_YEAR_READ_OUT = re.compile(r"[〇零○一二三四五六七八九]{4}(?=\s*年)|^[〇零○一二三四五六七八九]{4}$")
_COUNTED = r"(?:[一二三]?十|廿|卅)?[一二三四五六七八九]|[一二三]?十|廿|卅"
_COUNTED_PLACE = re.compile(rf"(?:{_COUNTED})(?=\s*[月日号號])|^(?:{_COUNTED})$")
_WEEKDAY = re.compile(
    r"^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[,.]?\s+|[(（]?(?:星期|周|週|礼拜|禮拜)[一二三四五六日天][)）]?"
)
_GAP = r"[\s./,-]*"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_GAP}[年]?{_GAP}(\d{{1,2}}){_GAP}[月]?{_GAP}(\d{{1,2}})\s*[日号號]?", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4}|\d{2})", re.ASCII)
#: Eight figures with the day first: what would be the month of the other order is no month then.
_DAY_FIRST_BARE = re.compile(r"(\d{2})(\d{2})((?:19|20)\d{2})", re.ASCII)
_DAY_WORD = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?{_GAP}(?:of\s+)?([a-z]{{3,9}}){_GAP}'?(\d{{4}}|\d{{2}})", re.ASCII)
_WORD_DAY = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?[\s,]+'?(\d{4}|\d{2})", re.ASCII)
_MONTH_YEAR_FIRST = re.compile(r"(\d{4})[\s./-]*年?\s*(\d{1,2})\s*月?", re.ASCII)
_MONTH_FIRST = re.compile(r"(\d{1,2})[\s./-]+(\d{4}|\d{2})", re.ASCII)
_MONTH_WORD = re.compile(r"([a-z]{3,9})\.?[\s,./-]*'?(\d{4}|\d{2})", re.ASCII)
_CLOCK = re.compile(
    r"(?P<before>上午|早上|凌晨|中午|下午|晚上|am|pm|a\.m\.|p\.m\.)?\s*(?P<hour>\d{1,2})\s*(?:[:.時时點点h]\s*(?P<minute>\d{1,2})?\s*[分]?|(?P<half>[點点时時]?半))?"
    r"\s*(?P<after>a\.?\s?m\.?|p\.?\s?m\.?)?",
    re.ASCII,
)
_FIGURES = re.compile(r"([01]?\d|2[0-3])([0-5]\d)", re.ASCII)
_AFTERNOON = ("下午", "晚上", "pm", "p.m.")
_NOON, _HOURS, _MINUTES, _HALF = 12, 24, 60, 30
FIRST_YEAR, LAST_YEAR, _CENTURY = 1000, 2999, 100

#: Year, month and day as typed; a year of two figures is still to be placed in its century.
Parts = tuple[int, int, int]
#: Which century a year of two figures belongs to.
Century = Callable[[int], int]


def plain(typed: str) -> str:
    """Return typed text with ASCII figures, single spaces and small letters."""
    text = _YEAR_READ_OUT.sub(_read_out, clean_line(typed[:LONGEST]))
    return ascii_width(_COUNTED_PLACE.sub(_counted, text)).lower()


def _read_out(match: re.Match[str]) -> str:
    return "".join(str(_CHINESE[figure]) for figure in match[0])


def _counted(match: re.Match[str]) -> str:
    tens, ten, ones = match[0].replace("廿", "二十").replace("卅", "三十").rpartition("十")
    return str((_CHINESE[tens or "一"] * 10 if ten else 0) + _CHINESE[ones or "〇"])


def day_parts(text: str, century: Century) -> Parts | None:
    """Return year, month and day of a plain text, day before month when both are figures; ``None`` if unreadable."""
    text = _WEEKDAY.sub("", text).strip()
    if match := _DAY_FIRST_BARE.fullmatch(text):
        return _parts(match[3], match[2], match[1], century)
    if match := _YEAR_FIRST.fullmatch(text):
        return _parts(match[1], match[2], match[3], century)
    if match := _DAY_FIRST.fullmatch(text) or _DAY_WORD.fullmatch(text):
        return _parts(match[3], match[2], match[1], century)
    if match := _WORD_DAY.fullmatch(text):
        return _parts(match[3], match[1], match[2], century)
    return None


def month_parts(text: str, century: Century) -> tuple[int, int] | None:
    """Return year and month of a plain text."""
    for pattern, year, month in ((_MONTH_YEAR_FIRST, 1, 2), (_MONTH_FIRST, 2, 1), (_MONTH_WORD, 2, 1)):
        if match := pattern.fullmatch(text):
            found = _parts(match[year], match[month], "1", century)
            return None if found is None else found[:2]
    return None


def month_of(text: str) -> int | None:
    """Return the month of a box: a figure or a name."""
    text = text.rstrip("月. ")
    if text.isascii() and text.isdigit():
        return int(text)
    return _MONTHS.get(text)


def year_of(text: str, century: Century) -> int | None:
    """Return the year of a box; two figures are placed in their century."""
    text = text.rstrip("年 ").lstrip("'’")
    if not (text.isascii() and text.isdigit() and len(text) in {2, 4}):
        return None
    return century(int(text)) if len(text) == 2 else int(text)  # noqa: PLR2004 - as the line above


def clock(text: str) -> tuple[int, int] | None:
    """Return hour and minute of a plain text such as ``2:30 pm``, ``1430`` or ``下午2時30分``."""
    if match := _FIGURES.fullmatch(text):
        return int(match[1]), int(match[2])
    match = _CLOCK.fullmatch(text)
    if match is None or (
        match["minute"] is None and not (match["before"] or match["after"] or match[0] != match["hour"])
    ):
        return None
    hour, minute = int(match["hour"]), _HALF if match["half"] else int(match["minute"] or 0)
    half = (match["before"] or match["after"] or "").replace(" ", "")
    if half.startswith(("p", *_AFTERNOON)) or half == "中午":
        hour += _NOON if hour < _NOON and not (half == "中午" and hour == _NOON - 1) else 0
    elif half and hour == _NOON:
        hour = 0
    return (hour, minute) if hour < _HOURS and minute < _MINUTES else None


def real_day(parts: Parts) -> date | None:
    """Return the day that the parts name, if there is one."""
    year, month, day = parts
    try:
        return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
    except ValueError:
        return None


def century_for(today: date, *, past: bool, future: bool) -> Century:
    """Return how two figures become a year: never after today where days lie in the past, nor before it else."""

    def place(year: int) -> int:
        this = today.year
        near = this - this % _CENTURY + year
        if past and near > this:
            return near - _CENTURY
        if future:
            return near if near >= this else near + _CENTURY
        return near - _CENTURY if near > this + 30 else near

    return place


def _parts(year: str, month: str, day: str, century: Century) -> Parts | None:
    month_number = int(month) if month.isdigit() and month.isascii() else _MONTHS.get(month.rstrip("."))
    year_number = century(int(year)) if len(year) == 2 else int(year)  # noqa: PLR2004 - a year of two figures
    return None if month_number is None else (year_number, month_number, int(day))
