"""What an entry says after a deed: what it said before, what was answered, and the lines that come and go."""

from collections.abc import Mapping
from typing import Any

from openhall.blocks.registers.definitions import EntryContent, Fact, Facts, Register
from openhall.kernel.texts import matching_form


def facts_after(register: Register, before: Facts, content: EntryContent) -> dict[str, Fact]:
    """Return all that an entry says from now on. What is of its holder does not go over to the next one."""
    facts = dict(before)
    if content.passes:
        facts = {name: fact for name, fact in before.items() if not _is_of_holder(register, name)}
    facts |= {**content.facts, **content.becomes}
    for name, line in content.adds.items():
        lines = _lines(facts.get(name))
        facts[name] = Fact(lines if _place(lines, line) is not None else [*lines, line])
    for name, line in content.removes.items():
        lines = _lines(facts.get(name))
        facts[name] = Fact([each for place, each in enumerate(lines) if place != _place(lines, line)])
    return facts


def is_listed(facts: Facts, removes: Mapping[str, str]) -> bool:
    """Tell whether every line that is to go stands in its list; of a list that is not known, nothing can be said."""
    return all(_place(_lines(facts[name]), line) is not None for name, line in removes.items() if name in facts)


def _is_of_holder(register: Register, name: str) -> bool:
    field = register.field(name)
    return field is not None and field.of_holder


def _lines(fact: Fact | None) -> list[Any]:
    return [*fact.value] if fact is not None and isinstance(fact.value, list) else []


def _place(lines: list[Any], line: str) -> int | None:
    """Return where a line stands, as names are compared: without case, width and what stands between letters."""
    compared = [matching_form(str(each)) for each in lines]
    return compared.index(matching_form(line)) if matching_form(line) in compared else None
