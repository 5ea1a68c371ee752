"""The answers of a form as JSON Schema 2020-12, for machines and those who program them.

It accepts exactly what the form's own check accepts, but for what a schema cannot say: ``BEYOND`` lists it.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from openhall.blocks.forms.asking import Asked
from openhall.blocks.forms.condition_schemas import condition_schema
from openhall.blocks.forms.kinds.choosing import Choice
from openhall.blocks.forms.kinds.groups import Group
from openhall.kernel.languages import Language, pick

DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: What check refuses and the schema does not: codes of faults, with the reason.
BEYOND = {
    "check-digit": "a sum over the characters",
    "too-early": "limits of days, such as today",
    "too-late": "limits of days, such as today",
    "before": "a day that must not be before another answer",
    "unknown-file": "whether a file was sent",
    "file-kind": "the kind of a file, found from its content",
    "file-too-large": "the size of a file",
    "not-canonical": "text in Unicode's composed form (NFC) and without characters that cannot be seen",
}


def form_schema(asked: Sequence[Asked], language: Language) -> dict[str, Any]:
    """Return the schema of the answers to ``asked``, with titles and descriptions in ``language``."""
    return {"$schema": DIALECT, "x-beyond": BEYOND, **_object(asked, language)}


def _object(asked: Sequence[Asked], language: Language) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object",
        "properties": {each.id: _property(each, language) for each in asked},
        "required": [each.id for each in asked if each.question.required and each.condition is None],
        "additionalProperties": False,
    }
    conditions = [rule for each in asked if (rule := _when(each)) is not None]
    return made | ({"allOf": conditions} if conditions else {})


def _when(each: Asked) -> dict[str, Any] | None:
    """Say when a question is asked: then it may be answered, or must be; else it must not be."""
    holds = None if each.condition is None else condition_schema(each.condition.tree)
    if holds is None:
        return None
    rule: dict[str, Any] = {"if": holds, "else": {"properties": {each.id: False}}}
    return rule | ({"then": {"required": [each.id]}} if each.question.required else {})


def _property(each: Asked, language: Language) -> dict[str, Any]:
    question = each.question
    words: dict[str, Any] = {"title": pick(question.label, language)}
    told = [pick(text, language) for text in (question.hint, question.why) if text]
    if told:
        words["description"] = " ".join(told)
    made = words | each.kind.schema()
    if isinstance(each.kind, Group):
        return made | {"items": _object(tuple(each.kind.asked.values()), language)}
    if isinstance(each.kind, Choice) and len(question.options) > 0:
        made["x-labels"] = dict(_labels(each, language))
    return made


def _labels(each: Asked, language: Language) -> Iterable[tuple[str, str]]:
    return ((option.id, pick(option.label, language)) for option in each.question.options)
