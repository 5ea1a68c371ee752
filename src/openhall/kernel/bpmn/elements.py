"""Single elements of a model: which are executed and how, which are left unread, which are refused."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from openhall.kernel.bpmn.document import MODEL, Element
from openhall.kernel.bpmn.extensions import ours
from openhall.kernel.bpmn.model import Event, Flow, Loop, Node, NodeKind, Problem
from openhall.kernel.expressions import Condition, ExpressionError

#: What is executed. The rest of what could be is refused by what `REFUSED` or nobody says of it.
KINDS: Mapping[str, NodeKind] = {
    "startEvent": NodeKind.START,
    "endEvent": NodeKind.END,
    "userTask": NodeKind.USER,
    "serviceTask": NodeKind.SERVICE,
    "businessRuleTask": NodeKind.RULE,
    "receiveTask": NodeKind.MESSAGE,
    "exclusiveGateway": NodeKind.EXCLUSIVE,
    "parallelGateway": NodeKind.PARALLEL,
    "inclusiveGateway": NodeKind.INCLUSIVE,
    "eventBasedGateway": NodeKind.EVENT_GATEWAY,
    "intermediateCatchEvent": NodeKind.TIMER,
    "intermediateThrowEvent": NodeKind.THROW,
    "boundaryEvent": NodeKind.BOUNDARY,
    "subProcess": NodeKind.SUBPROCESS,
    "callActivity": NodeKind.CALL,
}
ACTIVITIES = frozenset({"userTask", "serviceTask", "businessRuleTask", "receiveTask", "subProcess", "callActivity"})
#: Words for those that are met most.
REFUSED: Mapping[str, str] = {
    "scriptTask": "a script is not run; use a service task with openhall:act",
    "task": "nobody is named who does it; make it a user, service or business rule task",
    "manualTask": "a program cannot tell when it is done; make it a user task",
    "sendTask": "it sends nothing here; use a service task with openhall:act",
    "standardLoopCharacteristics": "draw the loop with a gateway, or use multi-instance",
    "import": "nothing is fetched from another document",
    "potentialOwner": "who does it is said with openhall:role",
    "humanPerformer": "who does it is said with openhall:role",
    "performer": "who does it is said with openhall:role",
}
#: What describes and is not executed; nothing below it is looked at but extensions.
UNREAD = frozenset(
    {
        *("documentation", "laneSet", "textAnnotation", "association", "group", "dataObject", "dataObjectReference"),
        *(
            "dataStoreReference",
            "property",
            "ioSpecification",
            "monitoring",
            "auditing",
            "rendering",
            "incoming",
            "outgoing",
        ),
        "category",
    }
)
#: Attributes that change what an element does, with the values that change nothing.
_PLAIN: Mapping[str, frozenset[str]] = {
    "isForCompensation": frozenset({"false", "0"}),
    "startQuantity": frozenset({"1"}),
    "completionQuantity": frozenset({"1"}),
    "instantiate": frozenset({"false", "0"}),
    "triggeredByEvent": frozenset({"false", "0"}),
    "parallelMultiple": frozenset({"false", "0"}),
    "eventGatewayType": frozenset({"Exclusive"}),
    "implementation": frozenset({"##unspecified", "##WebService", "##other"}),
    "operationRef": frozenset(),
    "script": frozenset(),
    "scriptFormat": frozenset(),
    "ioBinding": frozenset(),
}
#: The children of what is executed that are read.
_PARTS = frozenset(
    {
        *("extensionElements", "multiInstanceLoopCharacteristics", "eventDefinitionRef", "sequenceFlow"),
        *("dataInput", "dataOutput", "inputSet", "outputSet", "dataInputAssociation", "dataOutputAssociation"),
    }
)
_MAY_HOLD: Mapping[str, frozenset[str]] = {
    "startEvent": frozenset(),
    "endEvent": frozenset({"errorEventDefinition", "terminateEventDefinition"}),
    "intermediateThrowEvent": frozenset(),
    "intermediateCatchEvent": frozenset({"timerEventDefinition", "messageEventDefinition"}),
    "boundaryEvent": frozenset({"timerEventDefinition", "messageEventDefinition", "errorEventDefinition"}),
}
_DURATION = re.compile(
    r"P(?=[\dT])(\d{1,6}Y)?(\d{1,6}M)?(\d{1,6}W)?(\d{1,6}D)?(T(?=\d)(\d{1,6}H)?(\d{1,6}M)?(\d{1,6}S)?)?"
    r"|[A-Za-z][\w-]{0,60} (?:working|clear) days"
)
MAX_ID = 100
_ID = re.compile(r"[^\W\d][\w.-]*")


@dataclass(slots=True)
class Found:
    """What is read of a document while it is read; problems are gathered, so that all are told at once."""

    messages: Mapping[str, str]
    errors: Mapping[str, str]
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: dict[str, Flow] = field(default_factory=dict)
    activities: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, element: Element, told: str, owner: str = "") -> None:
        """Note that something is not taken."""
        self.problems.append(Problem(element.line, owner or element.id or element.tag, told))


def read_node(element: Element, scope: str, found: Found) -> None:
    """Read an element that is executed."""
    kind = KINDS[element.tag]
    _check_attributes(element, found)
    event = _event(element, found)
    if kind is NodeKind.TIMER and event is not None and event.kind == "message":
        kind = NodeKind.MESSAGE
    if element.tag == "receiveTask":
        event = Event("message", _message(element, element.id, found))
    node = Node(
        id=element.id,
        kind=kind,
        name=element.attributes.get("name", ""),
        scope=scope,
        attributes=ours(element),
        loop=_loop(element, found),
        event=event,
        attached_to=_reference(element.attributes.get("attachedToRef", "")),
        interrupts=element.attributes.get("cancelActivity", "true") in {"true", "1"},
        default=element.attributes.get("default", ""),
        line=element.line,
        calls=_reference(element.attributes.get("calledElement", "")),
    )
    found.nodes[node.id] = node
    if element.tag in ACTIVITIES:
        found.activities.add(node.id)


def read_flow(element: Element, found: Found) -> None:
    """Read a sequence flow."""
    condition = None
    expression = element.first("conditionExpression")
    if expression is not None:
        condition = read_condition(expression, element.id, found)
    found.flows[element.id] = Flow(
        id=element.id,
        source=element.attributes.get("sourceRef", ""),
        target=element.attributes.get("targetRef", ""),
        condition=condition,
        name=element.attributes.get("name", ""),
    )
    for child in element.children:
        if child.tag not in {"conditionExpression", "documentation", "extensionElements", "monitoring", "auditing"}:
            found.refuse(child, f"“{child.tag}” is not known here", element.id)


def read_condition(expression: Element, owner: str, found: Found) -> Condition | None:
    """Read a condition in our closed language."""
    if expression.attributes.get("language"):
        found.refuse(expression, "another language of conditions is named; there is only one here", owner)
        return None
    try:
        return Condition(expression.text)
    except ExpressionError as error:
        found.refuse(expression, f"the condition cannot be read: {error}", owner)
        return None


def is_id(text: str) -> bool:
    """Tell whether ``text`` can be an id."""
    return len(text) <= MAX_ID and _ID.fullmatch(text) is not None


def _check_attributes(element: Element, found: Found) -> None:
    for name, plain in _PLAIN.items():
        value = element.attributes.get(name)
        if value is not None and value not in plain:
            found.refuse(element, f"{name}={value[:40]!r} is not part of what is executed")
    if element.tag == "callActivity" and not element.attributes.get("calledElement"):
        found.refuse(element, "it does not say which process it calls")


def _event(element: Element, found: Found) -> Event | None:
    if element.tag not in _MAY_HOLD:
        return None
    if element.first("eventDefinitionRef") is not None:
        found.refuse(element, "an event is defined elsewhere; define it here")
    definitions = [child for child in element.children if child.tag.endswith("EventDefinition")]
    allowed = _MAY_HOLD[element.tag]
    strange = next((each for each in definitions if each.tag not in allowed), None)
    if strange is not None:
        found.refuse(strange, f"{strange.tag} is not executed at a {element.tag}", element.id)
        return None
    is_bare = not definitions and element.tag in {"startEvent", "endEvent", "intermediateThrowEvent"}
    if is_bare:
        return Event("none")
    if len(definitions) != 1:
        found.refuse(element, f"one event is expected here, and {len(definitions)} are given")
        return None
    return _READERS[definitions[0].tag](definitions[0], element.id, found)


def _timer(definition: Element, owner: str, found: Found) -> Event:
    for child in definition.children:
        if child.tag in {"timeDate", "timeCycle"}:
            found.refuse(child, f"{child.tag} is not executed; use timeDuration", owner)
    duration = definition.first("timeDuration")
    text = duration.text if duration is not None else ""
    if not _DURATION.fullmatch(text):
        told = "is neither a duration (P28D, PT2H) nor “<clock> working days” or “<clock> clear days”"
        found.refuse(definition, f"“{text[:40]}” {told}", owner)
    return Event("timer", text)


def _message(element: Element, owner: str, found: Found) -> str:
    reference = _reference(element.attributes.get("messageRef", ""))
    if reference not in found.messages:
        found.refuse(element, "it does not say which message it waits for (messageRef)", owner)
        return ""
    return found.messages[reference]


def _message_event(definition: Element, owner: str, found: Found) -> Event:
    if definition.first("operationRef") is not None:
        found.refuse(definition, "operationRef is not part of what is executed", owner)
    return Event("message", _message(definition, owner, found))


def _error(definition: Element, owner: str, found: Found) -> Event:
    reference = _reference(definition.attributes.get("errorRef", ""))
    if reference and reference not in found.errors:
        found.refuse(definition, f"the error “{reference}” is not defined", owner)
    return Event("error", found.errors.get(reference, ""))


def _terminate(_definition: Element, _owner: str, _found: Found) -> Event:
    return Event("terminate")


_READERS = {
    "timerEventDefinition": _timer,
    "messageEventDefinition": _message_event,
    "errorEventDefinition": _error,
    "terminateEventDefinition": _terminate,
}


def _loop(element: Element, found: Found) -> Loop | None:
    looped = element.first("multiInstanceLoopCharacteristics")
    if looped is None:
        return None
    if element.tag not in ACTIVITIES:
        found.refuse(looped, "only an activity is done several times", element.id)
    behavior = looped.attributes.get("behavior", "All")
    if behavior != "All":
        found.refuse(looped, f"behavior={behavior!r} is not part of what is executed", element.id)
    for child in looped.children:
        if child.space == MODEL and child.tag not in {"completionCondition", "documentation", "extensionElements"}:
            found.refuse(child, f"{child.tag} is not executed; name the list with openhall:collection", element.id)
    collection = ours(looped).get("collection", "")
    if not collection:
        found.refuse(looped, "it does not name its list (openhall:collection)", element.id)
    until = looped.first("completionCondition")
    return Loop(
        collection=collection,
        is_sequential=looped.attributes.get("isSequential", "false") in {"true", "1"},
        until=read_condition(until, element.id, found) if until is not None else None,
    )


def _reference(name: str) -> str:
    """Return the id in a name that may have a prefix."""
    return name.rpartition(":")[2]


def is_read(child: Element) -> bool:
    """Tell whether a child of what is executed is read, or describes only."""
    return child.space == MODEL and (
        child.tag in UNREAD or child.tag in _PARTS or child.tag.endswith("EventDefinition") or child.tag in KINDS
    )
