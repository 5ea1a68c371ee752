"""Questions and the types of their answers, as a service definition gives them."""

from typing import Any

import msgspec

from openhall.kernel.check_digits import CheckDigit
from openhall.kernel.languages import Text


class FieldType(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind of answer: what is kept (``base``), what it looks like, and its check digit if it has one."""

    id: str
    base: str
    label: Text | None = None
    mend: Text | None = None
    pattern: str | None = None
    check: CheckDigit | None = None
    example: str | None = None
    valid: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    min: float | None = None
    max: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    decimals: int | None = None
    accept: tuple[str, ...] = ()
    max_mb: float | None = None
    parts: tuple[str, ...] = ()


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer of a choice."""

    id: str
    label: Text
    hint: Text | None = None


class Repeat(msgspec.Struct, frozen=True, omit_defaults=True):
    """How often a group of questions is asked, and what one of the group is called."""

    min: int
    max: int
    item: Text


class Question(msgspec.Struct, frozen=True, omit_defaults=True):
    """One question, with all that the shared library gives it already filled in."""

    id: str
    type: str
    label: Text
    required: bool = True
    hint: Text | None = None
    why: Text | None = None
    example: str | None = None
    prefill: str | None = None
    ask_if: str | None = None
    constraints: dict[str, Any] = {}
    options: tuple[Option, ...] = ()
    repeat: Repeat | None = None
    questions: tuple["Question", ...] = ()


class HeldFact(msgspec.Struct, frozen=True):
    """Something the state already knows, and which authority holds it (a source of prefill)."""

    id: str
    label: Text
    type: str
    holder: str
