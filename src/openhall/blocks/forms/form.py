"""A form: the pages of questions of one service, how they are answered, and what is wrong with answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from openhall.blocks.forms.asking import Asked
from openhall.blocks.forms.definitions import Example, Question
from openhall.blocks.forms.examples import complete_example, make_example
from openhall.blocks.forms.faults import Fault, FileFacts, unknown_members
from openhall.blocks.forms.kinds.kind import Posted, Sampling, Scope, Setting, Typed
from openhall.blocks.forms.schemas import form_schema
from openhall.kernel.expressions import Condition
from openhall.kernel.languages import Language, Text

Answers = Mapping[str, Any]
#: What is known of a file by its id; nothing when it was never sent.
Files = Callable[[str], FileFacts | None]


class Rule(Protocol):
    """A condition that stops an application early, with the reason and what else one can do."""

    @property
    def id(self) -> str:
        """Return its id."""

    @property
    def stop_if(self) -> str:
        """Return the condition."""

    @property
    def reason(self) -> Text:
        """Return why."""

    @property
    def instead(self) -> Text:
        """Return what else one can do."""


@dataclass(frozen=True, slots=True)
class Original:
    """A paper that is brought, not sent."""

    id: str
    label: Text
    hint: Text | None
    condition: Condition | None

    def applies(self, answers: Answers) -> bool:
        """Tell whether it is needed, given the answers."""
        return self.condition is None or self.condition.holds(answers)


@dataclass(frozen=True, slots=True)
class FormPage:
    """One page: its name in addresses, what it asks, and whether that is only a statement to agree to."""

    id: str
    asked: tuple[Asked, ...]
    is_declaration: bool = False

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return the questions."""
        return tuple(each.question for each in self.asked)

    @property
    def condition(self) -> Condition | None:
        """Return when the page is shown; ``None`` is always."""
        return self.asked[0].condition

    def applies(self, answers: Answers) -> bool:
        """Tell whether the page is shown, given the answers."""
        return any(each.applies(answers) for each in self.asked)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page sent: the canonical answers that are good, what was typed, and what does not fit.

    An answer of the page that is not in ``answers`` is unanswered now: take it out of what was kept before.
    """

    answers: dict[str, Any]
    typed: Typed
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """The answers that are good, without those to questions that are not asked, and what does not fit."""

    answers: dict[str, Any]
    faults: tuple[Fault, ...]


class Form:
    """The form of one service: pure, the same for everybody, and made once."""

    def __init__(
        self,
        *,
        asked: Sequence[Asked],
        pages: Sequence[FormPage],
        originals: Sequence[Original],
        rules: Sequence[tuple[Rule, Condition]],
        examples: Sequence[Example],
        setting: Setting,
    ) -> None:
        self.asked: tuple[Asked, ...] = tuple(asked)
        self.by_id: Mapping[str, Asked] = {each.id: each for each in asked}
        self.pages: tuple[FormPage, ...] = tuple(pages)
        self.page_of: Mapping[str, FormPage] = {page.id: page for page in pages}
        self.originals: tuple[Original, ...] = tuple(originals)
        self.rules = tuple(rules)
        self.examples: tuple[Example, ...] = tuple(examples)
        self.setting = setting

    def route(self, answers: Answers) -> tuple[FormPage, ...]:
        """Return the pages that apply, given the answers, in the order in which they are asked."""
        return tuple(page for page in self.pages if page.applies(answers))

    def level_at(self, page: FormPage, answers: Answers) -> int:
        """Return how surely somebody has to be known who is asked ``page``: what it and all before it ask for."""
        level = 0
        for each in self.route(answers):
            level = max([level, *(question.sign_in for question in each.questions)])
            if each is page:
                break
        return level

    def level_of(self, answers: Answers) -> int:
        """Return how surely somebody has to be known who sends these answers, by the questions that they are to."""
        return max([0, *(each.question.sign_in for each in self.asked if each.id in answers)])

    def read(
        self,
        page: FormPage,
        posted: Posted,
        *,
        today: date,
        answers: Answers | None = None,
        files: Files | None = None,
    ) -> Reading:
        """Read what a page sent.

        ``answers`` are those of other pages, for limits that compare two answers; ``files`` as in ``check``.
        """
        scope = Scope(today, answers or {}, files)
        good: dict[str, Any] = {}
        typed: Typed = {}
        faults: tuple[Fault, ...] = ()
        for each in page.asked:
            value, slips = each.read(posted, scope)
            typed |= each.kind.typed(posted, each.id)
            if slips:
                faults += each.faults(slips)
            elif value is not None:
                good[each.id] = each.kind.settled(value)
        return Reading(good, typed, faults)

    def written(self, page: FormPage, answers: Answers) -> Typed:
        """Return what stands in the fields of a page for canonical answers: reading it gives them again."""
        typed: Typed = {}
        for each in page.asked:
            if each.id in answers:
                typed |= each.kind.written(answers[each.id], each.id)
        return typed

    def check(
        self,
        answers: Answers,
        *,
        today: date,
        files: Files | None = None,
        drop_unasked: bool = False,
    ) -> Checked:
        """Check canonical answers as a whole.

        ``files`` tells what is known of a file id; without it ids are taken as they are. ``drop_unasked`` leaves
        out answers to questions that are not asked (pages); else each is a fault ``not-asked`` (API).
        """
        good: dict[str, Any] = {}
        scope = Scope(today, good, files)
        unknown = unknown_members(answers, self.by_id)
        faults = [Fault(slip.path, "", slip.code, slip.params) for slip in unknown]
        faulty: set[str] = set()
        for each in self.asked:
            if each.condition is not None and not faulty.isdisjoint(each.condition.names):
                continue  # whether it is asked cannot be known before the other answer is mended
            slips = each.check(answers, scope)
            if not slips:
                if each.id in answers:
                    good[each.id] = each.kind.settled(answers[each.id])
            elif not (drop_unasked and slips[0].code == "not-asked"):
                faults += each.faults(slips)
                faulty.add(each.id)
        return Checked(good, tuple(faults))

    def stopped_by(self, answers: Answers) -> Rule | None:
        """Return the first rule that ends the application early, whatever the answers still to come."""
        for rule, condition in self.rules:
            to_come = frozenset(name for name in condition.names if self._may_come(name, answers))
            if condition.holds_whatever(to_come, answers):
                return rule
        return None

    def _may_come(self, name: str, answers: Answers) -> bool:
        """Tell whether a question without an answer may still get one: it is asked, or it is not known yet whether."""
        asked = self.by_id.get(name)
        if name in answers or asked is None:
            return False
        if asked.condition is None or any(self._may_come(each, answers) for each in asked.condition.names):
            return True
        return asked.condition.holds(answers)

    def completed(self, given: Answers, *, today: date, file: Callable[[tuple[str, ...]], str]) -> dict[str, Any]:
        """Return the answers of a worked example, with files of ``file`` and without those that are not asked."""
        return complete_example(self, given, Sampling(today, 0, file))

    def json_schema(self, language: Language) -> dict[str, Any]:
        """Return JSON Schema 2020-12 of the answers, with words in ``language``."""
        return form_schema(self.asked, language)

    def example(self, number: int, *, today: date, file: Callable[[tuple[str, ...]], str]) -> dict[str, Any]:
        """Return answers that pass: the service's own examples first, then invented ones.

        ``file`` gives the id of a sample file of one of some kinds.
        """
        return make_example(self, number, today=today, file=file)
