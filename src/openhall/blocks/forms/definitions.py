"""Questions and the types of their answers, as a service definition gives them."""

from typing import Any, Literal

import msgspec

from openhall.kernel.check_digits import CheckDigit
from openhall.kernel.languages import Text

#: How what people type is brought to the form in which it is kept, before a pattern is asked.
Step = Literal["ascii-width", "upper", "no-spaces", "no-hyphens", "no-dots"]


class Rewrite(msgspec.Struct, frozen=True):
    r"""A way to write a value, and another way to write the same (``\1`` is the first group)."""

    pattern: str
    to: str


class Option(msgspec.Struct, frozen=True, omit_defaults=True):
    """One answer of a choice; one that stands ``alone`` in an address says all there is to say."""

    id: str
    label: Text
    hint: Text | None = None
    alone: bool = False


class Box(msgspec.Struct, frozen=True, omit_defaults=True):
    """One part of an address; of the boxes marked ``either`` one at least is filled in."""

    id: str
    label: Text
    hint: Text | None = None
    required: bool = False
    either: bool = False
    max_length: int = 100
    options: tuple[Option, ...] = ()


class FieldType(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kind of answer: what is kept (``base``), what it looks like, and its check digit if it has one.

    ``normalise`` and ``rewrite`` bring what is typed to what is kept. ``typed`` are samples of that: typed to kept.
    ``shown`` is how people read what is kept, where it is easier to read otherwise.
    """

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
    max_files: int = 1
    normalise: tuple[Step, ...] = ()
    rewrite: tuple[Rewrite, ...] = ()
    shown: tuple[Rewrite, ...] = ()
    typed: dict[str, str] = {}
    boxes: tuple[Box, ...] = ()
    examples: tuple[dict[str, str], ...] = ()


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
    mend: Text | None = None
    example: str | None = None
    prefill: str | None = None
    #: Why it is asked though the state holds such a fact: another person is meant, or a newer answer.
    ask_because: Text | None = None
    ask_if: str | None = None
    #: How surely somebody has to be known who is asked this, and all that comes after it: 2 or 3, or nothing more.
    sign_in: int = 0
    constraints: dict[str, Any] = {}
    options: tuple[Option, ...] = ()
    repeat: Repeat | None = None
    questions: tuple["Question", ...] = ()


class HeldFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something the state already knows, and which authority holds it (a source of prefill).

    ``autocomplete`` is what browsers call it (HTML, 4.10.18.7.1), so that they can offer it to its owner.
    """

    id: str
    label: Text
    type: str
    holder: str
    autocomplete: str = ""


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """A worked example: invented people, the answers that they would give, and the day on which (ISO 8601)."""

    name: Text | str
    answers: dict[str, Any]
    today: str | None = None
    note: Text | str | None = None
