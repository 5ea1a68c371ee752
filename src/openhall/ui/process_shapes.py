"""The shapes of a process as pieces of SVG: boxes, circles, diamonds, arrows, and the badges that tell how far it is.

Nothing here has a colour or a style of its own: classes meet process_diagram.desk.css, numbers are geometry.
"""

from collections.abc import Iterable, Sequence
from math import hypot

from markupsafe import escape

from openhall.kernel.bpmn.model import Bounds, Node, NodeKind
from openhall.ui.text_boxes import LINE_HEIGHT, fit, width_of

_SIZES = (13.0, 12.0, 11.0, 10.0)
_LABEL_SIZES = (12.0, 11.0, 10.0)
_PAD = 7.0
_HEAD = 22.0
_BEND = 7.0
_ARROW = 8.0
_LABEL_WIDTH, _LABEL_HEIGHT = 112.0, 60.0
#: Words that stand free are broken at this width at the earliest.
_NARROWEST = 92.0
TASKS = frozenset({NodeKind.USER, NodeKind.SERVICE, NodeKind.RULE, NodeKind.CALL})
GATEWAYS = frozenset({NodeKind.EXCLUSIVE, NodeKind.PARALLEL, NodeKind.INCLUSIVE, NodeKind.EVENT_GATEWAY})

#: Drawings of 16 units: who or what does a step, and what an event is about.
_SIGNS = {
    NodeKind.USER: '<circle cx="8" cy="5" r="2.7"/><path d="M2.700 14c.3-3.200 2-5 5.300-5s5 1.800 5.300 5"/>',
    NodeKind.SERVICE: '<circle cx="8" cy="8" r="2.200"/><path d="M8 2v2.300M8 11.700V14M2 8h2.300M11.700 8H14'
    'M3.800 3.800l1.600 1.600M10.600 10.600l1.600 1.600M12.200 3.800l-1.600 1.600M5.400 10.600l-1.600 1.600"/>',
    NodeKind.RULE: '<path d="M2.500 3.500h11v9h-11zM2.500 6.500h11M6.500 6.500v6M2.500 9.500h11"/>',
    NodeKind.CALL: '<path d="M2.500 4.500h7v7h-7zM7 8h6.500M11 5.500 13.500 8 11 10.500"/>',
}
_EVENT_SIGNS = {
    "timer": '<circle cx="8" cy="8" r="5.500"/><path d="M8 4.700V8l2.300 1.700"/>',
    "message": '<path d="M2.500 4h11v8h-11zM2.500 4.500 8 9l5.500-4.500"/>',
    "error": '<path d="m3.500 12.500 2.500-8 3.500 5 3-6"/>',
}
_GATEWAY_SIGNS = {
    NodeKind.EXCLUSIVE: '<path d="m5 5 6 6M11 5l-6 6"/>',
    NodeKind.PARALLEL: '<path d="M8 3.500v9M3.500 8h9"/>',
    NodeKind.INCLUSIVE: '<circle cx="8" cy="8" r="4"/>',
    NodeKind.EVENT_GATEWAY: '<circle cx="8" cy="8" r="5.500"/>'
    '<path d="m8 5 2.900 2.100-1.100 3.400H6.200L5.100 7.100z"/>',
}
_OUTCOME_SIGNS = {
    "approved": '<path d="m4.500 8.500 2.500 2.500 4.500-6"/>',
    "refused": '<path d="m5 5 6 6M11 5l-6 6"/>',
}
_LOOPS = {True: '<path d="M5 10h6M5 12.500h6M5 15h6"/>', False: '<path d="M5.500 9.500v6M8 9.500v6M10.500 9.500v6"/>'}


def shape_of(node: Node, at: Bounds) -> str:
    """Return the outline of a node with its sign, without its words."""
    middle_x, middle_y = at.x + at.width / 2, at.y + at.height / 2
    if node.kind is NodeKind.SUBPROCESS:
        return _box(at, 10) + _loop_sign(node, at)
    if node.kind in TASKS:
        return _box(at, 6) + _sign(_SIGNS[node.kind], at.x + _PAD, at.y + 5) + _loop_sign(node, at)
    if node.kind in GATEWAYS:
        points = f"{middle_x:g},{at.y:g} {at.x + at.width:g},{middle_y:g} {middle_x:g},{at.y + at.height:g}"
        diamond = f'<polygon class="shape" points="{points} {at.x:g},{middle_y:g}"/>'
        return diamond + _sign(_GATEWAY_SIGNS[node.kind], middle_x - 8, middle_y - 8)
    radius = min(at.width, at.height) / 2
    circle = f'<circle class="shape" cx="{middle_x:g}" cy="{middle_y:g}" r="{radius:g}"/>'
    inner = f'<circle class="rim" cx="{middle_x:g}" cy="{middle_y:g}" r="{radius - 3:g}"/>'
    rim = "" if node.kind in {NodeKind.START, NodeKind.END} else inner
    sign = _event_sign(node)
    return circle + rim + (_sign(sign, middle_x - 8, middle_y - 8) if sign else "")


def words_in(words: str, at: Bounds, *, is_high: bool) -> str:
    """Return words within a box: below its sign, or along the top of a sub-process (``is_high``)."""
    if is_high:
        fitted = fit(words, at.width - 2 * _PAD - 4, 2 * 13 * LINE_HEIGHT, _SIZES)
        return _lines(fitted.lines, at.x + at.width / 2, at.y + 6, fitted.size, "words words--head")
    room = at.height - _HEAD - 4
    fitted = fit(words, at.width - 2 * _PAD, room, _SIZES)
    top = at.y + _HEAD - 1 + (room - fitted.height) / 2
    return _lines(fitted.lines, at.x + at.width / 2, top, fitted.size, "words")


def words_beside(words: str, place: Bounds, *, is_flow: bool = False) -> str:
    """Return words that stand free, from the middle of the top edge of ``place`` downwards."""
    fitted = fit(words, max(place.width, _NARROWEST), max(place.height, _LABEL_HEIGHT), _LABEL_SIZES)
    kind = "label label--flow" if is_flow else "label"
    return _lines(fitted.lines, place.x + place.width / 2, place.y, fitted.size, kind)


def place_below(at: Bounds) -> Bounds:
    """Return where the words of an event or gateway stand when the model does not say."""
    return Bounds(at.x + at.width / 2 - _LABEL_WIDTH / 2, at.y + at.height + 5, _LABEL_WIDTH, _LABEL_HEIGHT)


def place_of_flow(words: str, points: Sequence[tuple[float, float]]) -> Bounds:
    """Return where the words of a flow stand when the model does not say: beside the first stretch of it."""
    (x, y), (to_x, to_y) = points[0], points[1]
    width = min(width_of(words, _LABEL_SIZES[0]), _NARROWEST)
    if abs(to_x - x) >= abs(to_y - y):
        return Bounds((x + to_x - width) / 2, y - 18, width, 16)
    return Bounds(x + 7, y + min(12, (to_y - y) / 2), width, 16)


def arrow(points: Sequence[tuple[float, float]]) -> str:
    """Return a line with round bends and a head at its end."""
    (before_x, before_y), (end_x, end_y) = points[-2], points[-1]
    length = hypot(end_x - before_x, end_y - before_y) or 1
    along_x, along_y = (end_x - before_x) / length, (end_y - before_y) / length
    foot_x, foot_y = end_x - along_x * _ARROW, end_y - along_y * _ARROW
    side_x, side_y = -along_y * _ARROW / 2, along_x * _ARROW / 2
    tip = f"{end_x:g},{end_y:g} {foot_x + side_x:.1f},{foot_y + side_y:.1f} {foot_x - side_x:.1f},{foot_y - side_y:.1f}"
    stroke = " ".join(_bends([*points[:-1], (foot_x, foot_y)]))
    return f'<path class="line" d="{stroke}"/><polygon class="tip" points="{tip}"/>'


def tick_badge(at: Bounds) -> str:
    """Return the sign of what is done: a tick in a disc at the upper right corner."""
    x, y = at.x + at.width - 3, at.y + 3
    return (
        f'<g class="badge badge--past"><circle cx="{x:g}" cy="{y:g}" r="8"/>'
        f'<path d="m{x - 3.6:g} {y + 0.2:g} 2.500 2.600 4.600-5.200"/></g>'
    )


def here_badge(at: Bounds, words: str) -> str:
    """Return the sign of where the case is: a flag with words above the node, and a second outline."""
    width = width_of(words, 12) + 18
    x, y = at.x + at.width / 2, at.y - 4
    pole = f"{x - 5:g},{y - 0.5:g} {x + 5:g},{y - 0.5:g} {x:g},{y + 5:g}"
    return (
        f'<g class="badge badge--now"><rect x="{x - width / 2:.1f}" y="{y - 20:g}" width="{width:.1f}" height="20" '
        f'rx="4"/><polygon points="{pole}"/><text x="{x:g}" y="{y - 5.8:g}">{escape(words)}</text></g>'
    )


def count_badge(at: Bounds, number: str) -> str:
    """Return how many there are, in a pill at the lower right corner."""
    width = max(20.0, width_of(number, 12) + 12)
    x, y = at.x + at.width - width + 6, at.y + at.height - 10
    return (
        f'<g class="badge badge--count"><rect x="{x:g}" y="{y:g}" width="{width:g}" height="20" rx="10"/>'
        f'<text x="{x + width / 2:g}" y="{y + 14.2:g}">{escape(number)}</text></g>'
    )


def _box(at: Bounds, radius: float) -> str:
    return (
        f'<rect class="shape" x="{at.x:g}" y="{at.y:g}" width="{at.width:g}" height="{at.height:g}" rx="{radius:g}"/>'
    )


def _sign(drawing: str, x: float, y: float) -> str:
    return f'<g class="sign" transform="translate({x:g} {y:g})">{drawing}</g>'


def _event_sign(node: Node) -> str:
    kind = node.event.kind if node.event else "none"
    if node.kind is NodeKind.END:
        return _OUTCOME_SIGNS.get(node.attributes.get("outcome", ""), "")
    return _EVENT_SIGNS.get(kind, "")


def _loop_sign(node: Node, at: Bounds) -> str:
    if node.loop is None:
        return ""
    return _sign(_LOOPS[node.loop.is_sequential], at.x + at.width - 20, at.y - 4 + (at.height - 16))


def _lines(lines: Iterable[str], x: float, top: float, size: float, kind: str) -> str:
    step = size * LINE_HEIGHT
    spans = "".join(
        f'<tspan x="{x:g}" y="{top + size * 0.94 + row * step:.1f}">{escape(line)}</tspan>'
        for row, line in enumerate(lines)
    )
    return f'<text class="{kind}" font-size="{size:g}">{spans}</text>'


def _bends(points: Sequence[tuple[float, float]]) -> Iterable[str]:
    yield f"M{points[0][0]:g} {points[0][1]:g}"
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        near, far = _towards(here, before), _towards(here, after)
        yield f"L{near[0]:.1f} {near[1]:.1f}Q{here[0]:g} {here[1]:g} {far[0]:.1f} {far[1]:.1f}"
    yield f"L{points[-1][0]:.1f} {points[-1][1]:.1f}"


def _towards(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """Return the point where a bend begins, on the way from ``start`` to ``end``."""
    length = hypot(end[0] - start[0], end[1] - start[1])
    part = min(_BEND, length / 2) / length if length else 0
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
