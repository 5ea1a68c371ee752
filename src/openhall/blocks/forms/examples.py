"""Answers that pass: the worked examples of a service, or invented ones for the services that have none."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from openhall.blocks.forms.asking import Asked
from openhall.blocks.forms.kinds.choosing import Choice, Choices
from openhall.blocks.forms.kinds.days import Day
from openhall.blocks.forms.kinds.files import FileGiven
from openhall.blocks.forms.kinds.kind import Sampling

if TYPE_CHECKING:
    from openhall.blocks.forms.form import Form


def make_example(form: "Form", number: int, *, today: date, file: Callable[[tuple[str, ...]], str]) -> dict[str, Any]:
    """Return answers that pass ``form.check`` and that no rule stops."""
    sampling = Sampling(today, number, file)
    if form.examples:
        given = form.examples[number % len(form.examples)].answers
        answers = _moved(form, complete_example(form, given, sampling), sampling)
        if not form.check(answers, today=today).faults and form.stopped_by(answers) is None:
            return answers
    return _invented(form, sampling)


def _moved(form: "Form", answers: dict[str, Any], sampling: Sampling) -> dict[str, Any]:
    """Move the days of a worked example that time has overtaken."""
    moved: dict[str, Any] = {}
    for name, value in answers.items():
        kind = form.by_id[name].kind
        moved[name] = kind.fitted(value, sampling, moved) if isinstance(kind, Day) else value
    return moved


def complete_example(form: "Form", given: Mapping[str, Any], sampling: Sampling) -> dict[str, Any]:
    """Return a worked example with files that exist here, and with the papers that it does not name."""
    answers: dict[str, Any] = {}
    for each in form.asked:
        if not each.applies(answers):
            continue
        if isinstance(each.kind, FileGiven) and (each.id in given or each.is_paper):
            answers[each.id] = each.kind.example(sampling)
        elif each.id in given:
            answers[each.id] = given[each.id]
    return answers


def _invented(form: "Form", sampling: Sampling) -> dict[str, Any]:
    """Answer question by question; where a rule would stop, or a later day is before an earlier, try another."""
    answers: dict[str, Any] = {}
    for each in form.asked:
        if each.applies(answers):
            answers[each.id] = _answer(form, each, answers, sampling)
    return answers


def _answer(form: "Form", each: Asked, answers: Mapping[str, Any], sampling: Sampling) -> Any:  # noqa: ANN401 - any JSON
    first = each.kind.example(sampling)
    for value in _others(each, first, answers, sampling):
        if form.stopped_by({**answers, each.id: value}) is None:
            return value
    return first


def _others(each: Asked, first: Any, answers: Mapping[str, Any], sampling: Sampling) -> list[Any]:  # noqa: ANN401 - as above
    """Return what could be answered, the likeliest first."""
    if isinstance(each.kind, Day):
        return [each.kind.fitted(first, sampling, answers)]
    if isinstance(each.kind, Choices):
        return [first, *([option] for option in each.kind.options)]
    if isinstance(each.kind, Choice):
        return [first, *each.kind.options]
    return [first, *([not first] if isinstance(first, bool) else []), *_larger(first)]


def _larger(value: Any) -> list[Any]:  # noqa: ANN401 - as above
    return [value * 10, value * 1000, value // 2, 1] if type(value) is int else []
