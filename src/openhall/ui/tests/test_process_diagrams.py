"""A process as a picture and as a table: both say where a case is, and neither lets words become markup."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from openhall.kernel.bpmn.model import Bounds, Diagram, Event, Flow, Loop, Model, Node, NodeKind
from openhall.kernel.languages import ALL, ENGLISH, TRADITIONAL, Language
from openhall.ui.diagram_views import Mark
from openhall.ui.process_diagrams import ProcessDrawing, draw_process

SVG = "{http://www.w3.org/2000/svg}"
LABELS = {
    "process": "Joint <approval> & more",
    "sent": "Submitted",
    "part": "Each office",
    "look": "Look at it",
    "yes": "Granted?",
    "no-way": "No",
    "pay": "Pay",
    "late": "After 10 days",
    "done": "Granted",
    "refused": "Refused",
}
MARKS: dict[str, Mark] = {
    "sent": "past",
    "part": "now",
    "look": "now",
    "pay": "next",
    "done": "next",
    "late": "left-out",
}


def _node(id_: str, kind: NodeKind, incoming: str = "", outgoing: str = "", scope: str = "") -> Node:
    return Node(id_, kind, "", scope, tuple(incoming.split()), tuple(outgoing.split()))


def _model() -> Model:
    nodes = [
        _node("sent", NodeKind.START, "", "a"),
        replace(_node("part", NodeKind.SUBPROCESS, "a", "b"), loop=Loop("departments")),
        _node("begin", NodeKind.START, "", "c", "part"),
        replace(_node("look", NodeKind.USER, "c", "d", "part"), attributes={"role": "case-officer"}),
        _node("end", NodeKind.END, "d", "", "part"),
        replace(_node("late", NodeKind.BOUNDARY, "", "e"), attached_to="part", event=Event("timer", "P10D")),
        _node("yes", NodeKind.EXCLUSIVE, "b", "f no-way"),
        _node("pay", NodeKind.SERVICE, "f e", "g"),
        replace(_node("done", NodeKind.END, "g"), attributes={"outcome": "approved"}),
        replace(_node("refused", NodeKind.END, "no-way"), attributes={"outcome": "refused"}),
    ]
    ends = {"a": "sent part", "b": "part yes", "c": "begin look", "d": "look end", "e": "late pay", "f": "yes pay"}
    ends |= {"g": "pay done", "no-way": "yes refused"}
    flows = {id_: Flow(id_, each.split()[0], each.split()[1]) for id_, each in ends.items()}
    shapes = {node.id: Bounds(100.0 * at, 40, 80, 60) for at, node in enumerate(nodes)}
    edges = dict.fromkeys(flows, ((0.0, 50.0), (60.0, 50.0), (60.0, 90.0)))
    starts = {"": "sent", "part": "begin"}
    return Model("process", "Name", {node.id: node for node in nodes}, flows, starts, Diagram(shapes, {}, edges))


@pytest.fixture
def drawing() -> ProcessDrawing:
    return draw_process(_model(), LABELS, ENGLISH)


def _tree(svg: str) -> ET.Element:
    return ET.fromstring(str(svg).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1))  # noqa: S314 - our own


def test_it_is_an_image_with_a_name_and_a_description(drawing: ProcessDrawing) -> None:
    tree = _tree(drawing.marked(MARKS, id="mine").drawing)
    assert tree.get("role") == "img"
    assert (tree.get("aria-labelledby"), tree.get("aria-describedby")) == ("mine-title", "mine-about")
    title, about = tree.find(f"{SVG}title"), tree.find(f"{SVG}desc")
    assert title is not None and about is not None  # noqa: PT018 - both are there or none
    assert (title.get("id"), title.text) == ("mine-title", "Process: Joint <approval> & more")
    assert (about.get("id"), about.text) == ("mine-about", "The case is here now: Each office, Look at it.")


def test_marks_are_on_their_nodes_and_nowhere_else(drawing: ProcessDrawing) -> None:
    marked = _tree(drawing.marked(MARKS).drawing)
    nodes = [each for each in marked.iter(f"{SVG}g") if "node" in (each.get("class") or "").split()]
    found = sorted(each.get("data-mark") or "" for each in nodes)
    assert found == sorted([*MARKS.values(), "", "", "", ""])
    assert "data-mark" not in drawing.marked().drawing


def test_where_a_case_is_and_what_is_done_is_told_by_shapes_too(drawing: ProcessDrawing) -> None:
    svg = drawing.marked(MARKS).drawing
    assert svg.count("badge--past") == 1
    assert svg.count("badge--now") == 1, "on the step, not on the part around it"
    assert ">Here now</text>" in svg
    assert "badge" not in drawing.marked().drawing


def test_a_way_that_was_gone_is_marked(drawing: ProcessDrawing) -> None:
    assert len(re.findall('class="flow" data-mark="past"', drawing.marked(MARKS).drawing)) == 1
    assert 'class="flow" data-mark' not in drawing.marked({"sent": "past"}).drawing


def test_numbers_are_shown_at_their_steps(drawing: ProcessDrawing) -> None:
    view = drawing.marked(counts={"pay": 1204, "look": 0}, counted="Open cases")
    assert view.drawing.count("badge--count") == 2
    assert ">1,204</text>" in view.drawing
    assert {row.name: row.count for row in view.rows if row.count is not None} == {"Pay": 1204, "Look at it": 0}
    assert view.counted == "Open cases"


def test_the_table_says_the_same_in_order(drawing: ProcessDrawing) -> None:
    rows = drawing.marked(MARKS).rows
    assert [row.name for row in rows] == [
        "Submitted",
        "Each office",
        "Look at it",
        "Granted?",
        "After 10 days",
        "Pay",
        "Refused",
        "Granted",
    ]
    told = {row.name: row for row in rows}
    assert told["Each office"].kind == "A part with steps of its own, once for each"
    assert told["Look at it"].kind == "A case officer does it"
    assert told["After 10 days"].kind == "When time runs out"
    assert told["Granted?"].then == ("Pay", "No: Refused")
    assert [told[name].mark for name in ("Submitted", "Look at it", "Refused")] == ["past", "now", None]


def test_a_step_without_a_name_is_passed_over_in_words() -> None:
    labels = {key: words for key, words in LABELS.items() if key != "yes"}
    rows = draw_process(_model(), labels, ENGLISH).marked().rows
    assert "Granted?" not in [row.name for row in rows]
    assert next(row for row in rows if row.name == "Each office").then == ("Pay", "No: Refused")


def test_the_name_in_the_model_stands_where_there_is_no_label() -> None:
    model = _model()
    named = replace(model.nodes["pay"], name="Bezahlen")
    drawing = draw_process(replace(model, nodes={**model.nodes, "pay": named}), {}, ENGLISH)
    assert [row.name for row in drawing.marked().rows] == ["Bezahlen"]
    assert drawing.marked().title == "Name"


def test_words_are_never_markup() -> None:
    evil = '<script>alert(1)</script>"&'
    view = draw_process(_model(), dict.fromkeys(LABELS, evil), ENGLISH).marked(MARKS, id='"><b>')
    assert "<script" not in view.drawing
    assert "<b>" not in view.drawing
    assert _tree(view.drawing) is not None


def test_a_model_that_nobody_drew_is_told_in_words() -> None:
    view = draw_process(replace(_model(), diagram=Diagram()), LABELS, TRADITIONAL).marked(MARKS)
    assert view.drawing == ""
    assert [row.name for row in view.rows if row.mark == "now"] == ["Each office", "Look at it"]


@pytest.mark.parametrize("language", ALL, ids=lambda each: each.slug)
def test_everything_lies_within_the_picture(language: Language) -> None:
    tree = _tree(draw_process(_model(), LABELS, language).marked(MARKS, {"sent": 3}).drawing)
    left, top, width, height = (float(each) for each in (tree.get("viewBox") or "").split())
    for each in tree.iter():
        x, y = each.get("x"), each.get("y")
        if x and y:
            assert left <= float(x) <= left + width, ET.tostring(each)
            assert top <= float(y) <= top + height, ET.tostring(each)


@pytest.mark.parametrize(("inside", "told"), [("now", "now"), ("past", "past"), ("next", None)])
def test_a_part_of_which_only_its_box_is_drawn_tells_how_far_it_is(inside: Mark, told: Mark | None) -> None:
    model = _model()
    shapes = {name: at for name, at in model.diagram.shapes.items() if name not in {"begin", "look", "end"}}
    drawing = draw_process(replace(model, diagram=replace(model.diagram, shapes=shapes)), LABELS, ENGLISH)
    view = drawing.marked({"look": inside})
    box = next(each for each in _tree(view.drawing).iter(f"{SVG}g") if "node--call" in each.get("class", ""))
    assert box.get("data-mark") == told
    assert ("Here now" in view.drawing) == (inside == "now")
    assert next(row for row in view.rows if row.name == "Look at it").mark == inside
