"""What is read of BPMN, what is left unread, and what is refused with its place."""

from collections.abc import Mapping

import pytest

from openhall.kernel.bpmn.document import MAX_BYTES
from openhall.kernel.bpmn.model import Bounds, Event, NodeKind
from openhall.kernel.bpmn.reading import ModelRefused, read_model
from openhall.kernel.bpmn.tests.drawn import (
    EVENTS,
    boundary,
    catch,
    document,
    drawn,
    element,
    end,
    flows,
    gateway,
    inside,
    loop,
    user,
)

START = element("startEvent", "s")
DRAWN = """<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl" bpmnElement="p">
<bpmndi:BPMNShape id="a_di" bpmnElement="a"><dc:Bounds x="10" y="20.5" width="100" height="80"/>
<bpmndi:BPMNLabel><dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="f_di" bpmnElement="s-a"><di:waypoint x="0" y="1"/><di:waypoint x="10" y="{}"/></bpmndi:BPMNEdge>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"""
PLAIN = (START, user("a"), end(), flows("s a", "a e"))


def _refused(*elements: str) -> list[tuple[str, str]]:
    with pytest.raises(ModelRefused) as refused:
        read_model(document(*elements))
    assert all(problem.line > 0 for problem in refused.value.problems)
    return [(problem.element, problem.told) for problem in refused.value.problems]


def test_a_task_is_read_with_what_is_ours() -> None:
    task = user(
        "a", loop("departments", is_sequential=True, until="a == 'refuse'"), role="reviewer", decisions="approve"
    )
    model = drawn(task, flows("s a", "a e"))
    node = model.nodes["a"]
    assert (node.kind, node.name, node.incoming, node.outgoing) == (NodeKind.USER, "a", ("s-a",), ("a-e",))
    assert node.attributes == {"role": "reviewer", "decisions": "approve"}
    assert node.loop is not None
    assert (node.loop.collection, node.loop.is_sequential) == ("departments", True)
    assert (model.id, model.name, model.starts, node.line) == ("p", "P", {"": "s"}, 6)


def test_events_are_read() -> None:
    events = (boundary("b", "a", "message", interrupts=False), boundary("c", "a", "error"), catch("t", "timer"))
    nodes = drawn(user("a"), *events, end("f", "terminate"), flows("s a", "a t", "t e", "b f", "c f")).nodes
    assert (nodes["b"].event, nodes["b"].attached_to, nodes["b"].interrupts) == (Event("message", "paid"), "a", False)
    assert (nodes["c"].event, nodes["t"].event) == (Event("error", "broken"), Event("timer", "P28D"))
    assert (nodes["f"].event, nodes["e"].event, nodes["t"].kind) == (Event("terminate"), Event("none"), NodeKind.TIMER)


@pytest.mark.parametrize(
    "duration", ["P28D", "PT2H", "P1Y2M3DT4H5M6S", "P2W", "examination working days", "display clear days"]
)
def test_durations(duration: str) -> None:
    timer = catch("t", "timer").replace("P28D", duration)
    assert drawn(timer, flows("s t", "t e")).nodes["t"].event == Event("timer", duration)


@pytest.mark.parametrize(
    "duration", ["", "P", "PT", "28", "P1D2", "two working days soon", "display days", "${x}", "P" + "1" * 99 + "D"]
)
def test_what_is_no_duration(duration: str) -> None:
    assert _refused(START, catch("t", "timer").replace("P28D", duration), end(), flows("s t", "t e"))[0][0] == "t"


def test_the_drawing_is_read() -> None:
    diagram = read_model(document(*PLAIN, beside=DRAWN.format(21))).diagram
    assert diagram.shapes == {"a": Bounds(10, 20.5, 100, 80)}
    assert diagram.labels == {"a": Bounds(1, 2, 3, 4)}
    assert diagram.edges == {"s-a": ((0, 1), (10, 21))}


@pytest.mark.parametrize("number", ["nan", "1e300", "x", "-inf"])
def test_what_cannot_be_drawn(number: str) -> None:
    with pytest.raises(ModelRefused):
        read_model(document(*PLAIN, beside=DRAWN.format(number)))


UNREAD = [
    "<documentation>${x} is only told</documentation>",
    '<laneSet id="l"><lane id="l1" name="Office"><flowNodeRef>a</flowNodeRef></lane></laneSet>',
    '<textAnnotation id="t"><text>a ${note}</text></textAnnotation>',
    '<association id="as" sourceRef="t" targetRef="a"/>',
    '<dataObject id="o"/><dataObjectReference id="r" dataObjectRef="o"/>',
    '<extensionElements><c:color xmlns:c="urn:colours" c:fill="red"/></extensionElements>',
]


@pytest.mark.parametrize("unread", UNREAD)
def test_what_only_describes_is_left(unread: str) -> None:
    assert read_model(document(*PLAIN, unread)) == read_model(document(*PLAIN))


WRONG: Mapping[str, tuple[tuple[str, ...], str]] = {
    "a script task": ((START, element("scriptTask", "a"), end(), flows("s a", "a e")), "a"),
    "a plain task": ((START, element("task", "a"), end(), flows("s a", "a e")), "a"),
    "a manual task": ((START, element("manualTask", "a"), end(), flows("s a", "a e")), "a"),
    "a send task": ((START, element("sendTask", "a"), end(), flows("s a", "a e")), "a"),
    "a complex gateway": ((START, gateway("complex", "a"), end(), flows("s a", "a e")), "a"),
    "an event sub-process": (
        (*PLAIN, element("subProcess", "u", START.replace('"s"', '"z"'), {"triggeredByEvent": "true"})),
        "u",
    ),
    "a transaction": ((*PLAIN, element("transaction", "u")), "u"),
    "a signal": (
        (START, element("intermediateCatchEvent", "a", "<signalEventDefinition/>"), end(), flows("s a", "a e")),
        "a",
    ),
    "a cycle of time": (
        (
            START,
            element(
                "intermediateCatchEvent",
                "a",
                "<timerEventDefinition><timeCycle>R/P1D</timeCycle></timerEventDefinition>",
            ),
            end(),
            flows("s a", "a e"),
        ),
        "a",
    ),
    "a start by message": ((element("startEvent", "s", EVENTS["message"]), user("a"), end(), flows("s a", "a e")), "s"),
    "an end that sends": ((START, user("a"), element("endEvent", "e", EVENTS["message"]), flows("s a", "a e")), "e"),
    "a standard loop": ((START, user("a", "<standardLoopCharacteristics/>"), end(), flows("s a", "a e")), "a"),
    "a loop without a list": ((START, user("a", loop("")), end(), flows("s a", "a e")), "a"),
    "a loop by number": (
        (
            START,
            user("a", loop("l", until="x").replace("completionCondition", "loopCardinality")),
            end(),
            flows("s a", "a e"),
        ),
        "a",
    ),
    "an owner": ((START, user("a", "<potentialOwner/>"), end(), flows("s a", "a e")), "a"),
    "no start": ((user("a"), end(), flows("a e")), "a"),
    "two starts": ((*PLAIN, element("startEvent", "s2"), flows("s2 a")), "process"),
    "no end": ((START, user("a"), flows("s a")), "a"),
    "an island": ((*PLAIN, user("b"), flows("b e")), "b"),
    "a flow to nowhere": ((*PLAIN, flows("a nowhere")), "a-nowhere"),
    "a flow over a border": (
        (*PLAIN, inside("u", element("startEvent", "us"), end("ue"), flows("us ue")), flows("a u", "u e", "us a")),
        "us-a",
    ),
    "an id given twice": ((*PLAIN, user("a")), "a"),
    "an id that is none": ((*PLAIN, user("1 a")), "1 a"),
    "a boundary at nothing": ((*PLAIN, boundary("b", "zz", "timer"), flows("b e")), "b"),
    "a boundary at a gateway": (
        (START, gateway("exclusive", "a"), end(), flows("s a", "a e"), boundary("b", "a", "timer"), flows("b e")),
        "b",
    ),
    "an error that does not interrupt": ((*PLAIN, boundary("b", "a", "error", interrupts=False), flows("b e")), "b"),
    "a choice without conditions": (
        (START, gateway("exclusive", "a"), user("b"), end(), flows("s a", "a b", "a e x", "b e")),
        "a",
    ),
    "a default with a condition": (
        (START, gateway("exclusive", "a", "a-e"), user("b"), end(), flows("s a", "a b x", "a e y", "b e")),
        "a",
    ),
    "a condition where there is no choice": ((START, user("a"), end(), flows("s a x", "a e")), "s"),
    "an event gateway before a task": (
        (
            START,
            gateway("eventBased", "g"),
            catch("t", "timer"),
            user("a"),
            end(),
            flows("s g", "g t", "g a", "t e", "a e"),
        ),
        "g",
    ),
    "an event gateway before a receive task with a timer": (
        (
            *(START, gateway("eventBased", "g"), catch("t", "timer"), end(), flows("s g", "g t", "g a", "t e", "a e")),
            element("receiveTask", "a", attributes={"messageRef": "m"}),
            *(boundary("b", "a", "timer"), flows("b e")),
        ),
        "g",
    ),
    "an event gateway before a loop": (
        (
            *(START, gateway("eventBased", "g"), catch("t", "timer"), end(), flows("s g", "g t", "g a", "t e", "a e")),
            element("receiveTask", "a", loop("l"), {"messageRef": "m"}),
        ),
        "g",
    ),
    "a message without name": (
        (START, catch("a", "message").replace(' messageRef="m"', ""), end(), flows("s a", "a e")),
        "a",
    ),
    "an error that is not defined": ((*PLAIN, boundary("b", "a", "error").replace('"x"', '"zz"'), flows("b e")), "b"),
    "an unknown attribute of ours": ((START, user("a", colour="red"), end(), flows("s a", "a e")), "a"),
    "an attribute of ours elsewhere": ((START, user("a"), end(role="reviewer"), flows("s a", "a e")), "e"),
    "a role that is none": ((START, user("a", role="king"), end(), flows("s a", "a e")), "a"),
    "decisions that are none": ((START, user("a", decisions="approve maybe"), end(), flows("s a", "a e")), "a"),
    "an outcome that is none": ((START, user("a"), end(outcome="won"), flows("s a", "a e")), "e"),
    "four eyes of nobody": ((START, user("a", other="b"), end(), flows("s a", "a e")), "a"),
    "data that is computed": (
        (START, user("a", "<dataInputAssociation><assignment/></dataInputAssociation>"), end(), flows("s a", "a e")),
        "a",
    ),
    "another element": ((*PLAIN, '<b:box xmlns:b="urn:b" id="bb"/>'), "bb"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_in_the_subset_is_refused_with_its_place(what: str) -> None:
    elements, place = WRONG[what]
    assert place in [where for where, _ in _refused(*elements)]


@pytest.mark.parametrize("condition", ["len(x) > 1", "x + 1 == 2", "${x}", "#{x}", "x.y()", "", "x =="])
def test_a_condition_is_of_the_closed_language(condition: str) -> None:
    line = flows("g b x").replace(">x<", f">{condition}<")
    elements = (START, gateway("exclusive", "g", "g-e"), user("b"), end(), flows("s g", "g e", "b e"), line)
    assert "g-b" in [where for where, _ in _refused(*elements)]


def test_another_language_is_refused() -> None:
    line = flows("g b x").replace("<conditionExpression", '<conditionExpression language="groovy"')
    elements = (START, gateway("exclusive", "g", "g-e"), user("b"), end(), flows("s g", "g e", "b e"), line)
    assert [where for where, _ in _refused(*elements)] == ["g-b"]


def test_all_problems_are_told_at_once_in_the_order_of_lines() -> None:
    wrong = (
        START,
        element("task", "a"),
        element("scriptTask", "b"),
        user("c", role="king"),
        end(),
        flows("s a", "a e"),
    )
    assert [where for where, _ in _refused(*wrong)] == ["a", "b", "c"]


@pytest.mark.parametrize(
    "xml",
    [b"", b"no xml", b"<a>", b"<definitions/>", document(), document(*PLAIN) + b"<b/>", b"\xff\xfe" + b"\x00" * 9,
     b'<?xml version="1.0" encoding="klingon"?><a/>', b"<a>" * 100_000, b" " * (MAX_BYTES + 1),
     b"<a>" + b"<b/>" * 30_000 + b"</a>",
     document(*PLAIN, beside='</definitions><!-- --><x xmlns="y">'),
     document(*PLAIN).replace(b"</process>", b'</process><process id="q"><startEvent id="t"/></process>')],
)  # fmt: skip
def test_documents_that_are_none(xml: bytes) -> None:
    with pytest.raises(ModelRefused) as refused:
        read_model(xml)
    assert refused.value.problems
