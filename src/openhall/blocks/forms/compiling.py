"""Make a form from the definition of a service and the types of its jurisdiction."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from openhall.blocks.forms.asking import Asked
from openhall.blocks.forms.definitions import Example, FieldType, HeldFact, Question
from openhall.blocks.forms.form import Form, FormPage, Original, Rule
from openhall.blocks.forms.kinds.groups import Group
from openhall.blocks.forms.kinds.kind import Setting
from openhall.blocks.forms.kinds.making import make_kind
from openhall.kernel.expressions import condition
from openhall.kernel.languages import Text
from openhall.kernel.money import Currency

GROUP = "group"


class Paper(Protocol):
    """A paper that the applicant gives (``file``) or brings (``original``)."""

    @property
    def id(self) -> str:
        """Return its id."""

    @property
    def label(self) -> Text:
        """Return what it is called."""

    @property
    def form(self) -> str:
        """Return ``file`` or ``original``."""

    @property
    def hint(self) -> Text | None:
        """Return what is accepted."""

    @property
    def needed_if(self) -> str | None:
        """Return when it is needed."""

    @property
    def max_files(self) -> int | None:
        """Return how many files may be given for it."""


@dataclass(frozen=True, slots=True)
class Kinds:
    """What the forms of one jurisdiction share: types of answer, held facts, money, and sample answers."""

    field_types: Mapping[str, FieldType]
    facts: Mapping[str, HeldFact]
    setting: Setting

    @property
    def paper_type(self) -> str:
        """Return the field type that papers are given with; raise ``KeyError`` when there is none."""
        found = next((row.id for row in self.field_types.values() if row.base == "file"), None)
        if found is None:
            raise KeyError("a field type with base file, for papers")
        return found

    @classmethod
    def of(
        cls,
        *,
        field_types: Iterable[FieldType],
        facts: Iterable[HeldFact],
        currency: Currency,
        samples: Mapping[str, str],
    ) -> "Kinds":
        """Return them from the lists of a jurisdiction."""
        setting = Setting(currency, samples)
        return cls({row.id: row for row in field_types}, {row.id: row for row in facts}, setting)


@dataclass(frozen=True, slots=True)
class Asking:
    """What a service asks: questions, papers, rules that stop early, and worked examples."""

    questions: Sequence[Question]
    papers: Sequence[Paper] = ()
    rules: Sequence[Rule] = ()
    examples: Sequence[Example] = ()


def compile_form(asking: Asking, kinds: Kinds) -> Form:
    """Return the form; raise ``KeyError`` or ``ExpressionError`` for what the gates refuse."""
    asked = [_asked(question, kinds) for question in asking.questions]
    known = {each.id for each in asked}
    papers = [paper for paper in asking.papers if paper.id not in known]
    asked += [_paper(paper, kinds) for paper in papers if paper.form == "file"]
    return Form(
        asked=asked,
        pages=_pages(asked),
        originals=[_original(paper) for paper in papers if paper.form != "file"],
        rules=[(rule, condition(rule.stop_if)) for rule in asking.rules],
        examples=asking.examples,
        setting=kinds.setting,
    )


def _asked(question: Question, kinds: Kinds) -> Asked:
    when = condition(question.ask_if) if question.ask_if else None
    if question.type == GROUP:
        inner = [_asked(each, kinds) for each in question.questions]
        return Asked(question, Group(question, kinds.setting, inner), when)
    field_type = kinds.field_types[question.type]
    fact = kinds.facts.get(question.prefill or "")
    return Asked(
        question,
        make_kind(question, field_type, kinds.setting),
        when,
        is_declaration=field_type.base == "boolean" and question.constraints.get("must_be") is True,
        autocomplete=fact.autocomplete if fact else "",
    )


def _paper(paper: Paper, kinds: Kinds) -> Asked:
    question = Question(
        id=paper.id,
        type=kinds.paper_type,
        label=paper.label,
        hint=paper.hint,
        ask_if=paper.needed_if,
        constraints={"max_files": paper.max_files} if paper.max_files else {},
    )
    return replace(_asked(question, kinds), is_paper=True)


def _original(paper: Paper) -> Original:
    return Original(paper.id, paper.label, paper.hint, condition(paper.needed_if) if paper.needed_if else None)


def _pages(asked: Sequence[Asked]) -> list[FormPage]:
    """One question on each page; statements to agree to come last, unless a later question depends on one."""
    named = set(itertools.chain.from_iterable(each.condition.names for each in asked if each.condition))
    last = [each for each in asked if each.is_declaration and each.id not in named]
    others = [each for each in asked if each not in last]
    return [FormPage(each.id.replace("_", "-"), (each,), is_declaration=each in last) for each in (*others, *last)]
