"""A document of somebody else is shown whole, with what keeps it from being run."""

import pytest

from openhall.kernel.bpmn.model import Bounds
from openhall.kernel.bpmn.reading import ModelRefused
from openhall.kernel.bpmn.surveying import Part, survey
from openhall.kernel.bpmn.tests.drawn import document, element, end, flows, user

SHAPE = (
    '<bpmndi:BPMNDiagram id="di"><bpmndi:BPMNPlane id="pl"><bpmndi:BPMNShape id="ad" bpmnElement="a">'
    '<dc:Bounds x="1" y="2" width="3" height="4"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
)


def test_what_is_not_run_is_still_shown() -> None:
    inner = element("subProcess", "u", element("scriptTask", "b"))
    xml = document(element("startEvent", "s"), element("task", "a"), inner, flows("s a"), beside=SHAPE)
    found = survey(xml)
    assert found.xml is xml
    assert [(part.id, part.tag, part.within) for part in found.parts[3:]] == [
        ("p", "process", ""),
        ("s", "startEvent", "p"),
        ("a", "task", "p"),
        ("u", "subProcess", "p"),
        ("b", "scriptTask", "u"),
        ("s-a", "sequenceFlow", "p"),
    ]
    assert found.parts[-1] == Part("s-a", "sequenceFlow", "", "p", "s", "a", 8)
    assert found.diagram.shapes == {"a": Bounds(1, 2, 3, 4)}
    assert {"a", "b"} <= {problem.element for problem in found.problems}


def test_what_can_be_run_has_no_problems() -> None:
    assert survey(document(element("startEvent", "s"), user("a"), end(), flows("s a", "a e"))).problems == ()


@pytest.mark.parametrize("xml", [b"<a/>", b"<!DOCTYPE a><a/>", b""])
def test_what_is_no_model_is_refused(xml: bytes) -> None:
    with pytest.raises(ModelRefused):
        survey(xml)
