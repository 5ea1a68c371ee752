"""Draw a process as SVG, in the reader's language: once for a model, and then for each case with how far it is.

`draw_process` reckons all geometry and words and is worth keeping for each model and language. `ProcessDrawing.marked`
only puts in which steps are passed, here and to come, and takes some tens of microseconds.

The picture is for people who see it. The same stands in a table (`DiagramView.rows`), which the component
`process_diagram` puts beside it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup, escape

from openhall.kernel.bpmn.model import Bounds, Model, Node, NodeKind
from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations
from openhall.ui.diagram_views import DiagramRow, DiagramView, Mark
from openhall.ui.formats import number
from openhall.ui.process_rows import StepWords, steps_in_words
from openhall.ui.process_shapes import (
    GATEWAYS,
    TASKS,
    arrow,
    count_badge,
    here_badge,
    place_below,
    place_of_flow,
    shape_of,
    tick_badge,
    words_beside,
    words_in,
)

#: Of the steps in a box, the first of these that one of them has is told of it.
_NEAREST: tuple[Mark, ...] = ("now", "past")
_NO_MARKS: Mapping[str, Mark] = {}
_NO_COUNTS: Mapping[str, int] = {}
#: Room around the drawing; above it stand the flags of where a case is.
_MARGIN, _ABOVE = 14.0, 30.0
_BOXES = TASKS | {NodeKind.SUBPROCESS}


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_HERE = _("Here now")
_TITLE = _("Process: %(name)s")
_NOW = _("The case is here now: %(steps)s.")
_SEE_TABLE = _("The same stands in the table below.")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where something is put in when the picture is marked: an attribute or badges of a node or a flow, or its words.

    ``of`` is one node, or the two ends of a flow.
    """

    what: Literal["mark", "badges", "flow", "id", "about"]
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProcessDrawing:
    """A process, drawn and told in one language, without its marks. Keep it: it is the same for every case."""

    language: Language
    name: str
    pieces: tuple[str | _Place, ...]
    steps: tuple[StepWords, ...]
    badges: Mapping[tuple[str, Mark], str]
    bounds: Mapping[str, Bounds]
    #: What lies in each part that is drawn as one box: the box tells how far that is.
    within: Mapping[str, frozenset[str]]

    def marked(
        self,
        marks: Mapping[str, Mark] = _NO_MARKS,
        counts: Mapping[str, int] = _NO_COUNTS,
        *,
        id: str = "process",  # noqa: A002 - it is the id attribute
        counted: str = "",
    ) -> DiagramView:
        """Return the picture with ``marks`` and ``counts`` by the id of a node.

        ``id`` is unique on the page. ``counted`` says what the numbers are ("Open cases") and heads their column.
        """
        words = translations(self.language).gettext
        marks = {**marks, **dict(self._boxes(marks))}
        rows = tuple(
            DiagramRow(each.name, each.kind, marks.get(each.id), counts.get(each.id), each.then) for each in self.steps
        )
        here = [row.name for row in rows if row.mark == "now"]
        joined = ("、" if self.language.code != "en" else ", ").join(here)
        about = words(_NOW) % {"steps": joined} if here else words(_SEE_TABLE)
        filled = "".join(
            each if isinstance(each, str) else self._filled(each, marks, counts, id, about) for each in self.pieces
        )
        return DiagramView(self.name, Markup(filled), rows, counted)  # noqa: S704 - every text in it is escaped

    def _boxes(self, marks: Mapping[str, Mark]) -> Iterator[tuple[str, Mark]]:
        for part, inner in self.within.items():
            states = {marks.get(node) for node in inner}
            state = next((each for each in _NEAREST if each in states), None)
            if state is not None:
                yield part, state

    def _filled(self, place: _Place, marks: Mapping[str, Mark], counts: Mapping[str, int], id_: str, about: str) -> str:
        if place.what in {"id", "about"}:
            return str(escape(id_ if place.what == "id" else about))
        states = [marks.get(each) for each in place.of]
        if place.what == "mark":
            return f' data-mark="{states[0]}"' if states[0] else ""
        if place.what == "flow":
            return ' data-mark="past"' if states[0] == "past" and states[1] in {"past", "now"} else ""
        node = place.of[0]
        badge = self.badges.get((node, states[0]), "") if states[0] else ""
        return badge + (count_badge(self.bounds[node], number(counts[node], self.language)) if node in counts else "")


def draw_process(model: Model, labels: Mapping[str, str], language: Language) -> ProcessDrawing:
    """Draw ``model`` with ``labels``: words in the reader's language by the id of a node or a flow.

    Where there is none, the name in the model stands. A model without a drawing of its own has steps in words only.
    """
    name, whole, model = labels.get(model.id) or model.name, model, _as_drawn(model)
    here = translations(language).gettext(_HERE)
    shapes = {id_: at for id_, at in model.diagram.shapes.items() if id_ in model.nodes}
    badges: dict[tuple[str, Mark], str] = {}
    for id_, at in shapes.items():
        badges[id_, "past"] = tick_badge(at)
        # A part is where its steps are: the flag stands on these.
        badges[id_, "now"] = "" if model.nodes[id_].kind is NodeKind.SUBPROCESS else here_badge(at, here)
    return ProcessDrawing(
        language=language,
        name=name,
        pieces=tuple(_joined(_picture(model, labels, name, language))) if shapes else (),
        steps=steps_in_words(whole, labels, language),
        badges=badges,
        bounds=shapes,
        within={
            node.id: frozenset(_inside(whole, node.id))
            for node in whole.nodes.values()
            if node.kind is not model.nodes[node.id].kind
        },
    )


def _as_drawn(model: Model) -> Model:
    """Return a model in which a part of which nothing is drawn but its box, such as another process, is one step."""
    parts = {node.id: node for node in model.nodes.values() if node.kind is NodeKind.SUBPROCESS}
    for node in model.nodes.values():
        if node.id in model.diagram.shapes:
            parts.pop(node.scope, None)
    steps = {name: replace(part, kind=NodeKind.CALL) for name, part in parts.items()}
    return replace(model, nodes={**model.nodes, **steps}) if steps else model


def _inside(model: Model, part: str) -> Iterator[str]:
    for node in model.within(part):
        yield node.id
        yield from _inside(model, node.id)


def _picture(model: Model, labels: Mapping[str, str], name: str, language: Language) -> Iterator[str | _Place]:
    title = translations(language).gettext(_TITLE) % {"name": name}
    around = _around(model)
    box = f"{around.x:g} {around.y:g} {around.width:g} {around.height:g}"
    yield f'<svg class="process" viewBox="{box}" width="{around.width:g}" height="{around.height:g}" role="img" '
    yield 'aria-labelledby="'
    yield _Place("id")
    yield '-title" aria-describedby="'
    yield _Place("id")
    yield '-about"><title id="'
    yield _Place("id")
    yield f'-title">{escape(title)}</title><desc id="'
    yield _Place("id")
    yield '-about">'
    yield _Place("about")
    yield "</desc>"
    drawn = [node for node in model.nodes.values() if node.id in model.diagram.shapes]
    # From the outside inwards: a part lies behind its steps, and lines lie on parts.
    parts = sorted((node for node in drawn if node.kind is NodeKind.SUBPROCESS), key=lambda each: _depth(model, each))
    steps = [node for node in drawn if node.kind is not NodeKind.SUBPROCESS]
    # What is attached lies on the border of its activity.
    steps.sort(key=lambda node: node.kind is NodeKind.BOUNDARY)
    for node in parts:
        yield from _node(model, labels, node)
    yield from _flows(model, labels)
    for node in steps:
        yield from _node(model, labels, node)
    for node in (*parts, *steps):
        yield _Place("badges", (node.id,))
    yield "</svg>"


def _node(model: Model, labels: Mapping[str, str], node: Node) -> Iterator[str | _Place]:
    at = model.diagram.shapes[node.id]
    family = "gateway" if node.kind in GATEWAYS else "step" if node.kind in TASKS else "event"
    kind = "part" if node.kind is NodeKind.SUBPROCESS else family
    outcome = node.attributes.get("outcome", "")
    extra = f" node--{outcome}" if node.kind is NodeKind.END and outcome in {"approved", "refused"} else ""
    yield f'<g class="node node--{kind} node--{node.kind.value}{extra}"'
    yield _Place("mark", (node.id,))
    yield f">{shape_of(node, at)}"
    words = labels.get(node.id) or node.name
    if words and node.kind in _BOXES:
        yield words_in(words, at, is_high=node.kind is NodeKind.SUBPROCESS)
    elif words:
        yield words_beside(words, model.diagram.labels.get(node.id) or place_below(at))
    yield "</g>"


def _flows(model: Model, labels: Mapping[str, str]) -> Iterator[str | _Place]:
    for flow in model.flows.values():
        points = model.diagram.edges.get(flow.id, ())
        if len(points) > 1:
            yield '<g class="flow"'
            yield _Place("flow", (flow.source, flow.target))
            words = labels.get(flow.id) or flow.name
            label = model.diagram.labels.get(flow.id) or place_of_flow(words, points)
            yield f">{arrow(points)}{words_beside(words, label, is_flow=True) if words else ''}</g>"


def _depth(model: Model, node: Node) -> int:
    return 0 if not node.scope else 1 + _depth(model, model.nodes[node.scope])


def _around(model: Model) -> Bounds:
    """Return the rectangle that everything lies in, with words that stand free and flags above."""
    boxes = [at for id_, at in model.diagram.shapes.items() if id_ in model.nodes]
    free = [
        place_below(at)
        for id_, at in model.diagram.shapes.items()
        if id_ in model.nodes and model.nodes[id_].kind not in _BOXES and id_ not in model.diagram.labels
    ]
    labels = [_widened(at, 92.0) for at in model.diagram.labels.values()]
    points = [point for edge in model.diagram.edges.values() for point in edge]
    every = [*boxes, *labels, *free]
    left = min([*(box.x for box in every), *(x for x, _y in points)])
    top = min([*(box.y for box in every), *(y for _x, y in points)])
    right = max([*(box.x + box.width for box in every), *(x for x, _y in points)])
    bottom = max([*(box.y + box.height for box in every), *(y for _x, y in points)])
    return Bounds(left - _MARGIN, top - _ABOVE, right - left + 2 * _MARGIN, bottom - top + _ABOVE + _MARGIN)


def _widened(at: Bounds, least: float) -> Bounds:
    more = max(0.0, least - at.width)
    return replace(at, x=at.x - more / 2, width=at.width + more)


def _joined(pieces: Iterator[str | _Place]) -> Iterator[str | _Place]:
    """Yield the pieces with texts that follow on each other joined: a picture is mostly text."""
    text = ""
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
        else:
            yield from ([text] if text else [])
            yield piece
            text = ""
    if text:
        yield text
