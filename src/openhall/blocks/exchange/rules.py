"""What follows from facts: yes or no, and whether a copy may stand for its source. No database, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from openhall.blocks.exchange.definitions import FactSource, Predicate
from openhall.kernel.expressions import ExpressionError, condition

#: Behind the name of a day: the whole years since then, and the days that are left until then (fewer than none after).
YEARS, DAYS = "_years", "_days"
_ENDINGS = ("", YEARS, DAYS)


def name_of(fact: str) -> str:
    """Return the name of a fact in an expression: its last word."""
    return fact.rpartition(".")[2]


def facts_read(predicate: Predicate, facts: Iterable[str]) -> tuple[str, ...]:
    """Return the facts that a predicate reads."""
    return _read_by(predicate.holds_if, facts)


def unknown_names(predicate: Predicate, facts: Iterable[str]) -> set[str]:
    """Return the names in a predicate that no fact has."""
    return _unknown(predicate.holds_if, facts)


def answer_of(predicate: Predicate, values: Mapping[str, Any], today: date) -> bool:
    """Tell whether a predicate holds of these facts."""
    return condition(predicate.holds_if).holds(_named(values, today))


def facts_behind(source: FactSource, wanted: Iterable[str]) -> tuple[str, ...]:
    """Return what a source has to be asked for what is ``wanted`` of it: behind a fact in words lie others."""
    plain = [fact for fact in source.facts if fact not in source.words]
    read = [fact for each in wanted for told in source.words.get(each, {}).values() for fact in _read_by(told, plain)]
    return tuple(dict.fromkeys([*(fact for fact in wanted if fact not in source.words), *read]))


def told_in_words(source: FactSource, values: Mapping[str, Any], today: date) -> dict[str, str]:
    """Return the facts that a source tells in words: of each the first that is so, none where nothing is known."""
    named = _named(values, today)
    found: dict[str, str] = {}
    for fact, told in source.words.items():
        for word, so in told.items():
            if fact not in found and condition(so).holds(named):
                found[fact] = word
    return found


def _read_by(expression: str, facts: Iterable[str]) -> tuple[str, ...]:
    names = set(condition(expression).names)
    return tuple(fact for fact in facts if {name_of(fact) + ending for ending in _ENDINGS} & names)


def _unknown(expression: str, facts: Iterable[str]) -> set[str]:
    return set(condition(expression).names) - {name_of(fact) + ending for fact in facts for ending in _ENDINGS}


def _named(values: Mapping[str, Any], today: date) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for fact, value in values.items():
        named[name_of(fact)] = value
        day = _day(value)
        if day is not None:
            named[name_of(fact) + YEARS] = _years_since(day, today)
            named[name_of(fact) + DAYS] = (day - today).days
    return named


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _years_since(day: date, today: date) -> int:
    return today.year - day.year - ((today.month, today.day) < (day.month, day.day))


def is_fresh(source: FactSource, as_of: datetime, now: datetime) -> bool:
    """Tell whether a copy is so new that its source need not be asked."""
    return source.fresh_days > 0 and now - as_of < timedelta(days=source.fresh_days)


def may_stand_in(source: FactSource, as_of: datetime, now: datetime) -> bool:
    """Tell whether a copy may be used while its source does not answer."""
    return source.when_down != "ask" and now - as_of <= timedelta(days=source.copy_days)


def source_faults(sources: Iterable[FactSource], facts: Iterable[str]) -> list[tuple[int | None, str]]:
    """Return what is wrong between sources and facts: the place of the source (``None``: of none), and why."""
    known, found, by = set(facts), list[tuple[int | None, str]](), dict[str, str]()
    for place, source in enumerate(sources):
        for fact in source.facts:
            if fact not in known:
                found.append((place, f"the state holds no fact “{fact}” (see facts.yaml)"))
            elif fact in by:
                found.append((place, f"“{fact}” is answered by “{by[fact]}” already; a fact has one source"))
            by.setdefault(fact, source.id)
        if stray := sorted(set(source.fields) - set(source.facts)):
            found.append((place, f"“{stray[0]}” has a field but does not stand among the facts of this source"))
        found += ((place, told) for told in _word_faults(source))
        if (source.kind == "register") != bool(source.register):
            found.append((place, "a source of the kind register names its register, and no other does"))
        found += ((place, told) for told in _down_faults(source))
    found += [(None, f"no source answers for “{fact}”") for fact in sorted(known - set(by))]
    return found


def _word_faults(source: FactSource) -> Iterator[str]:
    if source.words and source.kind == "outside":
        yield "a system of another authority tells its facts in words itself (words are for the hall's own records)"
    plain = [fact for fact in source.facts if fact not in source.words]
    for fact, told in source.words.items():
        if fact not in source.facts:
            yield f"“{fact}” is told in words but does not stand among the facts of this source"
        for word, so in told.items():
            try:
                unknown = sorted(_unknown(so, plain))
            except ExpressionError as error:
                yield f"when “{fact}” is “{word}” cannot be read: {error}"
                continue
            if unknown:
                yield f"“{word}” of “{fact}” asks for “{unknown[0]}”, which is no other fact of this source"


def _down_faults(source: FactSource) -> Iterator[str]:
    if source.when_down == "copy" and source.copy_days <= 0:
        yield "copy_days say how old a copy may be, where when_down is copy"
    if source.when_down == "ask" and source.copy_days > 0:
        yield "copy_days are for a copy that stands in: when_down is copy, or later"
    if source.is_checked_later != (source.later_law is not None):
        yield "later_law is the law that lets an office take people at their word, where when_down is later"
    if source.is_checked_later and source.kind != "outside":
        yield "when_down: later is for systems of other authorities (kind: outside); the hall's own records answer"


def is_said_alike(one: object, other: object) -> bool:
    """Tell whether two canonical answers say the same; case and spaces are of no account, nor what is left empty."""
    if isinstance(one, str) and isinstance(other, str):
        return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return all(is_said_alike(one.get(name) or "", other.get(name) or "") for name in {*one, *other})
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(is_said_alike(*pair) for pair in zip(one, other, strict=True))
    return one == other
