"""What is unsound is found, with the shortest way that leads there; what is sound is not blamed."""

import pytest

from openhall.kernel.bpmn import exploring
from openhall.kernel.bpmn.model import Model
from openhall.kernel.bpmn.proving import problems_of
from openhall.kernel.bpmn.tests.drawn import (
    boundary,
    catch,
    drawn,
    element,
    end,
    flows,
    gateway,
    inside,
    loop,
    user,
)


def _found(model: Model, *may_be_empty: str) -> list[tuple[str, tuple[str, ...]]]:
    return [(problem.element, problem.path) for problem in problems_of(model, frozenset(may_be_empty))]


def _service(name: str) -> str:
    return element("serviceTask", name, attributes={"openhall:act": "charge"})


SPLIT = (gateway("parallel", "g"), gateway("parallel", "j"), user("a"), user("b"))
CHOICE = (gateway("exclusive", "g"), user("a"), user("b"))


def test_sound_ones_are_not_blamed() -> None:
    sound = [
        drawn(*SPLIT, flows("s g", "g a", "g b", "a j", "b j", "j e")),
        drawn(*CHOICE, gateway("exclusive", "m"), flows("s m", "m a", "a g", "g m x", "g b not x", "b e")),
        drawn(user("a"), boundary("t", "a", "timer", interrupts=False), user("b"), flows("s a", "a e", "t b", "b e")),
        drawn(user("a"), boundary("n", "a", "message", interrupts=False), user("b"), flows("s a", "a e", "n b", "b e")),
        drawn(user("a", loop("l", until="a == 'refuse'")), flows("s a", "a e")),
        drawn(user("a", loop("l", is_sequential=True)), flows("s a", "a e")),
        drawn(_service("a"), boundary("x1", "a", "error"), user("b"), flows("s a", "a e", "x1 b", "b a")),
        drawn(gateway("inclusive", "g", "g-b"), gateway("inclusive", "j"), user("a"), user("b"),
              flows("s g", "g a x", "g b", "a j", "b j", "j e")),
    ]  # fmt: skip
    assert [problems_of(model) for model in sound] == [()] * len(sound)
    assert [problems_of(model, frozenset({"l"})) for model in sound] == [()] * len(sound)


def test_a_join_that_waits_for_ever() -> None:
    model = drawn(
        user("z"), *CHOICE, gateway("parallel", "j"), flows("s z", "z g", "g a x", "g b not x", "a j", "b j", "j e")
    )
    assert _found(model) == [("j", ("z", "a")), ("e", ())]


def test_inclusive_joins_that_wait_for_each_other_are_found_by_trying() -> None:
    nodes = (gateway("parallel", "g"), gateway("inclusive", "i"), gateway("inclusive", "j"), user("a"), user("b"))
    more = (gateway("exclusive", "x", "x-j"), gateway("exclusive", "y", "y-i"))
    lines = ("s g", "g a", "g b", "a i", "b j", "i x", "x c", "c j", "x e q", "j y", "y i", "y e q")
    model = drawn(*nodes, *(each.replace("x-j", "x-c") for each in more), user("c"), flows(*lines))
    assert ("i", ("a", "b")) in _found(model)


def test_a_loop_in_one_step() -> None:
    model = drawn(gateway("exclusive", "m"), gateway("exclusive", "g", "g-m"), flows("s m", "m g", "g m", "g e x"))
    assert _found(model) == [("m", ("m", "g", "m"))]


def test_a_loop_over_a_sub_process_or_a_list_that_may_be_passed() -> None:
    sub = inside("u", element("startEvent", "us"), gateway("exclusive", "ug", "ug-ue"), user("ua"), end("ue"),
                 flows("us ug", "ug ua x", "ug ue", "ua ue"))  # fmt: skip
    lines = flows("s u", "u g", "g u x", "g e")
    assert [problem.element for problem in problems_of(drawn(sub, gateway("exclusive", "g", "g-e"), lines))] == ["u"]
    each = drawn(user("u", loop("l")), gateway("exclusive", "g", "g-e"), lines)
    assert _found(each) == []
    assert [where for where, _ in _found(each, "l")] == ["u"]


def test_services_alone_do_not_go_round() -> None:
    model = drawn(
        user("z"), _service("a"), gateway("exclusive", "g", "g-a"), flows("s z", "z a", "a g", "g a", "g e x")
    )
    assert _found(model) == [("a", ("z", "a"))]


def test_no_end_can_be_reached() -> None:
    nodes = (gateway("exclusive", "g"), gateway("exclusive", "m"), user("a"), user("b"), user("c"))
    model = drawn(*nodes, flows("s a", "a g", "g e x", "g m not x", "m b", "b c", "c m"))
    assert _found(model) == [("a", ("a",))]


def test_refused_without_anybody() -> None:
    refused = end("r", outcome="refused")
    model = drawn(user("a"), boundary("t", "a", "timer"), refused, flows("s a", "a e", "t r"))
    assert _found(model) == [("r", ("t", "r"))]
    model = drawn(
        user("a", role="applicant"), refused, gateway("exclusive", "g", "g-e"), flows("s a", "a g", "g r x", "g e")
    )
    assert _found(model) == [("r", ("a", "r"))]
    model = drawn(
        user("a", role="reviewer"), refused, gateway("exclusive", "g", "g-e"), flows("s a", "a g", "g r x", "g e")
    )
    assert _found(model) == []


def test_nodes_that_are_never_reached() -> None:
    timer = boundary("t", "a", "timer")
    model = drawn(
        user("a"),
        timer,
        user("b"),
        gateway("parallel", "j"),
        user("c"),
        flows("s a", "a e", "t b", "b j", "j c", "c e"),
    )
    assert _found(model) == []
    model = drawn(user("a"), user("b"), gateway("exclusive", "m"), flows("s a", "a e", "m b", "b m"))
    assert {where for where, _ in _found(model)} == {"b", "m"}


def test_the_first_event_and_a_terminate_end_are_sound() -> None:
    nodes = (gateway("eventBased", "g"), catch("t", "timer"), catch("n", "message"), end("f", "terminate"))
    model = drawn(
        gateway("parallel", "p"), user("a"), *nodes, flows("s p", "p a", "p g", "g t", "g n", "t f", "n f", "a e")
    )
    assert _found(model) == []


def test_what_is_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exploring, "MAX_STATES", 5)
    nodes = (gateway("parallel", "g"), gateway("parallel", "j"), user("a"), user("b"), user("c"))
    lines = flows("s g", "g a", "g b", "g c", "a j", "b j", "c j", "j e")
    assert [(p.element, p.told) for p in problems_of(drawn(*nodes, lines))] == [
        ("p", "it can be in too many states to prove")
    ]


def test_what_piles_up_is_no_fault_where_it_can_end() -> None:
    """A reminder in each round of a loop, and a branch that begins itself again for ever."""
    nodes = (gateway("exclusive", "m"), user("a"), gateway("exclusive", "g", "g-e"), user("b"))
    late = boundary("t", "a", "timer", interrupts=False)
    assert _found(drawn(*nodes, late, flows("s m", "m a", "a g", "g m x", "g e", "t b", "b e"))) == []
    nodes = (gateway("parallel", "g"), gateway("exclusive", "m"), user("a"), user("b"))
    model = drawn(*nodes, flows("s m", "m a", "a g", "g m", "g b", "b e"))
    assert [p.told for p in problems_of(model)] == ["from here no end can be reached"]


@pytest.mark.parametrize(
    ("first", "second", "case"),
    [
        ("a == 'approve'", "a != 'approve'", ""),
        ("a == 'approve'", "a == 'refuse'", ""),
        ("a == 'approve'", "a == 'return'", "a is 'refuse'"),
        ("n &gt; 3", "n &lt;= 3", "n is missing"),
        ("n &gt; 3", "not n &gt; 3", ""),
        ("n &lt; 3", "n &gt; 3 or n == null", "n is 3"),
        ("n &lt;= 3", "n &gt;= 4 or n == null", "n is 3.5"),
        ("silence", "not silence", ""),
        ("silence == true", "silence == false", "silence is missing"),
        ("k in ['x', 'y']", "k not in ['x', 'y']", ""),
        ("k in ['x', 'y']", "k == 'z'", "k is missing"),
        ("'x' in l", "'x' not in l", ""),
        ("n &gt; m", "n &lt;= m", "“n” is compared with what cannot be tried"),
        ("x == 'a' and y == 'b'", "x != 'a' or y != 'b'", ""),
    ],
)
def test_a_choice_without_default_covers_every_case(first: str, second: str, case: str) -> None:
    nodes = (user("a", decisions="approve refuse"), gateway("exclusive", "g"), user("b"))
    model = drawn(*nodes, flows("s a", "a g", f"g e {first}", f"g b {second}", "b e"))
    told = [problem.told for problem in problems_of(model) if problem.element == "g"]
    assert told == [f"it needs a default, for when none of its conditions holds: {case}"] * bool(case)


def test_a_second_token_that_is_alike_can_be_the_one_that_sticks() -> None:
    nodes = (gateway("parallel", "g"), gateway("exclusive", "m"), gateway("parallel", "j"), *map(user, "abcz"))
    model = drawn(*nodes, flows("s g", "g a", "g b", "g c", "a m", "b m", "m z", "z j", "c j", "j e"))
    assert [where for where, _ in _found(model)] == ["j"]


def test_a_call_is_told() -> None:
    assert _found(drawn(element("callActivity", "k", attributes={"calledElement": "q"}), flows("s k", "k e"))) == [
        ("k", ())
    ]
