"""A model out of BPMN 2.0 XML: what is executed is read, what describes is left, everything else is refused.

All problems are told at once, each with the line and the id of its element.
"""

from collections.abc import Iterator, Mapping

from openhall.kernel.bpmn import extensions
from openhall.kernel.bpmn.document import DRAWING, MODEL, Element, ModelRefused, parse
from openhall.kernel.bpmn.drawing import read_diagram
from openhall.kernel.bpmn.elements import KINDS, REFUSED, UNREAD, Found, is_id, is_read, read_flow, read_node
from openhall.kernel.bpmn.model import Model, Problem
from openhall.kernel.bpmn.wiring import wired

__all__ = ["ModelRefused", "read_model"]

#: Beyond these a model cannot be surveyed by anybody.
MAX_PARTS, MAX_NESTING, MAX_TOLD = 1_500, 8, 50
#: What stands beside the process and is not executed.
_BESIDE = frozenset(
    {
        *("collaboration", "message", "error", "signal", "escalation", "itemDefinition", "dataStore", "category"),
        *("resource", "interface", "endPoint", "partnerEntity", "partnerRole", "correlationProperty", "relationship"),
        *("documentation", "extension", "extensionElements", "process"),
    }
)
_ASSIGNING = frozenset({"assignment", "transformation"})


def read_model(xml: bytes) -> Model:
    """Return the process of a document. Raises ``ModelRefused`` with everything that is wrong with it."""
    root = parse(xml)
    if (root.space, root.tag) != (MODEL, "definitions"):
        raise ModelRefused(Problem(root.line, root.tag, "no BPMN 2.0: the root is not “definitions”"))
    found = Found(messages=_named(root, "message", "name"), errors=_named(root, "error", "errorCode"))
    for child in root.children:
        _check_beside(child, found)
    process = process_of(root)
    found.problems += _additions(process)
    _read_scopes(process, found)
    if not is_id(process.id):
        found.refuse(process, "the id of the process is missing, or none")
    _refuse_if(found.problems)
    nodes, flows, starts = wired(found)
    _refuse_if(found.problems)
    diagram = read_diagram(root.all("BPMNDiagram", space=DRAWING))
    return Model(process.id, process.attributes.get("name", ""), nodes, flows, starts, diagram)


def _refuse_if(problems: list[Problem]) -> None:
    if problems:
        raise ModelRefused(*sorted(problems, key=lambda problem: problem.line)[:MAX_TOLD])


def _named(root: Element, tag: str, attribute: str) -> Mapping[str, str]:
    """Return what the messages or errors of a document are called, by their ids."""
    return {each.id: each.attributes.get(attribute) or each.id for each in root.all(tag)}


def _check_beside(child: Element, found: Found) -> None:
    if child.space == DRAWING:
        return
    if child.space != MODEL or child.tag not in _BESIDE:
        found.refuse(child, REFUSED.get(child.tag, f"“{child.tag}” is not part of what is executed"))


def process_of(root: Element) -> Element:
    """Return the one process that has something in it; the others are names of those outside.

    Raises ``ModelRefused``.
    """
    processes = [each for each in root.all("process") if any(child.tag in KINDS for child in each.children)]
    if len(processes) != 1:
        line = processes[1].line if processes else root.line
        told = f"one process is expected in a document, and {len(processes)} are there that do something"
        raise ModelRefused(Problem(line, processes[1].id if processes else "definitions", told))
    return processes[0]


def _additions(process: Element) -> Iterator[Problem]:
    """Check everything that is not plain BPMN, wherever it stands."""
    open_: list[tuple[Element, str, bool]] = [(process, process.id, False)]
    while open_:
        element, owner, is_extension = open_.pop()
        owner = owner if is_extension else element.id or owner
        if is_extension:
            yield from extensions.check_extension(element, owner)
        elif element.tag in UNREAD:
            continue
        elif element.tag != "extensionElements":
            yield from extensions.check(element, owner)
        is_inside = is_extension or element.tag == "extensionElements"
        open_ += [(child, owner, is_inside) for child in reversed(element.children)]


def _read_scopes(process: Element, found: Found) -> None:
    ids: set[str] = set()
    open_ = [(process, "", 0)]
    while open_:
        container, scope, depth = open_.pop()
        if depth > MAX_NESTING:
            found.refuse(container, f"sub-processes lie in each other more than {MAX_NESTING} deep")
            continue
        for child in container.children:
            if _is_taken(child, container, ids, found):
                _read(child, scope, found)
                if child.tag == "subProcess":
                    open_.append((child, child.id, depth + 1))
            if len(ids) > MAX_PARTS:
                found.refuse(child, f"more than {MAX_PARTS} nodes and flows")
                return


def _read(child: Element, scope: str, found: Found) -> None:
    if child.tag == "sequenceFlow":
        read_flow(child, found)
    else:
        read_node(child, scope, found)
        _check_children(child, found)


def _is_taken(child: Element, container: Element, ids: set[str], found: Found) -> bool:
    """Tell whether an element of a process is read; refuse what is neither read nor without effect."""
    if not is_read(child):
        told = REFUSED.get(child.tag) if child.space == MODEL else None
        found.refuse(child, told or f"“{child.tag}” is not part of what is executed", child.id or container.id)
        return False
    if child.tag != "sequenceFlow" and child.tag not in KINDS:
        return False
    if not is_id(child.id) or child.id in ids:
        told = "is given twice" if child.id in ids else "is none"
        found.refuse(child, f"the id “{child.id[:100]}” {told}")
        return False
    ids.add(child.id)
    return True


def _check_children(element: Element, found: Found) -> None:
    if element.tag != "subProcess":
        for child in element.children:
            if not is_read(child) or child.tag in KINDS or child.tag == "sequenceFlow":
                told = REFUSED.get(child.tag, f"“{child.tag}” is not part of what is executed")
                found.refuse(child, told, element.id)
    for child in element.all("dataInputAssociation", "dataOutputAssociation"):
        for part in child.children:
            if part.tag in _ASSIGNING:
                found.refuse(part, f"“{part.tag}” of data is not executed", element.id)
