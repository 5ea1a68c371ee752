"""Gate *references* for one service: every name it uses exists, and everything it asks is used."""

import re
from collections.abc import Generator, Iterator, Mapping
from typing import Any

from openhall.blocks.catalogue.loading.fee_gate import fee_problems
from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.model_gate import Models
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.process_gate import process_problems, staff_problems
from openhall.blocks.catalogue.loading.question_gate import parts_asked, question_problems
from openhall.blocks.catalogue.loading.resolving import Libraries, resolve_fee, resolve_refund
from openhall.blocks.catalogue.loading.sign_in_gate import sign_in_problems
from openhall.blocks.catalogue.loading.sources import id_from_path
from openhall.blocks.catalogue.loading.texts import text_problems
from openhall.blocks.catalogue.loading.vocabulary import RESERVED_QUESTIONS, Vocabulary, nearest
from openhall.kernel.expressions import ExpressionError, check_condition, names_in
from openhall.kernel.money import Currency

Row = dict[str, Any]
#: The pattern that every objection goes through, where the jurisdiction has it.
OBJECTION = "objection-and-review"
_COMPARED = re.compile(r"(\w+)\s*(?:==|!=)\s*'([^']*)'")


class ServiceGate:
    """Checks services one after another; two files for one service are noticed."""

    def __init__(self, words: Vocabulary, libraries: Libraries, models: Models) -> None:
        self._models = models
        self._words = words
        self._libraries = libraries
        self._seen: dict[str, str] = {}

    def check(self, source: SourceFile, currency: Currency) -> list[Problem]:
        """Return what is wrong with a service file that has passed the schema."""
        value: Row = source.value if isinstance(source.value, dict) else {}
        problems = [*text_problems(source, self._words.languages), *self._identity(source, value)]
        problems += self._names(source, value)
        problems += sign_in_problems(source, value, self._libraries.questions)
        problems += _amounts(source, value, currency)
        missing = list(self._unknown_uses(source, value))
        return problems + (missing or list(self._questions(source, value)))

    def _identity(self, source: SourceFile, value: Row) -> Iterator[Problem]:
        service, place = str(value["service"]), id_from_path(source.name)
        if service != place:
            yield source.problem(["service"], "service", f"this file lies where “{place}” belongs. Rename one of them.")
        if service in self._seen:
            told = f"“{service}” is described in {self._seen[service]} too. Keep one of the two files."
            yield source.problem(["service"], "service", told)
        self._seen[service] = source.name
        authority = service.partition("/")[0]
        yield from _known(source, ("service",), authority, self._words.authorities, "authority")

    def _names(self, source: SourceFile, value: Row) -> Iterator[Problem]:
        for index, event in enumerate(value["life_events"]):
            yield from _known(source, ("life_events", index), event, self._words.life_events, "life event")
        yield from process_problems(source, value, self._words)
        for pattern in (value["process"]["pattern"], OBJECTION):
            model = self._models.by_pattern.get(pattern)
            if model is not None:
                yield from staff_problems(source, value, model, self._words)

    def _unknown_uses(self, source: SourceFile, value: Row) -> Iterator[Problem]:
        shared = set(self._words.questions)
        for path, row in _walk(value["questions"], ("questions",)):
            if "use" in row:
                yield from _known(source, (*path, "use"), row["use"], shared, "shared question")
        for index, row in enumerate(value.get("evidence", [])):
            name = row if isinstance(row, str) else row.get("use")
            if name is not None:
                yield from _known(source, ("evidence", index), name, self._words.evidence, "shared paper")

    def _questions(self, source: SourceFile, value: Row) -> Iterator[Problem]:
        seen: set[str] = set()
        #: A condition sees its own neighbours: outside no single item of a group can be meant, inside no form.
        scopes: dict[tuple[Step, ...], dict[str, Row]] = {}
        conditions: set[str] = set()
        parts = parts_asked(map(self._libraries.question, value["questions"]), self._words)
        for path, row in _walk(value["questions"], ("questions",)):
            full = self._libraries.question(row)
            yield from question_problems(source, path, full, self._words)
            earlier = scopes.setdefault(path[:-1], {})
            yield from _conditions(source, path, full, earlier)
            conditions |= _read_by(full)
            name = str(full["id"])
            if name in seen:
                told = f"“{name}” is asked twice. Give one another id (as: …)."
                yield source.problem(path, dotted([*path, "id"]), told)
            elif name in parts:
                told = f"this is asked within “{parts[name]}” already. Take it out, and read “{parts[name]}” instead."
                yield source.problem(path, dotted(path), told)
            if name in RESERVED_QUESTIONS:
                told = "is a word of the hall's own addresses. Choose another id."
                yield source.problem(path, dotted([*path, "id"]), told)
            seen.add(name)
            earlier[name] = full
        asked = scopes[("questions",)]
        for index, rule in enumerate(value["eligibility"].get("rules", [])):
            yield from _expression(source, ("eligibility", "rules", index, "stop_if"), rule["stop_if"], asked)
            conditions |= names_in(rule["stop_if"])
        for index, row in enumerate(value["fee"].get("rows", [])):
            if "applies_if" in row:
                yield from _expression(source, ("fee", "rows", index, "applies_if"), row["applies_if"], asked)
                conditions |= names_in(row["applies_if"])
        conditions |= {name for row in value["fee"].get("rows", []) for name in names_in(row.get("times", ""))}
        conditions |= set(value["fee"].get("inputs", {}).values())
        yield from fee_problems(source, value, asked, self._words)
        for index, paper in enumerate(value.get("evidence", [])):
            condition = paper.get("needed_if") if isinstance(paper, dict) else None
            if condition:
                yield from _expression(source, ("evidence", index, "needed_if"), condition, asked)
                conditions |= names_in(condition)
        conditions |= yield from self._parameters(source, value, asked)
        yield from _examples(source, value, set(asked))
        yield from self._readers(source, value, conditions)

    def _parameters(
        self, source: SourceFile, value: Row, asked: Mapping[str, Row]
    ) -> Generator[Problem, None, set[str]]:
        """Yield what is wrong with what the process takes from answers; return the questions that it reads."""
        amount, condition = value["process"].get("amount"), value["process"].get("examine_if")
        if amount is not None:
            money = {name for name, row in asked.items() if self._words.field_types.get(row["type"]) == "money"}
            yield from _known(source, ("process", "amount"), amount, money, "question for an amount of money called")
        if condition is not None:
            yield from _expression(source, ("process", "examine_if"), condition, asked)
        return names_in(condition or "")

    def _readers(self, source: SourceFile, value: Row, conditions: set[str]) -> Iterator[Problem]:
        process: Row = value["process"]
        tasks = self._words.tasks_of(process["pattern"])
        known = {_name(path, row, value) for path, row in _walk(value["questions"], ("questions",))}
        read = set(conditions)
        for task, names in process.get("reads", {}).items():
            yield from _known(source, ("process", "reads", task), task, tasks, f"task of “{process['pattern']}” called")
            for index, name in enumerate(names):
                yield from _known(source, ("process", "reads", task, index), name, known, "question")
                read.add(name)
        for path, row in _walk(value["questions"], ("questions",)):
            name = _name(path, row, value)
            if not {name, name.partition(".")[0], name.rpartition(".")[2]} & read and "questions" not in row:
                told = f"nobody reads the answer to “{name}”. Name it under process.reads, or do not ask it."
                yield source.problem(path, dotted(path), told)


def _walk(rows: list[Row], path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], Row]]:
    for index, row in enumerate(rows):
        yield (*path, index), row
        if "questions" in row:
            yield from _walk(row["questions"], (*path, index, "questions"))


def _own_id(row: Mapping[str, Any]) -> str:
    return str(row.get("as") or row.get("use") or row.get("id"))


def _name(path: tuple[Step, ...], row: Row, value: Row) -> str:
    """Return the dotted id of a question: the group's id stands before that of its members."""
    names: list[str] = []
    here: Any = value
    for step in path:
        here = here[step]
        if isinstance(here, dict) and here is not row:
            names.append(_own_id(here))
    return ".".join([*names, _own_id(row)])


def _known(source: SourceFile, path: tuple[Step, ...], name: str, known: set[str], what: str) -> Iterator[Problem]:
    if name not in known:
        yield source.problem(path, dotted(path), f"there is no {what} “{name}”.{nearest(name, known)}")


def _read_by(row: Row) -> set[str]:
    names = names_in(row["ask_if"]) if "ask_if" in row else set()
    after = (row.get("constraints") or {}).get("after")
    return names | ({str(after)} if after else set())


def _conditions(source: SourceFile, path: tuple[Step, ...], row: Row, earlier: Mapping[str, Row]) -> Iterator[Problem]:
    if "ask_if" in row:
        yield from _expression(source, (*path, "ask_if"), row["ask_if"], earlier)
    after = (row.get("constraints") or {}).get("after")
    if after is not None:
        yield from _known(source, (*path, "constraints", "after"), str(after), set(earlier), "earlier question")


def _expression(
    source: SourceFile, path: tuple[Step, ...], expression: str, asked: Mapping[str, Row]
) -> Iterator[Problem]:
    try:
        check_condition(expression)
    except ExpressionError as error:
        yield source.problem(path, dotted(path), f"“{expression}” cannot be read: {error}.")
        return
    for name in sorted(names_in(expression)):
        yield from _known(source, path, name, set(asked), "earlier question")
    for name, literal in _COMPARED.findall(expression):
        options = {str(option["id"]) for option in asked.get(name, {}).get("options") or []}
        if options and literal not in options:
            told = f"“{name}” has no option “{literal}”.{nearest(literal, options)}"
            yield source.problem(path, dotted(path), told)


def _examples(source: SourceFile, value: Row, asked: set[str]) -> Iterator[Problem]:
    for index, example in enumerate(value.get("examples", [])):
        for name in example.get("answers", {}):
            yield from _known(source, ("examples", index, "answers", name), name, asked, "question")


def _amounts(source: SourceFile, value: Row, currency: Currency) -> Iterator[Problem]:
    try:
        resolve_fee(value["fee"], currency)
        resolve_refund(value["fee"], currency)
    except ValueError as error:
        yield source.problem(["fee"], "fee", f"{error}. Write an amount of {currency.code} such as 80.")
