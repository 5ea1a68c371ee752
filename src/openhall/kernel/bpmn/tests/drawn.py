"""Small models as BPMN, written in one line each."""

from collections.abc import Mapping

from openhall.kernel.bpmn.model import Model
from openhall.kernel.bpmn.reading import read_model

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="https://openhall.org/bpmn/1"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="d" targetNamespace="urn:test">\n'
    '<message id="m" name="paid"/><error id="x" errorCode="broken"/><error id="y" errorCode="other"/>\n'
)
LOOP = (
    '<multiInstanceLoopCharacteristics openhall:collection="{}" isSequential="{}">{}</multiInstanceLoopCharacteristics>'
)
EVENTS = {
    "timer": "<timerEventDefinition><timeDuration>P28D</timeDuration></timerEventDefinition>",
    "message": '<messageEventDefinition messageRef="m"/>',
    "error": '<errorEventDefinition errorRef="x"/>',
    "any-error": "<errorEventDefinition/>",
    "terminate": "<terminateEventDefinition/>",
    "none": "",
}


def element(tag: str, name: str, inner: str = "", attributes: Mapping[str, str] | None = None) -> str:
    """Return one element; ``attributes`` beside its id."""
    given = "".join(f' {key}="{value}"' for key, value in (attributes or {}).items())
    return f'<{tag} id="{name}" name="{name}"{given}>{inner}</{tag}>'


def user(name: str, inner: str = "", **attributes: str) -> str:
    return element("userTask", name, inner, {f"openhall:{key}": value for key, value in attributes.items()})


def gateway(kind: str, name: str, default: str = "") -> str:
    return element(f"{kind}Gateway", name, attributes={"default": default} if default else {})


def end(name: str = "e", kind: str = "none", **attributes: str) -> str:
    return element("endEvent", name, EVENTS[kind], {f"openhall:{key}": value for key, value in attributes.items()})


def catch(name: str, kind: str) -> str:
    return element("intermediateCatchEvent", name, EVENTS[kind])


def boundary(name: str, host: str, kind: str, *, interrupts: bool = True) -> str:
    attributes = {"attachedToRef": host, "cancelActivity": str(interrupts).lower()}
    return element("boundaryEvent", name, EVENTS[kind], attributes)


def loop(collection: str, *, is_sequential: bool = False, until: str = "") -> str:
    condition = f"<completionCondition>{until}</completionCondition>" if until else ""
    return LOOP.format(collection, str(is_sequential).lower(), condition)


def flows(*lines: str) -> str:
    """Return flows written ``source target`` or ``source target condition``; each is called ``source-target``."""
    written = []
    for line in lines:
        source, target, condition = [*line.split(" ", 2), ""][:3]
        inner = f"<conditionExpression>{condition}</conditionExpression>".replace(" < ", " &lt; ") if condition else ""
        written.append(
            f'<sequenceFlow id="{source}-{target}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'
        )
    return "\n".join(written)


def inside(name: str, *elements: str, extra: str = "") -> str:
    """Return a sub-process."""
    return element("subProcess", name, extra + "\n".join(elements))


def document(*elements: str, beside: str = "") -> bytes:
    """Return a whole document around the elements of one process."""
    body = "\n".join(elements)
    return f'{HEAD}<process id="p" name="P">\n{body}\n</process>{beside}</definitions>'.encode()


def drawn(*elements: str) -> Model:
    """Return the model of these elements; the start is called ``s``, and an end ``e`` is added where it is missing."""
    ends = () if any('<endEvent id="e"' in each for each in elements) else (end(),)
    return read_model(document(element("startEvent", "s"), *elements, *ends))
