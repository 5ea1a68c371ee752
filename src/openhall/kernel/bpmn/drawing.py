"""Where a model is drawn: the diagram interchange of BPMN."""

import math
from collections.abc import Iterable

from openhall.kernel.bpmn.document import BOUNDS, DRAWING, POINTS, Element, ModelRefused
from openhall.kernel.bpmn.model import Bounds, Diagram, Problem

#: Farther out nothing is drawn.
_FARTHEST = 1_000_000.0


def read_diagram(diagrams: Iterable[Element]) -> Diagram:
    """Return all shapes, labels and edges. Raises ``ModelRefused`` for a number that is none."""
    shapes: dict[str, Bounds] = {}
    labels: dict[str, Bounds] = {}
    edges: dict[str, tuple[tuple[float, float], ...]] = {}
    for element in (each for diagram in diagrams for each in diagram.everything()):
        about = element.attributes.get("bpmnElement", "").rpartition(":")[2]
        if element.space != DRAWING or element.tag not in {"BPMNShape", "BPMNEdge"} or not about:
            continue
        if element.tag == "BPMNShape" and (bounds := element.first("Bounds", space=BOUNDS)) is not None:
            shapes[about] = _bounds(bounds, about)
        elif element.tag == "BPMNEdge":
            points = element.all("waypoint", space=POINTS)
            edges[about] = tuple((_number(point, "x", about), _number(point, "y", about)) for point in points)
        label = element.first("BPMNLabel", space=DRAWING)
        if label is not None and (bounds := label.first("Bounds", space=BOUNDS)) is not None:
            labels[about] = _bounds(bounds, about)
    return Diagram(shapes, labels, edges)


def _bounds(element: Element, about: str) -> Bounds:
    return Bounds(*(_number(element, name, about) for name in ("x", "y", "width", "height")))


def _number(element: Element, name: str, about: str) -> float:
    try:
        number = float(element.attributes.get(name, "0"))
    except ValueError:
        number = math.nan
    if not abs(number) <= _FARTHEST:
        raise ModelRefused(Problem(element.line, about, f"drawn at {name}={element.attributes.get(name)!r}"))
    return number
