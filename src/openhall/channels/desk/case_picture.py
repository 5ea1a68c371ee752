"""The process of a case as a picture, with where it is now."""

from functools import lru_cache

from openhall.blocks.processes.facade import Position, model_of
from openhall.channels.desk.looking import Look
from openhall.kernel.bpmn.model import Model, NodeKind
from openhall.kernel.languages import Language, pick
from openhall.ui.diagram_views import DiagramView, Mark
from openhall.ui.process_diagrams import ProcessDrawing, draw_process

#: So many pictures are kept: each is the same for every case of its process.
_KEPT = 200
#: What waits beside a step, or holds steps of its own: the step itself tells where the case is.
_AROUND = frozenset({NodeKind.BOUNDARY, NodeKind.SUBPROCESS, NodeKind.PARALLEL, NodeKind.INCLUSIVE})


def picture_of(look: Look) -> DiagramView | None:
    """Return the picture of where the case is, or ``None`` for a case without a process."""
    position = look.dossier.position
    if position is None:
        return None
    drawing = _drawing(position.definition, look.reader.language, _labels(look, position))
    return drawing.marked(_marks(model_of(position.definition), position), id="picture")


def _marks(model: Model, position: Position) -> dict[str, Mark]:
    marks: dict[str, Mark] = dict.fromkeys(model.nodes, "left-out" if position.outcome else "next")
    marks |= {node: "past" for node in position.passed if node in model.nodes}
    return marks | {
        node: "now" for node in position.here if node in model.nodes and model.nodes[node].kind not in _AROUND
    }


def _labels(look: Look, position: Position) -> tuple[tuple[str, str], ...]:
    named = next((task.model for task in look.dossier.tasks if task.serial == position.serial), "")
    pattern = look.reader.catalogue.patterns.get(named or look.dossier.service.process.pattern)
    if pattern is None:
        return ()
    texts = look.reader.catalogue.names_in(pattern, model_of(position.definition))
    return tuple(sorted((name, pick(text, look.reader.language)) for name, text in texts.items()))


@lru_cache(maxsize=_KEPT)
def _drawing(definition: int, language: Language, labels: tuple[tuple[str, str], ...]) -> ProcessDrawing:
    return draw_process(model_of(definition), dict(labels), language)
