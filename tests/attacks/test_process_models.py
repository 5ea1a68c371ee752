"""Models of processes that read files, grow without end, run code or never stop: refused with the place, or bounded."""

import socket
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from openhall.kernel.bpmn.machine import Facts, StuckError, begin
from openhall.kernel.bpmn.model import Problem
from openhall.kernel.bpmn.proving import problems_of
from openhall.kernel.bpmn.reading import ModelRefused, read_model

_INSIDE = "<{0} id='a'><extensionElements>{1}</extensionElements></{0}>"
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:openhall="https://openhall.org/bpmn/1"'
    ' xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:flowable="http://flowable.org/bpmn" xmlns:activiti="http://activiti.org/bpmn"'
    ' xmlns:drools="http://www.jboss.org/drools" xmlns:spiff="http://spiffworkflow.org/bpmn/schema/1.0/core"'
    ' xmlns:other="urn:somebody" targetNamespace="urn:attack">\n<process id="p">\n'
)
FLOWS = (
    '<startEvent id="s"/>\n<sequenceFlow id="f1" sourceRef="s" targetRef="a"/>\n'
    '<sequenceFlow id="f2" sourceRef="a" targetRef="e"/>\n<endEvent id="e"/>\n</process></definitions>'
)
#: Where what is attacked with stands.
LINE = 3
PATIENCE_SECONDS = 15
MOST_BYTES = 60_000_000


def _document(attacked: str) -> bytes:
    return f"{HEAD}{attacked}\n{FLOWS}".encode()


def _problems(xml: bytes) -> tuple[Problem, ...]:
    with pytest.raises(ModelRefused) as refused:
        read_model(xml)
    return refused.value.problems


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        pytest.fail("something was fetched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture
def bounded() -> Iterator[None]:
    """Hold a test to a few seconds and little memory."""
    tracemalloc.start()
    begun = time.monotonic()
    yield
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.monotonic() - begun < PATIENCE_SECONDS
    assert most < MOST_BYTES


# --- entities ---


@pytest.mark.usefixtures("no_network", "bounded")
@pytest.mark.parametrize(
    "prologue",
    [
        '<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>',
        '<!DOCTYPE d [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE d PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE d [<!ENTITY % x SYSTEM "file://{secret}"> %x;]>',
        "<!DOCTYPE d [<!ENTITY a 'ha'>"
        + "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghx", strict=True))
        + "]>",
        "<!DOCTYPE d [<!ENTITY x '" + "y" * 100_000 + "'>]>",
        "<!DOCTYPE d>",
    ],
)  # fmt: skip
def test_documents_with_a_type_or_entities_are_refused_at_once(prologue: str, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("not to be read", "utf-8")
    model = HEAD + f'<userTask id="a" name="{"&x;" * 5000}"/>' + FLOWS
    problems = _problems((prologue.replace("{secret}", str(secret)) + model).encode())
    assert [(problem.line, problem.element) for problem in problems] == [(1, "")]
    assert "not to be read" not in str(problems)


@pytest.mark.usefixtures("no_network", "bounded")
@pytest.mark.parametrize(
    "xml",
    [
        b"<a>" * 1_000_000,
        HEAD.encode() + b"<userTask>" * 90_000,
        _document("<userTask id='a'/>" + "<b/>" * 100_000),
        _document(f"<userTask id='a' name='{'x' * 1_000_000}'/>"),
        _document("<userTask id='a' " + " ".join(f"b{number}='1'" for number in range(60_000)) + "/>" + "<" * 9),
        _document("<userTask id='a'>" + '<subProcess id="u">' * 60 + "</subProcess>" * 60 + "</userTask>"),
        _document("".join(f'<userTask id="a{number}"/>' for number in range(15_000))),
        "<?xml version='1.0' encoding='utf-16'?><a/>".encode("utf-16")[:-1],
        _document('<userTask id="a"/>').replace(b'id="a"', b'id="\xff"'),
        b"\x00" * 1000,
    ],
)
def test_documents_that_are_too_much_are_refused_in_little_time_and_memory(xml: bytes) -> None:
    assert 0 < len(_problems(xml)) <= 50


def _nested(depth: int) -> str:
    """Return sub-processes within each other, each of them sound."""
    around = (
        '<subProcess id="u{0}"><startEvent id="s{0}"/><sequenceFlow id="f{0}" sourceRef="s{0}" targetRef="u{1}"/>'
        '<sequenceFlow id="g{0}" sourceRef="u{1}" targetRef="e{0}"/><endEvent id="e{0}"/>'
    )
    inner = f'<userTask id="u{depth + 10}"/>' + "</subProcess>" * depth
    opened = "".join(around.format(number, number + 1) for number in range(10, 10 + depth))
    return (opened + inner).replace('"u10"', '"a"')


LIMITS = {
    "20000 elements": "<userTask id='a'/>" + "<documentation/>" * 20_000,
    "64 deep": _INSIDE.format("userTask", "<other:x>" * 70 + "</other:x>" * 70),
    "8 deep": _nested(10),
    "1500 nodes and flows": "<userTask id='a'/>" + "".join(
        f'<userTask id="t{number}"/><sequenceFlow id="g{number}" sourceRef="a" targetRef="t{number}"/>'
        f'<sequenceFlow id="h{number}" sourceRef="t{number}" targetRef="e"/>'
        for number in range(600)
    ),
}  # fmt: skip


@pytest.mark.parametrize("limit", LIMITS)
def test_what_is_sound_but_for_its_size_is_refused_for_its_size(limit: str) -> None:
    assert limit in " ".join(problem.told for problem in _problems(_document(LIMITS[limit])))


def test_what_is_within_the_limits_is_read() -> None:
    assert len(read_model(_document(_nested(8))).nodes) == 3 + 8 * 3


@pytest.mark.usefixtures("no_network", "bounded")
def test_nothing_is_fetched_for_schema_locations_and_stylesheets() -> None:
    xml = _document('<userTask id="a"/>').replace(
        b"<definitions ",
        b'<?xml-stylesheet href="http://127.0.0.1:9/x.xsl"?><definitions'
        b' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" ',
    )
    assert read_model(xml).nodes["a"].id == "a"


# --- code ---

RUN = {
    "a script task": '<scriptTask id="a" scriptFormat="python"><script>import os</script></scriptTask>',
    "a script of a user task": '<userTask id="a" camunda:formHandlerClass="x.Y"/>',
    "an expression": '<serviceTask id="a" camunda:expression="${runtime.exec(1)}"/>',
    "a delegate": '<serviceTask id="a" camunda:delegateExpression="bean"/>',
    "a class": '<serviceTask id="a" activiti:class="java.lang.Runtime"/>',
    "a class of another": '<serviceTask id="a" flowable:class="java.lang.Runtime"/>',
    "a type": '<serviceTask id="a" flowable:type="shell"/>',
    "a listener": _INSIDE.format(
        "userTask",
        "<camunda:executionListener class='x' event='start'/>",
    ),
    "a task listener": _INSIDE.format(
        "userTask",
        "<camunda:taskListener event='create'>"
        "<camunda:script scriptFormat='groovy'>1</camunda:script></camunda:taskListener>",
    ),
    "a connector": _INSIDE.format(
        "serviceTask",
        "<camunda:connector><camunda:connectorId>http</camunda:connectorId></camunda:connector>",
    ),
    "a form with a script": _INSIDE.format(
        "userTask",
        "<camunda:formData><camunda:formField id='x' defaultValue='1'/></camunda:formData>",
    ),
    "a job": _INSIDE.format(
        "serviceTask",
        "<zeebe:taskDefinition type='x'/>",
    ),
    "a mapping": _INSIDE.format(
        "userTask",
        "<zeebe:ioMapping><zeebe:input source='=1' target='x'/></zeebe:ioMapping>",
    ),
    "a script before": _INSIDE.format(
        "userTask",
        "<spiff:preScript>import os</spiff:preScript>",
    ),
    "a package": '<userTask id="a" drools:taskName="x"/>',
    "a listener of nobody known": _INSIDE.format(
        "userTask",
        "<other:startListener/>",
    ),
    "an expression of nobody known": _INSIDE.format(
        "userTask",
        "<other:x y='#{bean}'/>",
    ),
    "an expression as a text": _INSIDE.format(
        "userTask",
        "<other:x>${bean}</other:x>",
    ),
    "an expression as a name": '<userTask id="a" name="${bean}"/>',
    "an operation": '<serviceTask id="a" implementation="##WebService" operationRef="x"/>',
    "an implementation": '<serviceTask id="a" implementation="java:x.Y"/>',
    "an assignment": "<userTask id='a'><dataInputAssociation><assignment><from>1</from><to>x</to></assignment>"
    "</dataInputAssociation></userTask>",
    "an assignment to somebody": "<userTask id='a'><potentialOwner><resourceAssignmentExpression><formalExpression>x"
    "</formalExpression></resourceAssignmentExpression></potentialOwner></userTask>",
    "a number of times": "<userTask id='a'><multiInstanceLoopCharacteristics openhall:collection='l'>"
    "<loopCardinality>1e9</loopCardinality></multiInstanceLoopCharacteristics></userTask>",
    "a loop": "<userTask id='a'><standardLoopCharacteristics><loopCondition>true</loopCondition>"
    "</standardLoopCharacteristics></userTask>",
    "a list by expression": "<userTask id='a'><multiInstanceLoopCharacteristics openhall:collection='${x}'/>"
    "</userTask>",
    "an act by expression": '<serviceTask id="a" openhall:act="exec(1)"/>',
    "a decision by path": '<businessRuleTask id="a" openhall:decision="../../secret"/>',
    "a time by expression": "<intermediateCatchEvent id='a'><timerEventDefinition><timeDuration>${now()}</timeDuration>"
    "</timerEventDefinition></intermediateCatchEvent>",
}


@pytest.mark.parametrize("what", RUN)
def test_what_would_be_run_is_refused_with_its_line_and_id(what: str) -> None:
    places = {(problem.line, problem.element) for problem in _problems(_document(RUN[what]))}
    assert (LINE, "a") in places


@pytest.mark.parametrize(
    "condition",
    ["${x}", "#{x}", "exec('ls')", "__import__('os')", "lambda: 1", "x if y else z", "1e999 &lt; x +",
     "len(x) &gt; 1", "matches(x, '(a+)+$')", "some y in x satisfies y", "x == 'a' or true()", "x; y", "x[0] == 1",
     "date('now') &gt; x", "not " * 900 + "x", "(" * 400 + "x" + ")" * 400, "x" * 5000],
)  # fmt: skip
@pytest.mark.usefixtures("bounded")
def test_a_condition_that_is_more_than_comparisons_is_refused(condition: str) -> None:
    gateway = (
        f'<exclusiveGateway id="a" default="f2"/><userTask id="b"/><sequenceFlow id="f3" sourceRef="a" targetRef="b">'
        f"<conditionExpression>{condition}</conditionExpression></sequenceFlow>"
        '<sequenceFlow id="f4" sourceRef="b" targetRef="e"/>'
    )
    assert (LINE, "f3") in {(problem.line, problem.element) for problem in _problems(_document(gateway))}


# --- what never stops ---


@pytest.mark.usefixtures("bounded")
def test_a_loop_that_waits_for_nothing_is_proved_and_stopped() -> None:
    gateways = (
        '<exclusiveGateway id="a"/><exclusiveGateway id="b" default="f4"/>'
        '<sequenceFlow id="f3" sourceRef="a" targetRef="b"/><sequenceFlow id="f4" sourceRef="b" targetRef="a"/>'
        '<sequenceFlow id="f5" sourceRef="b" targetRef="e"><conditionExpression>x</conditionExpression></sequenceFlow>'
    )
    model = read_model(_document(gateways).replace(b'<sequenceFlow id="f2" sourceRef="a" targetRef="e"/>', b""))
    with pytest.raises(StuckError):
        begin(model, Facts())
    assert [problem.path for problem in problems_of(model)] == [("a", "b", "a")]


@pytest.mark.usefixtures("bounded")
def test_tokens_that_double_are_stopped() -> None:
    """Thirty forks one after the other would be a thousand million tokens."""
    fork = (
        '<parallelGateway id="a{0}"/><exclusiveGateway id="m{0}"/><exclusiveGateway id="j{0}"/>'
        '<sequenceFlow id="g{0}" sourceRef="a{0}" targetRef="j{0}"/>'
        '<sequenceFlow id="h{0}" sourceRef="a{0}" targetRef="m{0}"/>'
        '<sequenceFlow id="i{0}" sourceRef="m{0}" targetRef="j{0}"/>'
        '<sequenceFlow id="k{0}" sourceRef="j{0}" targetRef="{1}"/>'
    )
    forks = "".join(fork.format(number, f"a{number + 1}") for number in range(29)) + fork.format(29, "e")
    forks = forks.replace('"a0"', '"a"')
    model = read_model(_document(forks).replace(b'<sequenceFlow id="f2" sourceRef="a" targetRef="e"/>', b""))
    with pytest.raises(StuckError):
        begin(model, Facts())
    assert problems_of(model) != ()


@pytest.mark.usefixtures("bounded")
def test_a_list_without_measure_is_stopped() -> None:
    loops = '<userTask id="a"><multiInstanceLoopCharacteristics openhall:collection="l"/></userTask>'
    with pytest.raises(StuckError):
        begin(read_model(_document(loops)), Facts({"l": [0] * 1_000_000}))


@pytest.mark.usefixtures("bounded")
def test_a_model_with_too_many_states_is_refused_by_the_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openhall.kernel.bpmn.exploring.MAX_STATES", 300)
    tasks = "".join(
        f'<userTask id="t{number}"/><sequenceFlow id="g{number}" sourceRef="a" targetRef="t{number}"/>'
        f'<sequenceFlow id="h{number}" sourceRef="t{number}" targetRef="e"/>'
        for number in range(40)
    )
    model = read_model(_document('<parallelGateway id="a"/>' + tasks))
    assert [problem.told for problem in problems_of(model)] == ["it can be in too many states to prove"]
