"""Gate *references* for the models of processes: drawn, proved, and every name in them known in every language."""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.sources import Sources
from openhall.blocks.catalogue.loading.vocabulary import Vocabulary, nearest
from openhall.kernel.bpmn.calling import read_inlined
from openhall.kernel.bpmn.document import ModelRefused
from openhall.kernel.bpmn.model import OTHER_PARTY, Model, NodeKind
from openhall.kernel.bpmn.proving import problems_of
from openhall.kernel.bpmn.reading import read_model

Row = Mapping[str, Any]
#: What a service task can do.
ACTS = frozenset(
    {
        "charge",
        "issue",
        "register",
        "book",
        "search",
        "deliver",
        "display",
        "note-silence",
        "note-delay",
        "tell-other-party",
    }
)
#: What a model reads of a service, and the members of its process of which one has to be taken for it.
_PARAMETERS: Mapping[str, frozenset[str]] = {
    "departments": frozenset({"departments"}),
    "consulted": frozenset({"consulted"}),
    "offices": frozenset({"departments", "consulted"}),
    "silence": frozenset({"silence"}),
    "amount": frozenset({"amount"}),
    "has_amount": frozenset({"amount"}),
    "on_paper": frozenset({"other_party"}),
    "alone": frozenset({"other_party"}),
}
#: What a decision table reads of a service.
_INPUTS: Mapping[str, str] = {"needs_look": "examine_if", "share": "examine_share"}
#: What the act ``display`` reads of a service: the questions that stand on the notice.
_NOTICE = "notice"
#: What a task of the other party reads of it: who that is, and what they are shown.
_OTHER_PARTY = "other_party"
#: Lists of offices may be empty.
_MAY_BE_EMPTY = frozenset({"departments", "consulted", "offices"})
_SILENCES = frozenset({"escalate", "no-objection"})
_COMPARED = re.compile(r"(\w+)\s*(?:==|!=)\s*'([^']*)'")
_TASKS = frozenset({NodeKind.USER, NodeKind.SERVICE, NodeKind.RULE})
_CLOCK = re.compile(r" (?:working|clear) days$")


class Models:
    """The models of a jurisdiction that can be read, and what is wrong with all of them."""

    def __init__(self, sources: Sources, words: Vocabulary) -> None:
        self._sources = sources
        self._words = words
        self.by_pattern: dict[str, Model] = {}
        self._unread: list[Problem] = []
        for name, xml in sources.models.items():
            try:
                self.by_pattern[name] = read_inlined(xml, sources.models)
            except ModelRefused as refused:
                self._unread += [_problem(name, each.line, each.element, each.told) for each in refused.problems]

    @cached_property
    def problems(self) -> list[Problem]:
        """What is wrong with models, and between them and what processes.yaml says."""
        source = self._sources.single["processes"]
        found = list(self._unread)
        for index, row in enumerate(self._sources.rows("processes", "patterns")):
            model = self.by_pattern.get(row["id"])
            if model is not None:
                found += self._model(source, index, row, model)
            elif row["id"] not in self._sources.models:
                path: tuple[Step, ...] = ("patterns", index, "id")
                told = f"has no drawing. Add processes/{row['id']}.bpmn."
                found.append(source.problem(path, dotted(path), told))
        found += [
            _problem(name, 1, "", f"there is no pattern “{name}” in processes.yaml. Add it, or remove this file.")
            for name in self._sources.models
            if name not in self._words.patterns
        ]
        return found

    def _model(self, source: SourceFile, index: int, row: Row, model: Model) -> Iterator[Problem]:
        name = row["id"]
        if model.id != name:
            yield _problem(name, 1, model.id, f"the process is called “{model.id}”. Call it “{name}”, as the file.")
        for fault in problems_of(model, _MAY_BE_EMPTY):
            way = f" ({' › '.join(fault.path)})" if fault.path else ""
            yield _problem(name, fault.line, fault.element, f"{fault.told}{way}")
        yield from _drawn(name, read_model(self._sources.models[name]))
        yield from self._texts(source, index, row, model)
        whole = self._words.patterns[name]
        yield from self._named(name, whole, model)
        yield from self._read(name, whole, model)

    def _texts(self, source: SourceFile, index: int, row: Row, model: Model) -> Iterator[Problem]:
        """Yield where the drawing and the words in processes.yaml do not agree."""
        first = self._words.languages[0]
        whole = self._words.patterns[row["id"]]
        tasks = {task["id"]: task for task in whole["tasks"]}
        texts = {**{key: task["name"] for key, task in tasks.items()}, **whole.get("labels", {})}
        drawn = {**{n.id: (n.name, n.line) for n in model.nodes.values()}, **{f.id: (f.name, 0) for f in _flows(model)}}
        for key, (name, line) in drawn.items():
            if name and key not in texts:
                yield _problem(row["id"], line, key, f"“{name}” has no words in processes.yaml. Add it under labels.")
            elif key in texts and name != texts[key].get(first):
                told = f"is called “{name}” here and “{texts[key].get(first)}” in processes.yaml. Call both the same."
                yield _problem(row["id"], line, key, told)
        for node in model.nodes.values():
            if node.kind in _TASKS and node.id not in tasks:
                yield _problem(row["id"], node.line, node.id, "is no task in processes.yaml. Add it under tasks.")
        for place, task in enumerate(row["tasks"]):
            if task["id"] not in model.nodes or model.nodes[task["id"]].kind not in _TASKS:
                path: tuple[Step, ...] = ("patterns", index, "tasks", place, "id")
                yield source.problem(path, dotted(path), f"“{task['id']}” is not drawn in processes/{row['id']}.bpmn.")
        for key in row.get("labels", {}):
            if key not in drawn:
                path = ("patterns", index, "labels", key)
                told = f"“{key}” is not drawn in processes/{row['id']}.bpmn.{nearest(key, set(drawn))}"
                yield source.problem(path, dotted(path), told)

    def _named(self, name: str, row: Row, model: Model) -> Iterator[Problem]:
        """Yield acts, tables and clocks that are not known, and tasks or ends that do not say what is needed."""
        clocks = set(row.get("clocks", {}))
        used = set[str]()
        for node in model.nodes.values():
            said = node.attributes
            if node.kind is NodeKind.SERVICE:
                yield from _known(name, node.line, node.id, said.get("act", ""), set(ACTS), "act")
            if node.kind is NodeKind.RULE:
                tables = set(self._words.decisions)
                yield from _known(name, node.line, node.id, said.get("decision", ""), tables, "decision table")
            if node.kind is NodeKind.USER and not ("role" in said and "decisions" in said):
                yield _problem(name, node.line, node.id, "say who does it and what can come of it (role, decisions)")
            if node.kind is NodeKind.USER and said.get("office") == "each" and not _loops(model, node.scope, node.loop):
                yield _problem(name, node.line, node.id, "office is “each”, and no loop is around it")
            if node.kind is NodeKind.END and not node.scope and "outcome" not in said:
                yield _problem(name, node.line, node.id, "say how it ends (outcome)")
            timer = node.event.value if node.event is not None and node.event.kind == "timer" else ""
            for clock in (said.get("clock", ""), _CLOCK.sub("", timer) if _CLOCK.search(timer) else ""):
                if clock:
                    used.add(clock)
                    yield from _known(name, node.line, node.id, clock, clocks, "clock")
        for clock in sorted(clocks - used):
            yield _problem(name, 1, clock, "is a clock of processes.yaml that nothing here runs by. Use or remove it.")

    def _read(self, name: str, row: Row, model: Model) -> Iterator[Problem]:
        """Yield names in conditions and lists that nothing gives, values that never come, takes that nothing reads."""
        takes, read = set(row.get("takes", [])), set[str]()
        told: list[tuple[int, str, str]] = []
        for flow in _flows(model):
            line = model.nodes[flow.source].line
            if flow.condition is not None:
                told += [(line, flow.id, used) for used in flow.condition.names]
                yield from self._values(name, line, flow.id, flow.condition.expression, model)
        for node in model.nodes.values():
            if node.loop is not None:
                told.append((node.line, node.id, node.loop.collection))
            if node.attributes.get("by-amount") == "yes":
                told.append((node.line, node.id, "amount"))
            if node.kind is NodeKind.RULE:
                read |= {_INPUTS[each] for each in self._inputs(node.attributes.get("decision", "")) if each in _INPUTS}
        results = {node.id for node in model.nodes.values() if node.kind in {NodeKind.USER, NodeKind.RULE}}
        for line, element, used in told:
            yield from _known(name, line, element, used, results | set(_PARAMETERS), "result or parameter")
            read |= _PARAMETERS.get(used, frozenset())
            if used in _PARAMETERS and not _PARAMETERS[used] & takes:
                needed = " or ".join(sorted(_PARAMETERS[used]))
                yield _problem(name, line, element, f"reads “{used}”. Add {needed} to the takes of the pattern.")
        yield from self._displays(name, model, takes)
        yield from self._agrees(name, model, takes)
        for member in sorted(takes - read - {_NOTICE, _OTHER_PARTY}):
            yield _problem(name, 1, member, "stands under takes, and nothing here reads it. Use or remove it.")

    def _displays(self, name: str, model: Model, takes: set[str]) -> Iterator[Problem]:
        """Yield notices on which nothing can stand, and what stands on a notice that is never shown."""
        shows = next((node for node in model.nodes.values() if node.attributes.get("act") == "display"), None)
        if shows is not None and _NOTICE not in takes:
            yield _problem(name, shows.line, shows.id, "displays a notice. Add notice to the takes of the pattern.")
        if shows is None and _NOTICE in takes:
            yield _problem(name, 1, _NOTICE, "stands under takes, and nothing here displays it. Use or remove it.")

    def _agrees(self, name: str, model: Model, takes: set[str]) -> Iterator[Problem]:
        """Yield tasks of another party of whom nothing is said, and another party who has nothing to do."""
        asks = next((node for node in model.nodes.values() if node.attributes.get("role") == OTHER_PARTY), None)
        if asks is not None and _OTHER_PARTY not in takes:
            yield _problem(name, asks.line, asks.id, "waits for another party. Add other_party to the takes.")
        if asks is None and _OTHER_PARTY in takes:
            yield _problem(name, 1, _OTHER_PARTY, "stands under takes, and nobody here has to agree. Use or remove it.")

    def _values(self, name: str, line: int, element: str, expression: str, model: Model) -> Iterator[Problem]:
        """Yield what a condition compares with that can never be the case."""
        for used, value in _COMPARED.findall(expression):
            node = model.nodes.get(used)
            if used == "silence":
                yield from _known(name, line, element, value, set(_SILENCES), "such silence as")
            elif node is not None and node.kind is NodeKind.USER:
                possible = set(node.attributes.get("decisions", "").split())
                yield from _known(name, line, element, value, possible, f"decision of “{used}” called")
            elif node is not None and node.kind is NodeKind.RULE:
                table = self._words.decisions.get(node.attributes.get("decision", ""), {})
                possible = {str(each["result"]) for each in table.get("rows", [])}
                yield from _known(name, line, element, value, possible, f"result of “{used}” called")

    def _inputs(self, table: str) -> list[str]:
        return [str(each) for each in self._words.decisions.get(table, {}).get("inputs", [])]


def _flows(model: Model) -> list[Any]:
    return list(model.flows.values())


def _loops(model: Model, scope: str, loop: object) -> bool:
    return loop is not None or (bool(scope) and _loops(model, model.nodes[scope].scope, model.nodes[scope].loop))


def _drawn(name: str, model: Model) -> Iterator[Problem]:
    for node in model.nodes.values():
        if node.id not in model.diagram.shapes:
            yield _problem(name, node.line, node.id, "is not drawn. Open and save the file in a drawing program.")
    for flow in model.flows.values():
        if len(model.diagram.edges.get(flow.id, ())) < 2:  # noqa: PLR2004 - a line has two ends
            yield _problem(name, model.nodes[flow.source].line, flow.id, "is not drawn. Draw the line.")


def _problem(pattern: str, line: int, element: str, told: str) -> Problem:
    return Problem(f"processes/{pattern}.bpmn", max(line, 1), element, told)


def _known(pattern: str, line: int, element: str, name: str, known: set[str], what: str) -> Iterator[Problem]:
    if name not in known:
        yield _problem(pattern, line, element, f"there is no {what} “{name}”.{nearest(name, known)}")
