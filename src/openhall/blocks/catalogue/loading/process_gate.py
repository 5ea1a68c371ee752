"""Gate *references* for what a service says of its process: the pattern takes it, and all that is named exists."""

from collections.abc import Iterator, Mapping
from typing import Any

from openhall.blocks.catalogue.loading.files import SourceFile, Step
from openhall.blocks.catalogue.loading.problems import Problem, dotted
from openhall.blocks.catalogue.loading.vocabulary import Vocabulary, nearest
from openhall.kernel.bpmn.model import OUTSIDE, Model, NodeKind

#: What every pattern takes.
_ALWAYS = frozenset({"pattern", "reads", "clocks"})

#: About as many working days as there are in one unit of a pledge.
_WORKING_DAYS: Mapping[str, float] = {
    "immediate": 0,
    "hours": 1 / 24,
    "working_days": 1,
    "calendar_days": 5 / 7,
    "weeks": 5,
    "months": 21,
}


def process_problems(source: SourceFile, service: Mapping[str, Any], words: Vocabulary) -> Iterator[Problem]:
    """Yield what is wrong with the process of ``service``, but for what it reads of the answers."""
    process: Mapping[str, Any] = service["process"]
    name = process["pattern"]
    pattern = words.patterns.get(name)
    if pattern is None:
        yield from _known(source, ("process", "pattern"), name, set(words.patterns), "process")
        return
    takes = {*_ALWAYS, *pattern.get("takes", [])}
    for member in process:
        if member not in takes:
            path: tuple[Step, ...] = ("process", member)
            yield source.problem(path, dotted(path), f"“{name}” does not take this. Remove it, or add it to its takes.")
    for clock in process.get("clocks", {}):
        yield from _known(source, ("process", "clocks", clock), clock, set(pattern.get("clocks", {})), "clock")
    for member in ("departments", "consulted"):
        for index, office in enumerate(process.get(member, [])):
            yield from _known(source, ("process", member, index), office, words.authorities, "authority")
    yield from _notice(source, service, takes)
    yield from _other_party(source, service, takes, words)
    yield from _asked_twice(source, process)
    yield from _slow_clocks(source, service, {**pattern.get("clocks", {}), **process.get("clocks", {})})


def _notice(source: SourceFile, service: Mapping[str, Any], takes: set[str]) -> Iterator[Problem]:
    """Yield what is wrong with what a notice shows: nothing, or what nobody is asked."""
    shown = service["process"].get("notice", [])
    if "notice" in takes and not shown:
        told = "a notice is put on display, and nothing says what stands on it. Name questions under notice."
        yield source.problem(["process"], "process", told)
    asked = {row.get("as") or row.get("id") or row.get("use") for row in service["questions"] if "questions" not in row}
    for index, name in enumerate(shown):
        yield from _known(source, ("process", "notice", index), name, asked, "question")


def _other_party(
    source: SourceFile, service: Mapping[str, Any], takes: set[str], words: Vocabulary
) -> Iterator[Problem]:
    """Yield what is wrong with whoever has to agree: nobody is named, or what they read is not asked."""
    said = service["process"].get("other_party")
    if "other_party" not in takes:
        return
    if said is None:
        told = "somebody else has to agree, and nothing says who. Name the question for their number under other_party."
        yield source.problem(["process"], "process", told)
        return
    asked = {row.get("as") or row.get("id") or row.get("use") for row in service["questions"] if "questions" not in row}
    for member in ("number", "name"):
        yield from _known(source, ("process", "other_party", member), said[member], asked, "question")
    for index, name in enumerate(said["shows"]):
        yield from _known(source, ("process", "other_party", "shows", index), name, asked, "question")
    if "paper" in said:
        yield from _known(source, ("process", "other_party", "paper"), said["paper"], asked, "question")
    numbers = set(words.jurisdiction.get("person_numbers", []))
    yield from _known(source, ("process", "other_party", "fact"), said["fact"], numbers, "number of people")
    if "firm" in said:
        firm, path, of_firms = said["firm"], ("process", "other_party", "firm"), "number of organisations"
        yield from _known(source, (*path, "number"), firm["number"], asked, "question")
        numbers = set(words.jurisdiction.get("organisation_numbers", []))
        yield from _known(source, (*path, "fact"), firm["fact"], numbers, of_firms)


def staff_problems(
    source: SourceFile, service: Mapping[str, Any], model: Model, words: Vocabulary
) -> Iterator[Problem]:
    """Yield tasks of ``model`` that nobody can do for ``service``, and amounts that no post may sign."""
    process = service["process"]
    named = [*process.get("departments", []), *process.get("consulted", [])]
    offices = [office for office in named if office in words.authorities]
    needed: dict[tuple[str, str], str] = {}
    for node in model.nodes.values():
        role = node.attributes.get("role", "applicant")
        if node.kind is not NodeKind.USER or role in OUTSIDE:
            continue
        lead = service["service"].partition("/")[0]
        needed |= {
            (office, role): node.id for office in (offices if node.attributes.get("office") == "each" else [lead])
        }
        if node.attributes.get("by-amount") == "yes" and "amount" in process and words.roles.get((lead, role)) is False:
            path: tuple[Step, ...] = ("process", "amount")
            told = f"every {role} of “{lead}” has a limit, and nobody can sign more. Add a post without one."
            yield source.problem(path, dotted(path), told)
    for (office, role), task in needed.items():
        if (office, role) not in words.roles:
            path = ("process", "pattern")
            yield source.problem(path, dotted(path), f"“{office}” has no {role} for “{task}”. Add a post.")


def _asked_twice(source: SourceFile, process: Mapping[str, Any]) -> Iterator[Problem]:
    agreeing = set(process.get("departments", []))
    for index, office in enumerate(process.get("consulted", [])):
        if office in agreeing:
            path: tuple[Step, ...] = ("process", "consulted", index)
            told = f"“{office}” stands under departments too. Ask it once."
            yield source.problem(path, dotted(path), told)


def _slow_clocks(source: SourceFile, service: Mapping[str, Any], clocks: Mapping[str, int]) -> Iterator[Problem]:
    """Yield clocks that run longer than the pledge, where offices are asked."""
    process, pledge = service["process"], service["pledge"]
    days = round(pledge["value"] * _WORKING_DAYS[pledge["unit"]])
    for clock, running in clocks.items():
        if running > days and (process.get("departments") or process.get("consulted")):
            path: tuple[Step, ...] = ("process", "clocks", clock)
            told = f"runs for {running} working days, and the pledge is over after {days}. Give it fewer."
            yield source.problem(path, dotted(path), told)


def _known(source: SourceFile, path: tuple[Step, ...], name: str, known: set[str], what: str) -> Iterator[Problem]:
    if name not in known:
        yield source.problem(path, dotted(path), f"there is no {what} “{name}”.{nearest(name, known)}")
