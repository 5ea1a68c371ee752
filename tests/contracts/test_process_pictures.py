"""The pictures of all shared models, in every language: no words lie on other words, on a step, an event or a line."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import NamedTuple
from xml.etree import ElementTree as ET

import pytest

from openhall.blocks.catalogue.facade import Pattern
from openhall.kernel.bpmn.model import Model, NodeKind
from openhall.kernel.bpmn.reading import read_model
from openhall.kernel.languages import ALL, Language
from openhall.ui.process_diagrams import draw_process
from openhall.ui.text_boxes import width_of
from tests.reports import report_of

#: Between words, so that it is seen what belongs to what.
_GAP = 3
#: Of a diamond's width, what its middle takes.
_MIDDLE = 0.28


class Box(NamedTuple):
    what: str
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box", gap: float = 0) -> bool:
        across = self.left < other.right + gap and other.left < self.right + gap
        return across and self.top < other.bottom + gap and other.top < self.bottom + gap

    def holds(self, other: "Box") -> bool:
        across = self.left <= other.left and other.right <= self.right
        return across and self.top <= other.top and other.bottom <= self.bottom


def _patterns() -> Iterator[tuple[str, Pattern]]:
    for name in ("hongkong", "example"):
        jurisdiction = report_of(name).jurisdiction
        assert jurisdiction is not None
        yield from ((f"{name}:{pattern.id}", pattern) for pattern in jurisdiction.patterns)


PATTERNS = dict(_patterns())


def _words(pattern: Pattern, model: Model, language: Language) -> Iterator[tuple[Box, bool]]:
    """Yield each text as it is drawn: all of its lines, and whether it stands free."""
    texts = {**{task.id: task.name for task in pattern.tasks}, **pattern.labels}
    labels = {name: text[language.code] for name, text in texts.items() if language.code in text}
    svg = str(draw_process(model, labels, language).marked().drawing)
    for text in ET.fromstring(svg).iter("text"):  # noqa: S314 - our own
        size = float(text.get("font-size") or 0)
        lines = [(line.text or "", float(line.get("x") or 0), float(line.get("y") or 0)) for line in text]
        half = max(width_of(words, size) for words, _x, _y in lines) / 2
        middle, first, last = lines[0][1], lines[0][2], lines[-1][2]
        box = Box(
            " ".join(words for words, _x, _y in lines),
            middle - half,
            first - 0.8 * size,
            middle + half,
            last + 0.2 * size,
        )
        yield box, "label" in (text.get("class") or "").split()


def _shapes(model: Model, *kinds: NodeKind) -> Iterator[Box]:
    for name, at in model.diagram.shapes.items():
        if name in model.nodes and (not kinds or model.nodes[name].kind in kinds):
            box = Box(name, at.x, at.y, at.x + at.width, at.y + at.height)
            if model.nodes[name].kind in {NodeKind.EXCLUSIVE, NodeKind.PARALLEL}:
                x, y, half = at.x + at.width / 2, at.y + at.height / 2, _MIDDLE * at.width
                box = Box(name, x - half, y - half, x + half, y + half)
            yield box


def _lines(model: Model) -> Iterator[Box]:
    for name, points in model.diagram.edges.items():
        for (x, y), (to_x, to_y) in pairwise(points):
            yield Box(name, min(x, to_x) - 1, min(y, to_y) - 1, max(x, to_x) + 1, max(y, to_y) + 1)


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
@pytest.mark.parametrize("name", PATTERNS)
def test_no_words_lie_on_anything(name: str, language: Language) -> None:
    model = read_model(PATTERNS[name].model.encode())
    words = list(_words(PATTERNS[name], model, language))
    free = [box for box, is_free in words if is_free]
    clocks = list(_shapes(model, NodeKind.BOUNDARY))
    assert free

    found = [(a.what, b.what) for (a, _), (b, _) in combinations(words, 2) if a.meets(b, _GAP)]
    found += [(a.what, b.what) for a in free for b in _lines(model) if a.meets(b)]
    found += [(a.what, b.what) for a in free for b in _shapes(model) if a.meets(b) and not b.holds(a)]
    found += [(a.what, b.what) for a, is_free in words if not is_free for b in clocks if a.meets(b)]
    assert found == []
