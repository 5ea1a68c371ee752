"""One question as a form asks it: its kind of answer and when it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from openhall.blocks.forms.definitions import Question
from openhall.blocks.forms.faults import Fault, Slip
from openhall.blocks.forms.kinds.kind import NONE, Kind, Posted, Scope, Slips
from openhall.kernel.expressions import Condition

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its kind of answer.

    ``is_paper`` marks a paper that is asked for as a file, ``is_declaration`` a box that must be ticked to go on,
    ``autocomplete`` what browsers call the answer when it is about the person who fills in the form.
    """

    question: Question
    kind: Kind
    condition: Condition | None = None
    is_paper: bool = False
    is_declaration: bool = False
    autocomplete: str = ""

    @property
    def id(self) -> str:
        """Return the name of the answer."""
        return self.question.id

    def applies(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether it is asked, given the other answers."""
        return self.condition is None or self.condition.holds(answers)

    def required(self) -> Slips:
        """Return the slip of an answer that is missing, if it must not be."""
        if not self.question.required:
            return NONE
        return (Slip("required", {"label": self.question.label, "base": self.kind.base}, mend=self.question.mend),)

    def check(self, answers: Mapping[str, Any], scope: Scope) -> Slips:
        """Return what does not fit in the answer among ``answers``; ``scope`` holds the answers before it."""
        value = answers.get(self.id, _MISSING)
        if not self.applies(scope.answers):
            return NONE if value is _MISSING else (Slip("not-asked", {"name": self.id}),)
        return self.required() if value is _MISSING else self.kind.check(value, scope)

    def read(self, posted: Posted, scope: Scope) -> tuple[Any, Slips]:
        """Return the canonical answer of a page, or ``None``, and what does not fit in it."""
        value, slips = self.kind.read(posted, self.id, scope)
        if slips:
            return value, slips
        return value, self.required() if value is None else self.kind.check(value, scope)

    def faults(self, slips: Slips) -> tuple[Fault, ...]:
        """Say where in the form the slips are."""
        return tuple(
            Fault(f"/{self.id}{slip.path}", f"{self.id}{slip.part}", slip.code, slip.params, slip.mend)
            for slip in slips
        )
