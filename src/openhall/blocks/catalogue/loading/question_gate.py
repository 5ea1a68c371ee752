"""What one question, shared or a service's own, may refer to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.vocabulary import CHOICES, Vocabulary, label_of, nearest
from openhall.kernel.patterns import SAY_IT_ONCE, costly_part

GROUP = "group"
_FEWEST_OPTIONS = 2


def question_problems(
    source: SourceFile, path: tuple[Step, ...], row: Mapping[str, Any], words: Vocabulary
) -> Iterator[Problem]:
    """Yield what is wrong with one question once the library's part is filled in."""
    kind = str(row.get("type"))
    if kind != GROUP and kind not in words.field_types:
        told = f"there is no field type “{kind}”.{nearest(kind, set(words.field_types))}"
        yield source.problem([*path, "type"], dotted([*path, "type"]), told)
        return
    yield from _options(source, path, row, words.field_types.get(kind, GROUP))
    yield from _prefill(source, path, row, words)
    pattern = (row.get("constraints") or {}).get("pattern")
    if pattern is not None:
        where = [*path, "constraints", "pattern"]
        try:
            costly = costly_part(pattern)
        except re.error as error:
            yield source.problem(where, dotted(where), f"is not a pattern that can be read ({error}).")
            return
        if costly:
            yield source.problem(where, dotted(where), f"{costly}: a long answer could take for ever. {SAY_IT_ONCE}")


def parts_asked(rows: Iterable[Mapping[str, Any]], words: Vocabulary) -> dict[str, str]:
    """Return what everybody chooses within another answer, such as the district of an address: to its question."""
    return {
        part: str(row["id"])
        for row in rows
        if row.get("required", True) and "ask_if" not in row
        for part in words.chosen_within.get(str(row.get("type")), set())
    }


def _options(source: SourceFile, path: tuple[Step, ...], row: Mapping[str, Any], base: str) -> Iterator[Problem]:
    options = row.get("options") or []
    if base in CHOICES and len(options) < _FEWEST_OPTIONS:
        yield source.problem(path, dotted([*path, "options"]), "a choice needs at least two options. Add them.")
    if base not in CHOICES and options:
        told = "only a choice has options. Change the type or remove them."
        yield source.problem(path, dotted([*path, "options"]), told)
    ids = [str(option.get("id")) for option in options]
    for name in sorted({name for name in ids if ids.count(name) > 1}):
        yield source.problem(path, dotted([*path, "options"]), f"“{name}” stands here twice. Give one another id.")


def _prefill(
    source: SourceFile, path: tuple[Step, ...], row: Mapping[str, Any], words: Vocabulary
) -> Iterator[Problem]:
    prefill, question_id = row.get("prefill"), str(row.get("id"))
    where = [*path, "prefill"]
    if prefill is not None and prefill not in words.facts:
        told = f"the state holds no fact “{prefill}” (see facts.yaml).{nearest(str(prefill), words.facts)}"
        yield source.problem(where, dotted(where), told)
    if prefill is not None and "ask_because" in row:
        told = "is filled in from what the state holds, so nobody asks it. Take ask_because or prefill away."
        yield source.problem([*path, "ask_because"], dotted([*path, "ask_because"]), told)
    if prefill is not None or "ask_because" in row or row.get("type") == GROUP:
        return
    # What a group asks of each of several is about them, and not about whoever applies.
    is_inner = path.count("questions") > 1
    is_called_so = label_of(row) in words.called
    if not is_inner and ("prefill" in row or is_called_so or str(row.get("type")) in words.telling_types):
        told = (
            "asks what the state holds of somebody. Add “prefill”, so that it is not asked again, or say with "
            "“ask_because” why it has to be asked: another person is meant, or something new."
        )
        yield source.problem(path, dotted([*path, "ask_because"]), told)
    elif question_id in words.held:
        fact = words.held[question_id]
        told = f"the state already holds this. Add “prefill: {fact}” so that it is shown to confirm, or use another id."
        yield source.problem(path, dotted(where), told)
