"""What follows from facts: yes or no, and whether a copy may stand for its source. No database, no clock."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from openhall.blocks.exchange.definitions import FactSource, Predicate
from openhall.kernel.expressions import condition

#: Behind the name of a day: the whole years since then.
YEARS = "_years"


def name_of(fact: str) -> str:
    """Return the name of a fact in an expression: its last word."""
    return fact.rpartition(".")[2]


def facts_read(predicate: Predicate, facts: Iterable[str]) -> tuple[str, ...]:
    """Return the facts that a predicate reads."""
    names = set(condition(predicate.holds_if).names)
    return tuple(fact for fact in facts if {name_of(fact), name_of(fact) + YEARS} & names)


def unknown_names(predicate: Predicate, facts: Iterable[str]) -> set[str]:
    """Return the names in a predicate that no fact has."""
    known = {name for fact in facts for name in (name_of(fact), name_of(fact) + YEARS)}
    return set(condition(predicate.holds_if).names) - known


def answer_of(predicate: Predicate, values: Mapping[str, Any], today: date) -> bool:
    """Tell whether a predicate holds of these facts."""
    named: dict[str, Any] = {}
    for fact, value in values.items():
        named[name_of(fact)] = value
        years = _years_since(value, today)
        if years is not None:
            named[name_of(fact) + YEARS] = years
    return condition(predicate.holds_if).holds(named)


def _years_since(value: object, today: date) -> int | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return None if day is None else today.year - day.year - ((today.month, today.day) < (day.month, day.day))


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
        if (source.kind == "register") != bool(source.register):
            found.append((place, "a source of the kind register names its register, and no other does"))
        found += ((place, told) for told in _down_faults(source))
    found += [(None, f"no source answers for “{fact}”") for fact in sorted(known - set(by))]
    return found


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
