"""The picture of the process that a case is on, with a mark where it is."""

from functools import lru_cache

from openhall.blocks.processes.facade import model_of
from openhall.channels.portal.following.naming import pattern_of
from openhall.channels.portal.following.opening import Following
from openhall.kernel.bpmn.model import NodeKind
from openhall.kernel.languages import Language, pick
from openhall.ui.diagram_views import DiagramView, Mark
from openhall.ui.process_diagrams import ProcessDrawing, draw_process

_KEPT = 120
#: What waits beside a step, or holds steps of its own: the step itself tells where the case is.
_AROUND = frozenset({NodeKind.BOUNDARY, NodeKind.SUBPROCESS, NodeKind.PARALLEL, NodeKind.INCLUSIVE})


def picture_of(following: Following) -> DiagramView | None:
    """Return the process of the case as a picture, or ``None`` where there is no drawing."""
    position = following.dossier.position
    pattern = pattern_of(following, position.serial) if position else None
    if position is None or pattern is None:
        return None
    labels = following.catalogue.names_in(pattern, model_of(position.definition))
    words = tuple(sorted((name, pick(text, following.language)) for name, text in labels.items()))
    drawing = _drawing(position.definition, following.language, words)
    if not drawing.bounds:
        return None
    nodes = model_of(position.definition).nodes
    marks: dict[str, Mark] = {node: "past" for node in position.passed if node in nodes}
    marks |= {node: "now" for node in position.here if node in nodes and nodes[node].kind not in _AROUND}
    return drawing.marked(marks)


@lru_cache(maxsize=_KEPT)
def _drawing(definition: int, language: Language, words: tuple[tuple[str, str], ...]) -> ProcessDrawing:
    return draw_process(model_of(definition), dict(words), language)
