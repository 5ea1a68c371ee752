"""What is in a document, whether or not it can be run here: for a picture of somebody else's model, and its export.

Nothing is written anew: what is exported are the bytes that came, so nothing can be lost on the way.
"""

from dataclasses import dataclass

from openhall.kernel.bpmn.document import DRAWING, MODEL, Element, ModelRefused, parse
from openhall.kernel.bpmn.drawing import read_diagram
from openhall.kernel.bpmn.model import Diagram, Problem
from openhall.kernel.bpmn.reading import read_model

#: What is in these belongs to programs, and to no picture.
_NOT_DRAWN = frozenset({"extensionElements", "BPMNDiagram"})


@dataclass(frozen=True, slots=True)
class Part:
    """An element with an id, as the document names it; ``within`` is the id of the nearest one around it."""

    id: str
    tag: str
    name: str
    within: str
    source: str
    target: str
    line: int


@dataclass(frozen=True, slots=True)
class Survey:
    """A document: its bytes, its parts in their order, where they are drawn, and why it is not run (if it is not)."""

    xml: bytes
    parts: tuple[Part, ...]
    diagram: Diagram
    problems: tuple[Problem, ...]


def survey(xml: bytes) -> Survey:
    """Look through a document. Raises ``ModelRefused`` only for one that is no BPMN, or not safe to read at all."""
    root = parse(xml)
    if (root.space, root.tag) != (MODEL, "definitions"):
        raise ModelRefused(Problem(root.line, root.tag, "no BPMN 2.0: the root is not “definitions”"))
    diagram = read_diagram(root.all("BPMNDiagram", space=DRAWING))
    try:
        read_model(xml)
    except ModelRefused as refused:
        return Survey(xml, _parts(root), diagram, refused.problems)
    return Survey(xml, _parts(root), diagram, ())


def _parts(root: Element) -> tuple[Part, ...]:
    parts: list[Part] = []
    open_ = [(child, "") for child in reversed(root.children)]
    while open_:
        element, within = open_.pop()
        if element.tag in _NOT_DRAWN:
            continue
        if element.id and element.space == MODEL:
            given = element.attributes
            ends = given.get("sourceRef", ""), given.get("targetRef", "")
            parts.append(Part(element.id, element.tag, given.get("name", ""), within, *ends, element.line))
        open_ += [(child, element.id or within) for child in reversed(element.children)]
    return tuple(parts)
