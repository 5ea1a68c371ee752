"""What every kind of answer can do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from openhall.blocks.forms.definitions import FieldType, Question
from openhall.blocks.forms.faults import FileFacts, Slip
from openhall.kernel.languages import Text
from openhall.kernel.money import Currency

#: What a browser sends: the name of a field and the texts in it.
Posted = Mapping[str, list[str]]
#: What stands in the fields again: the name of a field and its text, or its texts where several can be ticked.
Typed = dict[str, Any]
Slips = tuple[Slip, ...]
NONE: Slips = ()
#: Words as clean text has them (kernel/texts.py): what can be seen, with joiners only where scripts join.
_SEEN = r"(?:[^\s\p{Cc}\p{Cf}]|[^\u0000-\u05ff\s\p{Cc}\p{Cf}][\u200c\u200d])"
#: One line: words parted by single spaces. Several lines: none ends in a space, none is empty twice.
LINE_PATTERN = f"^{_SEEN}+( {_SEEN}+)*$"
_ONE_OF_SEVERAL = rf"{_SEEN}+(?:\p{{Zs}}+{_SEEN}+)*"
BLOCK_PATTERN = rf"^{_ONE_OF_SEVERAL}(?:\n{{1,2}}\p{{Zs}}*{_ONE_OF_SEVERAL})*$"
#: More than any field holds: what is longer is cut before it is shown again.
LONGEST_TYPED = 20_000
_NOTHING = [""]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an answer is checked against: the day, the other answers, and the files that were sent."""

    today: date
    answers: Mapping[str, Any] = field(default_factory=dict)
    files: Callable[[str], FileFacts | None] | None = None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a kind may need of the jurisdiction."""

    currency: Currency
    samples: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sampling:
    """What examples are made with: the day, their number, and where a file of one of some kinds is found."""

    today: date
    number: int
    file: Callable[[tuple[str, ...]], str]


class Kind:
    """One question's kind of answer. Subclasses say how it is read, checked, written, described, exemplified."""

    #: What the field is at heart: the renderer and the words of faults go by it.
    base = "string"

    def __init__(self, question: Question, field_type: FieldType, setting: Setting) -> None:
        self.question = question
        self.type = field_type
        self.setting = setting
        #: The question narrows its type: what it says itself comes first.
        self.limits: dict[str, Any] = question.constraints

    def limit(self, name: str) -> Any:  # noqa: ANN401 - a limit is a number, a text or a list
        """Return a limit of the question, or else of its type."""
        found = self.limits.get(name)
        return getattr(self.type, name, None) if found is None else found

    @property
    def mend(self) -> Text | None:
        """Return the sentence that says how to mend an answer of the wrong shape."""
        return self.question.mend or self.type.mend

    @property
    def sample(self) -> str | None:
        """Return one good answer as text, if there is one for the question or its type."""
        return self.question.example or self.setting.samples.get(self.question.id) or self.type.example

    def read(self, posted: Posted, name: str, scope: Scope) -> tuple[Any, Slips]:
        """Return the canonical value of what was typed (``None``: nothing was) and what does not fit in it."""
        raise NotImplementedError

    def check(self, value: Any, scope: Scope) -> Slips:  # noqa: ANN401 - an answer may be any JSON
        """Return what does not fit in a value that is given as canonical."""
        raise NotImplementedError

    def settled(self, value: Any) -> Any:  # noqa: ANN401 - as above
        """Return a value that passed, in the one form in which it is kept."""
        return value

    def shown(self, value: Any) -> str:  # noqa: ANN401 - as above
        """Return a canonical value as people read it: reading that gives the value again."""
        return str(value)

    def written(self, value: Any, name: str) -> Typed:  # noqa: ANN401 - as above
        """Return what stands in the fields for a canonical value: reading it gives the value again."""
        return {name: self.shown(value)}

    def typed(self, posted: Posted, name: str) -> Typed:
        """Return what was typed, to stand in the fields again; never more of it than could be an answer."""
        return {name: first(posted, name)[:LONGEST_TYPED]}

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the value."""
        raise NotImplementedError

    def example(self, sampling: Sampling) -> Any:  # noqa: ANN401 - as above
        """Return a value that passes."""
        raise NotImplementedError


def first(posted: Posted, name: str) -> str:
    """Return the text of a field, or nothing."""
    return (posted.get(name) or _NOTHING)[0]


def wrong_type(expected: str) -> Slips:
    """Return the slip of a value of another JSON type."""
    return (Slip("wrong-type", {"expected": expected}),)
