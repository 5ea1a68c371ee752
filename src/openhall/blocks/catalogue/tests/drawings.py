"""Small models of processes as BPMN, with a drawing as good as a gate asks for."""

import re

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="https://openhall.org/bpmn/1"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="urn:test">'
)
_SHAPE = '<bpmndi:BPMNShape bpmnElement="{}"><dc:Bounds x="0" y="0" width="9" height="9"/></bpmndi:BPMNShape>'
_EDGE = '<bpmndi:BPMNEdge bpmnElement="{}"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="0"/></bpmndi:BPMNEdge>'
_NODE = re.compile(r'<(?:\w+Event|\w+Task|\w+Gateway|subProcess|callActivity) id="(\w+)"')
_FLOW = re.compile(r'<sequenceFlow id="(\w+)"')

START = '<startEvent id="s"/>'
END = '<endEvent id="e" openhall:outcome="approved"/>'
#: What the test town does: it checks, and that is all.
CHECKED = '<serviceTask id="check" name="Check" openhall:act="issue"/>'


def flow(source: str, target: str, condition: str = "", name: str = "") -> str:
    """Return a flow, which is called ``source_target``."""
    inner = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    called = f' name="{name}"' if name else ""
    return (
        f'<sequenceFlow id="{source}_{target}"{called} sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
    )


def drawing(pattern: str, *elements: str, is_drawn: bool = True) -> str:
    """Return a whole document around ``elements``, one below the other."""
    body = "\n".join(elements)
    shapes = "".join(_SHAPE.format(name) for name in _NODE.findall(body))
    edges = "".join(_EDGE.format(name) for name in _FLOW.findall(body))
    plane = f'<bpmndi:BPMNPlane bpmnElement="{pattern}">{shapes if is_drawn else ""}{edges}</bpmndi:BPMNPlane>'
    diagram = f"<bpmndi:BPMNDiagram>{plane}</bpmndi:BPMNDiagram>"
    return f'{_HEAD}\n<process id="{pattern}" isExecutable="true">\n{body}\n</process>{diagram}</definitions>'


def checking(pattern: str = "straight-through") -> str:
    """Return the process of the test town."""
    return drawing(pattern, START, CHECKED, END, flow("s", "check"), flow("check", "e"))
