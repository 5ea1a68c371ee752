"""Who takes part in a matter beside its applicant."""

from collections.abc import Mapping
from typing import Any

import msgspec


class NumberAsked(msgspec.Struct, frozen=True):
    """A number by which somebody is known: the question for it, and the fact that holds such numbers."""

    number: str
    fact: str


class OtherParty(msgspec.Struct, frozen=True):
    """Whoever has to agree beside the applicant before anything moves: the buyer of what is sold.

    ``number`` is the question for a number of theirs, which the fact ``fact`` holds of people; ``name`` the question
    for what they are called. ``shows`` are the questions whose answers they read before they agree. ``paper``
    is the question for a paper that they signed already, or empty. Where the number of ``firm`` is answered, it is a
    firm: whoever may submit for it agrees in its name.
    """

    number: str
    fact: str
    name: str
    shows: tuple[str, ...]
    paper: str = ""
    firm: NumberAsked | None = None

    def given(self, answers: Mapping[str, Any]) -> tuple[NumberAsked, str] | None:
        """Return by which number they are known, and that number as it was written; ``None`` where nobody is named."""
        asked = (self.firm, NumberAsked(self.number, self.fact))
        return next(((each, str(answers[each.number])) for each in asked if each and answers.get(each.number)), None)

    def is_firm(self, answers: Mapping[str, Any]) -> bool:
        """Tell whether the answers name a firm."""
        given = self.given(answers)
        return given is not None and given[0] == self.firm
