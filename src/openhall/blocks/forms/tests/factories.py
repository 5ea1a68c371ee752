"""Small forms of a made-up government, for tests."""

from datetime import date
from typing import Any

import msgspec

from openhall.blocks.forms.asking import Asked
from openhall.blocks.forms.compiling import Asking, Kinds, compile_form
from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.form import Form
from openhall.kernel.money import Currency

TODAY = date(2026, 11, 26)
_NUMBER = {
    "id": "member-number",
    "base": "string",
    "pattern": "^[A-Z][0-9]{4}-[0-9]$",
    "check": {"algorithm": "luhn", "body": "^[A-Z]([0-9]{4})", "digit": "([0-9])$"},
    "normalise": ["ascii-width", "upper", "no-spaces"],
    "rewrite": [{"pattern": r"^([A-Z][0-9]{4})-?([0-9])$", "to": r"\1-\2"}],
    "mend": {"en": "Enter your number like M1234-4"},
}
#: Kept without blanks, shown with one.
_MARK = {
    "id": "mark",
    "base": "string",
    "pattern": "^[A-Z0-9]{1,8}$",
    "normalise": ["ascii-width", "upper", "no-spaces"],
    "shown": [{"pattern": "^([A-Z]{2})([0-9]+)$", "to": r"\1 \2"}],
}
_ADDRESS = {
    "id": "address",
    "base": "address",
    "mend": {"en": "Enter the street"},
    "boxes": [
        {"id": "street", "label": {"en": "Street"}, "max_length": 40, "either": True},
        {"id": "written", "label": {"en": "In words"}, "max_length": 80, "either": True},
        {
            "id": "quarter",
            "label": {"en": "Quarter"},
            "required": True,
            "options": [
                {"id": "north", "label": {"en": "North"}},
                {"id": "nowhere", "label": {"en": "No fixed address"}, "alone": True},
            ],
        },
    ],
}
TYPES = [
    *({"id": base, "base": base} for base in ("string", "text", "date", "month", "time", "datetime", "country")),
    *({"id": base, "base": base} for base in ("integer", "number", "money", "choice", "choices", "boolean", "email")),
    {"id": "telephone", "base": "telephone", "normalise": ["ascii-width"], "pattern": r"^\+?[0-9][0-9 \-]{4,18}[0-9]$"},
    {"id": "file", "base": "file", "accept": ["pdf", "jpg"], "max_mb": 1},
    _NUMBER,
    _MARK,
    _ADDRESS,
]
KINDS = Kinds.of(
    field_types=[msgspec.convert(row, FieldType) for row in TYPES],
    facts=[],
    currency=Currency("NZD", "N$", 2),
    samples={},
)


def question(name: str, kind: str, **more: Any) -> Question:
    """Return a question."""
    return msgspec.convert({"id": name, "type": kind, "label": {"en": name}, **more}, Question)


def options(*ids: str) -> list[dict[str, Any]]:
    """Return options of a choice."""
    return [{"id": each, "label": {"en": each}} for each in ids]


def form(*questions: Question, **more: Any) -> Form:
    """Return a form of ``questions``."""
    return compile_form(Asking(questions, **more), KINDS)


def only(kind: str, **more: Any) -> tuple[Form, Asked]:
    """Return a form of one question, and that question."""
    made = form(question("x", kind, **more))
    return made, made.asked[0]


def read(kind: str, typed: str | dict[str, str], **more: Any) -> tuple[Any, str]:
    """Return what a page makes of what is typed: the answer, and the code of the first fault."""
    made, _ = only(kind, **more)
    fields = {"x": typed} if isinstance(typed, str) else typed
    reading = made.read(made.pages[0], {name: [text] for name, text in fields.items()}, today=TODAY)
    return reading.answers.get("x"), reading.faults[0].code if reading.faults else ""


def faults(made: Form, answers: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Return where and what the faults of answers are."""
    return [(fault.pointer, fault.code) for fault in made.check(answers, today=TODAY, **more).faults]
