"""How entries are numbered, how long they are good, and which words find them."""

import calendar
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

import opencc

from openhall.blocks.registers.definitions import Facts, Register, RegisterService, Series
from openhall.kernel.texts import matching_form

#: The longest query that is read, and the longest word of an entry that is kept to find it.
MAX_QUERY, MAX_WORD = 200, 40
_YEAR_LENGTH = 12
#: No I, O and Q: on a plate they are taken for figures.
_LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"
_PLACE = re.compile(r"\{(year|serial)(?::0(\d))?\}")
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_PIECE = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+")
_IS_CJK = re.compile(f"[{_CJK}]")


class State(StrEnum):
    """Where an entry stands. One that is ``free`` is a number that was given back and waits for the next."""

    RESERVED = "reserved"
    FREE = "free"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Did(StrEnum):
    """What was done to an entry."""

    ENTERED = "entered"
    RENEWED = "renewed"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    SUSPENDED = "suspended"
    RESTORED = "restored"
    EXPIRED = "expired"
    PASSED = "passed"


DONE_BY = {"enter": Did.ENTERED, "renew": Did.RENEWED, "change": Did.CHANGED, "cancel": Did.CANCELLED}
#: States that take a place of a limited register.
TAKING = (State.RESERVED, State.ACTIVE, State.SUSPENDED)
#: States that anybody may see.
SHOWN = (State.ACTIVE, State.SUSPENDED, State.EXPIRED, State.CANCELLED)
#: States from which an entry can be renewed or changed.
LIVE = (State.ACTIVE, State.SUSPENDED, State.EXPIRED)


def has_year(pattern: str) -> bool:
    """Tell whether numbers begin anew with each year."""
    return "{year}" in pattern


def written_number(pattern: str, year: int, serial: int) -> str:
    """Return the number of an entry: ``FL-{year}-{serial:06}`` is FL-2026-000001."""

    def put(place: re.Match[str]) -> str:
        value = year if place[1] == "year" else serial
        return f"{value:0{int(place[2] or 1)}}"

    return _PLACE.sub(put, pattern)


def is_pattern(pattern: str) -> bool:
    """Tell whether numbers can be written after ``pattern``: every place is known, and the serial is one of them."""
    return "{serial" in pattern and not set("{}") & set(_PLACE.sub("", pattern))


def written_mark(series: Series, serial: int) -> str:
    """Return the mark at a place of a series: of AA with 9,999 the first is AA1, the ten-thousandth AB1."""
    turns, number = divmod(serial - 1, series.last)
    places = [_LETTERS.index(letter) for letter in series.letters]
    for place in reversed(range(len(places))):
        turns, places[place] = divmod(places[place] + turns, len(_LETTERS))
    return "".join(_LETTERS[each] for each in places) + str(number + 1)


def is_series(series: Series) -> bool:
    """Tell whether marks can be written after a series."""
    return bool(series.letters) and set(series.letters) <= set(_LETTERS) and series.last > 0


def end_of_term(begins: date, months: int) -> date:
    """Return the last day of so many months from ``begins``."""
    whole = begins.month - 1 + months
    year, month = begins.year + whole // _YEAR_LENGTH, whole % _YEAR_LENGTH + 1
    last = calendar.monthrange(year, month)[1]
    if begins.day > last:
        return date(year, month, last)
    return date(year, month, begins.day) - timedelta(days=1)


def months_of(register: Register, service: RegisterService, facts: Facts) -> int | None:
    """Return how long an entry is good, or ``None`` when it has no end."""
    if service.months is not None:
        return service.months
    if register.term is not None and register.term.field in facts:
        return register.term.months.get(str(facts[register.term.field].value), register.months)
    return register.months


def identity_of(register: Register, facts: Facts) -> str:
    """Return what says which thing an entry is about, as it is compared; nothing where that is not known whole."""
    parts = [
        _compared(facts[field.id].value) if field.id in facts else "" for field in register.fields if field.identifies
    ]
    return "\x00".join(parts) if all(parts) else ""


def _compared(value: Any) -> str:  # noqa: ANN401 - an answer may be any JSON
    if isinstance(value, dict):
        return "|".join(f"{key}={_compared(value[key])}" for key in sorted(value))
    if isinstance(value, list):
        return "|".join(map(_compared, value))
    return matching_form(str(value)).replace("-", "")


def public_facts(register: Register, facts: Facts) -> Facts:
    """Return the facts that anybody may read."""
    return {field.id: facts[field.id] for field in register.fields if field.public and field.id in facts}


def private_facts(register: Register, facts: Facts) -> Facts:
    """Return the facts that are sealed."""
    return {field.id: facts[field.id] for field in register.fields if not field.public and field.id in facts}


def words_of(number: str, facts: Facts) -> set[str]:
    """Return the words by which an entry is found: its number and its public facts in every language."""
    told = [number, number.replace("-", "")]
    for fact in facts.values():
        told += [*_texts(fact.value), *fact.words.values()]
    return {word for text in told for word in words_in(text)}


def _texts(value: Any) -> Iterable[str]:  # noqa: ANN401 - as above
    if isinstance(value, dict):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [] if isinstance(value, bool) else [str(value)]


def words_in(text: str) -> list[str]:
    """Return the words of a text as they are compared: Simplified characters in pairs and singly, no case or accent."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        plain = _simplifier().convert(plain)
        plain = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    found: list[str] = []
    for piece in _PIECE.findall(plain):
        if _IS_CJK.match(piece):
            found += [piece[at : at + 2] for at in range(len(piece) - 1)] or [piece]
        else:
            found.append(piece[:MAX_WORD])
    return found


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("hk2s")
