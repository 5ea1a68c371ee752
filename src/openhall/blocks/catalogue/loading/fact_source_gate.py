"""Gate *references* for the sources of held facts: each fact has exactly one, and all that is named is there."""

from collections.abc import Iterator
from typing import Any

import msgspec

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.sources import Sources
from openhall.blocks.catalogue.loading.vocabulary import Vocabulary, nearest
from openhall.blocks.exchange.facade import FactSource, Predicate, source_faults, unknown_names
from openhall.kernel.expressions import ExpressionError, check_condition

Row = dict[str, Any]
#: What an entry of a register says of itself.
_OF_ENTRIES = frozenset({"@number", "@valid_until"})


def fact_source_problems(source: SourceFile, sources: Sources, words: Vocabulary) -> Iterator[Problem]:
    """Yield what is wrong with sources.yaml."""
    value: Row = source.value if isinstance(source.value, dict) else {}
    fields = {
        str(each.value["register"]): {str(row["id"]) for row in each.value["fields"]}
        for each in sources.registers
        if isinstance(each.value, dict) and "register" in each.value and "fields" in each.value
    }
    for place, told in source_faults(msgspec.convert(value["sources"], tuple[FactSource, ...]), words.facts):
        path: tuple[Step, ...] = ("sources",) if place is None else ("sources", place)
        yield source.problem(path, dotted(path), f"{told}.")
    for member in ("sources", "predicates"):
        ids = [str(row["id"]) for row in value.get(member, [])]
        for name in sorted({each for each in ids if ids.count(each) > 1}):
            yield source.problem((member,), member, f"“{name}” stands in this file twice. Give one another id.")
    for index, row in enumerate(value["sources"]):
        yield from _source(source, ("sources", index), row, words, fields)
    for index, row in enumerate(value.get("predicates", [])):
        yield from _predicate(source, ("predicates", index), row, words)
    for index, row in enumerate(value.get("askers", [])):
        yield from _asker(source, ("askers", index), row, words)


def _source(
    source: SourceFile, path: tuple[Step, ...], row: Row, words: Vocabulary, fields: dict[str, set[str]]
) -> Iterator[Problem]:
    yield from _known(source, (*path, "authority"), row["authority"], words.authorities, "authority")
    if "register" not in row:
        return
    yield from _known(source, (*path, "register"), row["register"], set(fields), "register")
    for fact, field in row.get("fields", {}).items():
        known = fields.get(row["register"], {field}) | _OF_ENTRIES
        yield from _known(source, (*path, "fields", fact), field, known, "field")


def _predicate(source: SourceFile, path: tuple[Step, ...], row: Row, words: Vocabulary) -> Iterator[Problem]:
    where = (*path, "holds_if")
    try:
        check_condition(row["holds_if"])
    except ExpressionError as error:
        yield source.problem(where, dotted(where), f"cannot be read: {error}.")
        return
    for name in sorted(unknown_names(msgspec.convert(row, Predicate), words.facts)):
        told = f"no held fact is called “{name}”.{nearest(name, set(words.held))}"
        yield source.problem(where, dotted(where), told)


def _asker(source: SourceFile, path: tuple[Step, ...], row: Row, words: Vocabulary) -> Iterator[Problem]:
    value: Row = source.value if isinstance(source.value, dict) else {}
    predicates = {str(each["id"]) for each in value.get("predicates", [])}
    yield from _known(source, (*path, "authority"), row["authority"], words.authorities, "authority")
    for fact in row.get("facts", ()):
        yield from _known(source, (*path, "facts"), fact, words.facts, "fact")
    for name in row.get("predicates", ()):
        yield from _known(source, (*path, "predicates"), name, predicates, "predicate")


def _known(source: SourceFile, path: tuple[Step, ...], name: str, known: set[str], what: str) -> Iterator[Problem]:
    if name not in known:
        yield source.problem(path, dotted(path), f"there is no {what} “{name}”.{nearest(name, known)}")
