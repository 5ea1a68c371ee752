"""Gate *examples*: the worked examples of a service pass its own form, and one that passes can always be made."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from openhall.blocks.catalogue.definitions import Service
from openhall.blocks.catalogue.forms import make_form
from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.forms.facade import Example, Fault, FileFacts, Form, Kinds
from openhall.kernel.expressions import ExpressionError

#: As much of an answer as is shown.
_SHOWN = 60
#: As many ways to answer as ``GET …/example`` begins with.
_INVENTED = 3


def example_problems(source: SourceFile, service: Service, kinds: Kinds, day: date) -> Iterator[Problem]:
    """Yield what is wrong with the examples of ``service``; days without a day of their own are seen from ``day``."""
    try:
        form = make_form(service, kinds)
    except (KeyError, ExpressionError) as error:
        yield source.problem(["questions"], "questions", f"no form can be made of these: {error}.")
        return
    yield from _clashes(source, service, form)
    for index, example in enumerate(service.examples):
        yield from _example(source, form, example, index, day)
    if not service.examples:
        yield from _invented(source, form, day)


def _clashes(source: SourceFile, service: Service, form: Form) -> Iterator[Problem]:
    """Yield papers with the id of a question: such a paper is asked once, as that question, and has to be a file."""
    for index, paper in enumerate(service.evidence):
        asked = form.by_id.get(paper.id)
        if asked is not None and asked.kind.base != "file":
            told = f"“{paper.id}” is a question too, and not one for a file. Give the paper another id (as: …)."
            yield source.problem(["evidence", index], dotted(["evidence", index]), told)


def _example(source: SourceFile, form: Form, example: Example, index: int, day: date) -> Iterator[Problem]:
    seen_on = day if example.today is None else date.fromisoformat(example.today)
    answers = form.completed(example.answers, today=seen_on, file=_any_file)
    path: tuple[Step, ...] = ("examples", index, "answers")
    for name in example.answers:
        if name not in answers:
            told = "this is not asked, given the other answers of the example. Take it out, or change them."
            yield source.problem([*path, name], dotted([*path, name]), told)
    for fault in form.check(answers, today=seen_on, files=_facts).faults:
        where = [*path, *_steps(fault.pointer)]
        yield source.problem(where, dotted(where), _told(fault, answers))
    rule = form.stopped_by(answers)
    if rule is not None:
        told = f"the rule “{rule.id}” stops this example. Give answers with which somebody can apply."
        yield source.problem(path, dotted(path), told)


def _invented(source: SourceFile, form: Form, day: date) -> Iterator[Problem]:
    for number in range(_INVENTED):
        answers = form.example(number, today=day, file=_any_file)
        faults: Sequence[Fault] = form.check(answers, today=day, files=_facts).faults
        if faults or form.stopped_by(answers) is not None:
            why = f" ({faults[0].pointer}: {_told(faults[0], answers)})" if faults else ""
            told = f"no answers could be made up that pass. Add one worked example.{why}"
            yield source.problem([], "examples", told)
            return


def _any_file(kinds: tuple[str, ...]) -> str:
    return f"sample.{kinds[0] if kinds else 'pdf'}"


def _facts(file_id: str) -> FileFacts:
    return FileFacts(file_id.rpartition(".")[2], 1)


def _steps(pointer: str) -> list[Step]:
    return [int(step) if step.isdigit() else step for step in pointer.split("/")[1:]]


def _told(fault: Fault, answers: Mapping[str, Any]) -> str:
    value: Any = answers
    for step in _steps(fault.pointer):
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return "this must be answered, and the example does not. Add it."
    why = ", ".join(f"{name} {told}" for name, told in fault.params.items() if isinstance(told, str | int | float))
    reason = fault.code.replace("-", " ") + (f": {why}" if why else "")
    return f"“{str(value)[:_SHOWN]}” is turned back ({reason}). Mend the answer, or the question."
