"""Answers that are chosen: one, several, or a tick."""

from typing import Any

from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.faults import Slip
from openhall.blocks.forms.kinds.kind import (
    NONE,
    Kind,
    Posted,
    Sampling,
    Scope,
    Setting,
    Slips,
    Typed,
    first,
    wrong_type,
)

_TICKED = frozenset({"true", "on", "1", "yes"})


class Choice(Kind):
    """One of several options."""

    base = "choice"

    def __init__(self, question: Question, field_type: FieldType, setting: Setting) -> None:
        super().__init__(question, field_type, setting)
        self.options: dict[str, None] = {option.id: None for option in question.options}

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read the id of the option."""
        del scope
        return first(posted, name).strip()[:100] or None, NONE

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Check that it is one of the options."""
        del scope
        if not isinstance(value, str):
            return wrong_type("string")
        return NONE if value in self.options else (Slip("not-an-option", {"label": self.question.label}),)

    def schema(self) -> dict[str, Any]:
        """Describe the options."""
        return {"enum": list(self.options)}

    def example(self, sampling: Sampling) -> str:
        """Return another option each time."""
        ids = list(self.options)
        return ids[sampling.number % len(ids)]


class Choices(Choice):
    """Several of several options, at least one."""

    base = "choices"

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read the ids of those ticked."""
        del scope
        given = posted.get(name) or []
        ticked = dict.fromkeys(each.strip()[:100] for each in given[: len(self.options) + 1] if each.strip())
        return list(ticked) or None, NONE

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - as above
        """Check each, and that none is given twice."""
        del scope
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            return wrong_type("array of strings")
        if not value:
            return (Slip("required", {"label": self.question.label, "base": self.base}),)
        if not all(each in self.options for each in value) or len(set(value)) != len(value):
            return (Slip("not-an-option", {"label": self.question.label}),)
        return NONE

    def typed(self, posted: Posted, name: str) -> Typed:
        """Return every id ticked."""
        return {name: [each[:100] for each in (posted.get(name) or [])[: len(self.options)]]}

    def written(self, value: Any, name: str) -> Typed:  # noqa: ANN401 - as above
        """Tick those chosen."""
        return {name: list(value)}

    def schema(self) -> dict[str, Any]:
        """Describe the options."""
        return {"type": "array", "items": {"enum": list(self.options)}, "minItems": 1, "uniqueItems": True}

    def example(self, sampling: Sampling) -> list[str]:  # type: ignore[override]  # several in place of one
        """Return one option, another each time."""
        ids = list(self.options)
        return [ids[sampling.number % len(ids)]]


class Tick(Kind):
    """A box to tick: true or false; some must be ticked to go on."""

    base = "boolean"

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read the tick: a box that is not ticked sends nothing, and that is an answer."""
        del scope
        return first(posted, name).strip().lower() in _TICKED, NONE

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - as above
        """Check the type, and the one answer that lets a person go on."""
        del scope
        if not isinstance(value, bool):
            return wrong_type("boolean")
        wanted = self.limits.get("must_be")
        return (
            NONE if wanted in {None, value} else (Slip("must-be", {"label": self.question.label, "must_be": wanted}),)
        )

    def written(self, value: Any, name: str) -> Typed:  # noqa: ANN401 - as above
        """Tick the box, or leave it."""
        return {name: "true" if value else ""}

    def schema(self) -> dict[str, Any]:
        """Describe it."""
        wanted = self.limits.get("must_be")
        return {"type": "boolean"} if wanted is None else {"const": wanted}

    def example(self, sampling: Sampling) -> bool:
        """Return the answer that must be, or true."""
        del sampling
        wanted = self.limits.get("must_be")
        return True if wanted is None else bool(wanted)
