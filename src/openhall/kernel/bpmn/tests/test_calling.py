"""Calls of other processes: replaced by what they call, or refused with the reason."""

import re

import pytest

from openhall.kernel.bpmn.calling import called_by, inline_calls, read_inlined
from openhall.kernel.bpmn.document import Element, ModelRefused, parse, written
from openhall.kernel.bpmn.machine import StuckError, begin, receive
from openhall.kernel.bpmn.proving import problems_of
from openhall.kernel.bpmn.reading import read_model
from openhall.kernel.bpmn.tests.drawn import boundary, document, element, end, flows, gateway, loop, user
from openhall.kernel.bpmn.tests.test_machine import NOTHING, Walk


def _document(name: str, *elements: str, beside: str = "") -> bytes:
    return document(*elements, beside=beside).replace(b'<process id="p"', f'<process id="{name}"'.encode())


def _call(name: str, called: str) -> str:
    return element("callActivity", name, attributes={"calledElement": called})


_CALLER = document(element("startEvent", "s"), _call("k", "p2"), end(), flows("s k", "k e"))
_CALLED = _document("p2", element("startEvent", "s2"), user("a"), end("e2", outcome="refused"), flows("s2 a", "a e2"))


def test_calls_are_replaced_by_what_they_call() -> None:
    with pytest.raises(StuckError):
        begin(read_model(_CALLER), NOTHING)
    walk = Walk(read_model(inline_calls(_CALLER, {"p2": _CALLED})))
    assert walk.here == ["a"]
    assert (walk.done("a"), walk.ended) == ([], "e")


def test_what_is_called_can_call_on_and_speaks_of_its_own_messages() -> None:
    middle = _document("p2", element("startEvent", "s2"), _call("k2", "p3"), end("e2"), flows("s2 k2", "k2 e2"))
    last = _document("p3", element("startEvent", "s3"), user("a"), boundary("b", "a", "message"), end("e3"),
                     flows("s3 a", "a e3", "b e3"))  # fmt: skip
    plain = _CALLER.replace(b'<message id="m" name="paid"/>', b"")
    walk = Walk(read_model(inline_calls(plain, {"p2": middle, "p3": last})))
    assert walk.here == ["a", "b"]
    walk.step = receive(walk.model, walk.step.state, "paid", walk.facts)
    assert walk.ended == "e"
    assert called_by(_CALLER, {"p2": middle, "p3": last}) == ("p2", "p3")
    assert inline_calls(last, {}) is last


def test_an_outcome_of_what_is_called_is_not_one_of_the_caller() -> None:
    model = read_inlined(_CALLER, {"p2": _CALLED})
    assert model.nodes["e2"].attributes == {}
    assert problems_of(model) == ()
    assert {model.nodes[name].line for name in ("a", "e2", "k")} == {read_model(_CALLER).nodes["k"].line}


@pytest.mark.parametrize(
    ("documents", "told"),
    [
        ({}, "k: it calls “p2”, which is not there"),
        ({"p2": _document("p2", element("startEvent", "s2"), _call("k2", "p"), end("e2"), flows("s2 k2", "k2 e2"))},
         "k2: it calls itself: p › p2 › p"),
        ({"p2": _CALLED.replace(b'"a"', b'"s"')}, "k: “s” of “p2” is there already; call it otherwise"),
        ({"p2": b"<p/>"}, "k: what it calls, “p2”, cannot be read"),
        ({"p2": _CALLED.replace(b'errorCode="broken"', b'errorCode="lost"')}, "k: “x” of “p2” is something else here"),
    ],
)  # fmt: skip
def test_a_call_that_cannot_be_replaced_is_refused_with_its_name(documents: dict[str, bytes], told: str) -> None:
    with pytest.raises(ModelRefused, match=re.escape(told)):
        inline_calls(_CALLER, documents)


def test_what_is_called_twice_is_refused() -> None:
    twice = document(
        element("startEvent", "s"), _call("k", "p2"), _call("k2", "p2"), end(), flows("s k", "k k2", "k2 e")
    )
    with pytest.raises(ModelRefused, match="k2: “p2” is called already"):
        inline_calls(twice, {"p2": _CALLED})


def test_what_is_written_reads_as_the_same() -> None:
    xml = document(user("a", loop("l")), gateway("exclusive", "g", "g-e"), element("startEvent", "s"), end(),
                   flows("s a", "a g", "g a l > 1 &amp;&amp; x", "g e"))  # fmt: skip
    assert _tree(parse(written(parse(xml)))) == _tree(parse(xml))


def _tree(found: Element) -> object:
    return found.space, found.tag, dict(found.attributes), found.text, [_tree(each) for each in found.children]
