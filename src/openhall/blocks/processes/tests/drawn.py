"""Process models for the tests of processes, written down as short as XML allows."""

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="https://openhall.org/bpmn/1"'
    ' targetNamespace="https://town.example/processes"><process id="{name}" isExecutable="true">'
)
_TAIL = "</process></definitions>"


def flow(name: str, source: str, target: str, condition: str = "") -> str:
    """Return a sequence flow."""
    held = f"<conditionExpression>{condition}</conditionExpression>" if condition else ""
    return f'<sequenceFlow id="{name}" sourceRef="{source}" targetRef="{target}">{held}</sequenceFlow>'


def user(name: str, role: str = "case-officer", decisions: str = "approve refuse", **more: str) -> str:
    """Return a user task; ``by_amount`` and its like become attributes of ours."""
    said = {"role": role, "office": "lead", "decisions": decisions, **more}
    attributes = " ".join(f'openhall:{key.replace("_", "-")}="{value}"' for key, value in said.items())
    return f'<userTask id="{name}" name="{name}" {attributes}/>'


def service(name: str, act: str) -> str:
    """Return a service task."""
    return f'<serviceTask id="{name}" name="{name}" openhall:act="{act}"/>'


def end(name: str, outcome: str) -> str:
    """Return an end event."""
    return f'<endEvent id="{name}" openhall:outcome="{outcome}"/>'


def model(name: str, *parts: str) -> str:
    """Return a whole document."""
    return _HEAD.format(name=name) + "".join(parts) + _TAIL


#: Review, decide, sign: a refusal is signed by somebody else, who may send it back.
SIGNED = model(
    "signed",
    '<startEvent id="begin"/>',
    user("review"),
    user("decide", clock="decide", by_amount="yes"),
    user("sign", "supervisor", "approve return", other="review decide"),
    '<exclusiveGateway id="refused" default="f4"/>',
    '<exclusiveGateway id="returned" default="f7"/>',
    service("issue", "issue"),
    end("granted", "approved"),
    end("no", "refused"),
    flow("f1", "begin", "review"),
    flow("f2", "review", "decide"),
    flow("f3", "decide", "refused"),
    flow("f4", "refused", "issue"),
    flow("f5", "refused", "sign", "decide == 'refuse'"),
    flow("f6", "sign", "returned"),
    flow("f7", "returned", "no"),
    flow("f8", "returned", "decide", "sign == 'return'"),
    flow("f9", "issue", "granted"),
)

#: All offices give an opinion at once; one that says nothing in time is passed over, or its supervisor is asked.
JOINT = model(
    "joint",
    '<startEvent id="begin"/>',
    '<subProcess id="opinions"><multiInstanceLoopCharacteristics openhall:collection="offices"/>',
    '<startEvent id="ask"/>',
    user("opinion", office="each", clock="opinion"),
    '<boundaryEvent id="silent" attachedToRef="opinion" cancelActivity="true"><timerEventDefinition>'
    "<timeDuration>opinion working days</timeDuration></timerEventDefinition></boundaryEvent>",
    '<exclusiveGateway id="how" default="s3"/>',
    service("note", "note-silence"),
    user("escalated", "supervisor", office="each"),
    '<endEvent id="given"/><endEvent id="noted"/><endEvent id="forced"/>',
    flow("s1", "ask", "opinion"),
    flow("s2", "silent", "how"),
    flow("s3", "how", "escalated"),
    flow("s4", "how", "note", "silence == 'no-objection'"),
    flow("s5", "opinion", "given"),
    flow("s6", "note", "noted"),
    flow("s7", "escalated", "forced"),
    "</subProcess>",
    '<exclusiveGateway id="result" default="f4"/>',
    user("decide"),
    end("granted", "approved"),
    end("no", "refused"),
    flow("f1", "begin", "opinions"),
    flow("f2", "opinions", "result"),
    flow("f3", "result", "no", "opinion == 'refuse' or escalated == 'refuse'"),
    flow("f4", "result", "decide"),
    flow("f5", "decide", "granted"),
)

#: A rule looks first; only what it points out is somebody's work.
CHECKED = model(
    "checked",
    '<startEvent id="begin"/>',
    '<businessRuleTask id="second" name="second" openhall:decision="second-look"/>',
    '<exclusiveGateway id="look" default="f3"/>',
    service("charge", "charge"),
    user("review"),
    end("granted", "approved"),
    end("seen", "approved"),
    flow("f1", "begin", "second"),
    flow("f2", "second", "look"),
    flow("f3", "look", "charge"),
    flow("f4", "look", "review", "second == 'look'"),
    flow("f5", "charge", "granted"),
    flow("f6", "review", "seen"),
)
