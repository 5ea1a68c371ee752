"""Gate *references* for the files that describe the jurisdiction itself."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from openhall.blocks.catalogue.loading.fact_source_gate import fact_source_problems
from openhall.blocks.catalogue.loading.fee_gate import shared_refund_problems
from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.question_gate import question_problems
from openhall.blocks.catalogue.loading.sources import Sources
from openhall.blocks.catalogue.loading.texts import text_problems
from openhall.blocks.catalogue.loading.vocabulary import RESERVED_AUTHORITIES, Vocabulary, nearest
from openhall.blocks.forms.facade import FieldType, kept_for, shown_for
from openhall.blocks.payments.facade import PaymentTerms, terms_faults
from openhall.kernel.languages import BY_CODE
from openhall.kernel.patterns import SAY_IT_ONCE, costly_part

#: Files that are one list of things with an id, and the name of the list.
_LISTS = (("life_events", "life_events"), ("evidence", "evidence"), ("processes", "patterns"), ("reasons", "reasons"))


def shared_problems(sources: Sources, words: Vocabulary) -> Iterator[Problem]:
    """Yield what is wrong between the shared files."""
    for _, source in sources.of_kind():
        yield from text_problems(source, words.languages)
    yield from _jurisdiction(sources.single["jurisdiction"], words)
    yield from _authorities(sources.single["authorities"], words)
    yield from _facts(sources.single["facts"], words)
    yield from _field_types(sources.single["field_types"])
    yield from _shared_questions(sources.single["questions"], words)
    yield from _queries(sources, words)
    yield from shared_refund_problems(sources.single["jurisdiction"], ("refund",), dict(words.jurisdiction))
    for index, row in _rows(sources.single["processes"], "patterns"):
        yield from shared_refund_problems(sources.single["processes"], ("patterns", index, "refund"), row)
    for source in sources.fact_sources:
        yield from fact_source_problems(source, sources, words)
    for source in sources.payment:
        yield from _ways_to_pay(source)
        if isinstance(source.value, dict) and "treasury" in source.value:
            yield from _known(source, ("treasury",), str(source.value["treasury"]), set(words.authorities), "authority")
    for kind, member in _LISTS:
        yield from _unique(sources.single[kind], member)


def _rows(source: SourceFile, member: str) -> Iterable[tuple[int, dict[str, Any]]]:
    value = source.value if isinstance(source.value, dict) else {}
    return [(index, row) for index, row in enumerate(value.get(member, [])) if isinstance(row, dict)]


def _unique(source: SourceFile, member: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, row in _rows(source, member):
        name = str(row.get("id"))
        if name in seen:
            path: tuple[Step, ...] = (member, index, "id")
            yield source.problem(path, dotted(path), f"“{name}” stands in this file twice. Give one another id.")
        seen.add(name)


def _ways_to_pay(source: SourceFile) -> Iterator[Problem]:
    for index, told in terms_faults(msgspec.convert(source.value, PaymentTerms)):
        path: tuple[Step, ...] = ("providers", index)
        yield source.problem(path, dotted(path), f"{told}.")


def _known(source: SourceFile, path: tuple[Step, ...], name: str, known: set[str], what: str) -> Iterator[Problem]:
    if name not in known:
        yield source.problem(path, dotted(path), f"there is no {what} “{name}”.{nearest(name, known)}")


def _jurisdiction(source: SourceFile, words: Vocabulary) -> Iterator[Problem]:
    for index, code in enumerate(words.languages):
        yield from _known(source, ("languages", index), code, set(BY_CODE), "language of the hall")
    yield from _known(source, ("calendar",), str(words.jurisdiction.get("calendar")), words.calendars, "calendar")
    for member in ("corrections", "objections"):
        if taken := words.jurisdiction.get(member):
            yield from _known(source, (member, "service"), taken["service"], words.services, "service")
    for index, service in enumerate(words.jurisdiction.get("often_needed", [])):
        yield from _known(source, ("often_needed", index), service, words.services, "service")


def _authorities(source: SourceFile, words: Vocabulary) -> Iterator[Problem]:
    yield from _unique(source, "authorities")
    for index, row in _rows(source, "authorities"):
        parents = (words.authorities | words.groups) - {str(row.get("id"))}
        parent: tuple[Step, ...] = ("authorities", index, "parent")
        yield from _known(source, parent, str(row.get("parent")), parents, "authority or group")
        if row.get("id") in RESERVED_AUTHORITIES:
            path = ("authorities", index, "id")
            yield source.problem(path, dotted(path), "is a word of the hall's own addresses. Choose another id.")


def _facts(source: SourceFile, words: Vocabulary) -> Iterator[Problem]:
    yield from _unique(source, "facts")
    for index, row in _rows(source, "facts"):
        yield from _known(source, ("facts", index, "type"), str(row.get("type")), set(words.field_types), "field type")
        yield from _known(source, ("facts", index, "holder"), str(row.get("holder")), words.authorities, "authority")


def _field_types(source: SourceFile) -> Iterator[Problem]:
    yield from _unique(source, "field_types")
    for index, row in _rows(source, "field_types"):
        try:
            field_type = msgspec.convert(row, FieldType)
            costly = {each: told for each in _patterns_of(field_type) if (told := costly_part(each))}
            # A sample must not be read with what could take for ever.
            faults = [] if costly else list(_sample_faults(field_type))
        except (msgspec.ValidationError, re.error, IndexError) as error:
            path: tuple[Step, ...] = ("field_types", index)
            yield source.problem(path, dotted(path), f"cannot be used: {error}.")
            continue
        for pattern, told in costly.items():
            path = ("field_types", index)
            yield source.problem(
                path, dotted(path), f"{pattern} {told}: a long answer could take for ever. {SAY_IT_ONCE}"
            )
        for step, told in faults:
            path = ("field_types", index, *step)
            yield source.problem(path, dotted(path), f"{told}. Mend the pattern, the check, or how it is normalised.")


def _patterns_of(field_type: FieldType) -> list[str]:
    check = field_type.check
    found = [field_type.pattern, *(row.pattern for row in (*field_type.rewrite, *field_type.shown))]
    return [each for each in (*found, *((check.body, check.digit) if check else ())) if each]


def _sample_faults(field_type: FieldType) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Yield where a sample is not treated as it says, and how it is treated instead."""
    for place, value in enumerate(field_type.valid):
        if kept_for(field_type, value) != value:
            yield ("valid", place), f"“{value}” is refused or changed, but stands under valid"
        elif kept_for(field_type, shown_for(field_type, value)) != value:
            yield ("shown",), f"“{value}” is shown as “{shown_for(field_type, value)}”, which is not kept as the same"
    for place, value in enumerate(field_type.wrong):
        if kept_for(field_type, value) is not None:
            yield ("wrong", place), f"“{value}” is accepted, but stands under wrong"
    for typed, wanted in field_type.typed.items():
        kept = kept_for(field_type, typed)
        if kept != wanted:
            yield ("typed", typed), f"“{typed}” is kept as {kept or 'nothing'}, not as “{wanted}”"


def _shared_questions(source: SourceFile, words: Vocabulary) -> Iterator[Problem]:
    yield from _unique(source, "questions")
    for index, row in _rows(source, "questions"):
        yield from question_problems(source, ("questions", index), row, words)


def _queries(sources: Sources, words: Vocabulary) -> Iterator[Problem]:
    queries, synonyms = sources.single["queries"], sources.single["synonyms"]
    for index, row in _rows(queries, "queries"):
        yield from _known(queries, ("queries", index, "first"), str(row.get("first")), words.services, "service")
    value = synonyms.value if isinstance(synonyms.value, dict) else {}
    for service in value.get("services", {}):
        yield from _known(synonyms, ("services", service), service, words.services, "service")
