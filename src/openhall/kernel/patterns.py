"""Patterns of definitions that a hostile line could keep a process busy with for ever: named before they are used.

A pattern that can read one text in many ways tries all of them before it says no. What is refused is read off the
pattern itself, and rather too much than too little: a repetition inside of a repetition, unless each round begins with
a sign that nothing else in it can be, and more than two repetitions in a row that could share out the same signs.
"""

import importlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

# The reader that ``re`` itself has: what it understands is what will run.
_reader: Any = importlib.import_module("re._parser")
_codes: Any = importlib.import_module("re._constants")

_REPEATS = frozenset({_codes.MAX_REPEAT, _codes.MIN_REPEAT, _codes.POSSESSIVE_REPEAT})
#: Signs by which sets are compared: enough to tell apart what people write in patterns.
_SIGNS = frozenset({*map(chr, range(32, 127)), "\t", "\n", "é", "ß", "Я", "٣", "港", "々", "。"})
#: How often something may be repeated and still count as a few.
_FEW = 64
_MOST_IN_A_ROW = 2
#: How to mend such a pattern.
SAY_IT_ONCE = "Write it so that each sign can be read in one way only."

_Item = tuple[Any, Any]


def costly_part(pattern: str) -> str:
    """Return what makes ``pattern`` too costly, in words for who wrote it; empty where nothing does.

    Raises ``re.error`` for what is no pattern.
    """
    re.compile(pattern)
    signs = _SIGNS | set(pattern)
    items = [*_reader.parse(pattern)]
    return _costly(items, signs)


def _costly(items: Sequence[_Item], signs: frozenset[str]) -> str:
    for code, given in _all(items):
        if code in _REPEATS and given[1] > 1:
            inner = [*given[2]]
            if _is_variable(inner) and not _begins_apart(inner, signs):
                return "repeats what is itself repeated or has several forms"
    if _longest_row(_flat(items), signs) > _MOST_IN_A_ROW:
        return "has more than two repetitions in a row that match the same signs"
    return ""


def _all(items: Sequence[_Item]) -> Iterator[_Item]:
    for code, given in items:
        yield code, given
        for inner in _inside(code, given):
            yield from _all(inner)


def _inside(code: Any, given: Any) -> list[list[_Item]]:  # noqa: ANN401 - as the reader has them
    if code in _REPEATS:
        return [[*given[2]]]
    if code is _codes.SUBPATTERN:
        return [[*given[3]]]
    if code is _codes.BRANCH:
        return [[*each] for each in given[1]]
    if code in {_codes.ASSERT, _codes.ASSERT_NOT}:
        return [[*given[1]]]
    if code is _codes.ATOMIC_GROUP:
        return [[*given]]
    return []


def _is_variable(items: Sequence[_Item]) -> bool:
    return any(code is _codes.BRANCH or (code in _REPEATS and given[0] != given[1]) for code, given in _all(items))


def _begins_apart(items: Sequence[_Item], signs: frozenset[str]) -> bool:
    """Tell whether each round begins with one sign that can stand nowhere else in it."""
    first, *rest = _flat(items) or [(None, None)]
    if first[0] in _REPEATS or first[0] is _codes.BRANCH or not _is_forked_clearly(items, signs):
        return False
    begins = _set(first, signs)
    return bool(begins) and not any(begins & _set(each, signs) for each in rest)


def _is_forked_clearly(items: Sequence[_Item], signs: frozenset[str]) -> bool:
    """Tell whether at each fork the next sign says which way it goes."""
    for code, given in _all(items):
        if code is not _codes.BRANCH:
            continue
        taken = frozenset[str]()
        for way in _inside(code, given):
            first = (_flat(way) or [(None, None)])[0]
            begins = frozenset() if first[0] in _REPEATS or first[0] is _codes.BRANCH else _set(first, signs)
            if not begins or begins & taken:
                return False
            taken |= begins
    return True


def _flat(items: Sequence[_Item]) -> list[_Item]:
    """Return items without the groups around them."""
    found = list[_Item]()
    for code, given in items:
        if code in {_codes.SUBPATTERN, _codes.ATOMIC_GROUP}:
            found += _flat(_inside(code, given)[0])
        else:
            found.append((code, given))
    return found


def _longest_row(items: Sequence[_Item], signs: frozenset[str]) -> int:
    """Return how many long repetitions follow each other with nothing between that keeps them apart."""
    longest, row, shared = 0, 0, signs
    for item in items:
        matched = _set(item, signs)
        if _is_long(item):
            row, shared = (row + 1, shared & matched) if row and shared & matched else (1, matched)
            longest = max(longest, row)
        elif row and _is_needed(item) and not shared & matched:
            row, shared = 0, signs
    return longest


def _is_long(item: _Item) -> bool:
    return any(code in _REPEATS and given[1] > _FEW for code, given in _all([item]))


def _is_needed(item: _Item) -> bool:
    """Tell whether at least one sign stands here in any case."""
    code, given = item
    return given[0] > 0 if code in _REPEATS else code not in {_codes.AT, _codes.ASSERT, _codes.ASSERT_NOT}


def _set(item: _Item, signs: frozenset[str]) -> frozenset[str]:
    """Return which of ``signs`` can stand anywhere in what an item matches."""
    code, given = item
    inner = _inside(code, given) if given is not None else []
    if inner:
        return frozenset().union(*(_set(each, signs) for part in inner for each in part))
    if code is _codes.GROUPREF:
        return signs
    return frozenset(sign for sign in signs if _matches(item, sign))


def _matches(item: _Item, sign: str) -> bool:
    code, given = item
    matched: bool = code in _MATCHES and _MATCHES[code](given, sign)
    return matched


def _is_in(given: Any, sign: str) -> bool:  # noqa: ANN401 - as the reader has them
    is_not = given[0][0] is _codes.NEGATE
    return any(_matches(each, sign) for each in given[is_not:]) != is_not


def _is_of(category: Any, sign: str) -> bool:  # noqa: ANN401 - as the reader has them
    name = str(category).lower()
    kind = {"digit": r"\d", "space": r"\s", "word": r"\w"}[name.rpartition("_")[2]]
    return (re.fullmatch(kind, sign) is not None) != ("_not_" in name)


_MATCHES: Any = {
    _codes.LITERAL: lambda given, sign: given == ord(sign),
    _codes.NOT_LITERAL: lambda given, sign: given != ord(sign),
    _codes.ANY: lambda _given, sign: sign != "\n",
    _codes.RANGE: lambda given, sign: given[0] <= ord(sign) <= given[1],
    _codes.CATEGORY: _is_of,
    _codes.IN: _is_in,
}
