"""Addresses: boxes that the jurisdiction names, a place to write it freely, and a way to say that there is none."""

from typing import Any

from openhall.blocks.forms.definitions import Box, FieldType, Question
from openhall.blocks.forms.faults import Slip, unknown_members
from openhall.blocks.forms.kinds.kind import (
    LINE_PATTERN,
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
from openhall.kernel.texts import clean_line

_HOPELESS = 4000


class Address(Kind):
    """An address; which boxes must be filled in is the jurisdiction's to say."""

    base = "address"

    def __init__(self, question: Question, field_type: FieldType, setting: Setting) -> None:
        super().__init__(question, field_type, setting)
        self.is_place = bool(self.limits.get("must_exist"))
        self.boxes: dict[str, Box] = {box.id: box for box in field_type.boxes}
        self.options: dict[str, frozenset[str]] = {
            box.id: frozenset(option.id for option in box.options if not (option.alone and self.is_place))
            for box in field_type.boxes
            if box.options
        }
        #: Options after which nothing more is needed, by box.
        self.alone: dict[str, frozenset[str]] = {
            box.id: found for box in field_type.boxes if (found := self._alone(box))
        }
        self.either = tuple(box.id for box in field_type.boxes if box.either)
        self.required = tuple(box.id for box in field_type.boxes if box.required)

    def _alone(self, box: Box) -> frozenset[str]:
        return frozenset() if self.is_place else frozenset(option.id for option in box.options if option.alone)

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Read every box; empty ones are left out."""
        del scope
        value = {box: text for box in self.boxes if (text := clean_line(first(posted, f"{name}-{box}")[:_HOPELESS]))}
        return value or None, NONE

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Check each box, and that together they are enough."""
        del scope
        if not isinstance(value, dict):
            return wrong_type("object")
        slips = unknown_members(value, self.boxes)
        slips += [slip for name, box in self.boxes.items() if name in value for slip in self._box(box, value[name])]
        if slips:
            return tuple(slips)
        if any(value.get(box) in options for box, options in self.alone.items()):
            return NONE
        return self._missing(value)

    def _box(self, box: Box, text: Any) -> Slips:  # noqa: ANN401 - as above
        name, part, path = box.id, f"-{box.id}", f"/{box.id}"
        if not isinstance(text, str):
            return (Slip("wrong-type", {"expected": "string"}, part, path),)
        if name in self.options:
            return NONE if text in self.options[name] else (Slip("not-an-option", {"label": box.label}, part, path),)
        if len(text) > box.max_length:
            return (Slip("too-long", {"max": box.max_length, "length": len(text), "label": box.label}, part, path),)
        kept = clean_line(text)
        return NONE if kept == text and kept else (Slip("not-canonical", {"canonical": kept}, part, path),)

    def _missing(self, value: dict[str, Any]) -> Slips:
        for box in self.required:
            if box not in value:
                label = self.boxes[box].label
                base = "choice" if box in self.options else "string"
                return (Slip("required", {"label": label, "base": base}, part=f"-{box}", path=f"/{box}"),)
        if self.either and not any(box in value for box in self.either):
            return (Slip("address", part=f"-{self.either[0]}", mend=self.mend),)
        return NONE

    def typed(self, posted: Posted, name: str) -> Typed:
        """Return the text of each box."""
        return {f"{name}-{box}": first(posted, f"{name}-{box}")[:_HOPELESS] for box in self.boxes}

    def written(self, value: Any, name: str) -> Typed:  # noqa: ANN401 - as above
        """Write each box."""
        return {f"{name}-{box}": text for box, text in value.items()}

    def schema(self) -> dict[str, Any]:
        """Describe the boxes, and which of them are enough together."""
        made: dict[str, Any] = {
            "type": "object",
            "properties": {name: self._box_schema(box) for name, box in self.boxes.items()},
            "additionalProperties": False,
            "minProperties": 1,
        }
        enough: dict[str, Any] = {"required": list(self.required)} if self.required else {}
        if self.either:
            enough["anyOf"] = [{"required": [box]} for box in self.either]
        alone = [
            {"properties": {box: {"enum": sorted(options)}}, "required": [box]} for box, options in self.alone.items()
        ]
        if alone and enough:
            return made | {"anyOf": [*alone, enough]}
        return made | enough

    def _box_schema(self, box: Box) -> dict[str, Any]:
        if box.options:
            return {"enum": [option.id for option in box.options if option.id in self.options[box.id]]}
        return {"type": "string", "minLength": 1, "maxLength": box.max_length, "pattern": LINE_PATTERN}

    def example(self, sampling: Sampling) -> dict[str, str]:
        """Return an invented address of this jurisdiction: its own example, or a street of ours in the first option."""
        if self.type.examples:
            return dict(self.type.examples[sampling.number % len(self.type.examples)])
        made = dict.fromkeys(self.either[:1] or tuple(self.boxes)[:1], "12 Example Street")
        return made | {box: min(self.options[box]) for box in self.required if box in self.options}
