"""What a process does, element by element."""

import pytest

from openhall.kernel.bpmn.machine import (
    Facts,
    NoFlow,
    NoItems,
    StaleToken,
    Step,
    StuckError,
    UncaughtError,
    begin,
    fail,
    finish,
    receive,
    waits,
)
from openhall.kernel.bpmn.model import Model
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

NOTHING = Facts()


class Walk:
    """A process that is walked by the names of its nodes."""

    def __init__(self, model: Model, **data: object) -> None:
        self.model = model
        self.facts = Facts(data)
        self.step = begin(model, self.facts)

    @property
    def here(self) -> list[str]:
        return sorted(token.node for token in waits(self.model, self.step.state))

    def token(self, node: str, item: int | None = None) -> int:
        found = [t for t in waits(self.model, self.step.state) if t.node == node and item in {None, t.item}]
        return found[0].id

    def done(self, *nodes: str, item: int | None = None) -> list[str]:
        for node in nodes:
            self.step = finish(self.model, self.step.state, self.token(node, item), self.facts)
        return self.here

    @property
    def ended(self) -> str:
        return self.step.ended


def test_one_task_after_the_other() -> None:
    walk = Walk(drawn(user("a"), user("b"), flows("s a", "a b", "b e")))
    first = walk.step
    assert [t.node for t in first.opened] == ["a"]
    assert walk.done("a") == ["b"]
    assert ([t.node for t in walk.step.opened], [t.node for t in walk.step.closed]) == (["b"], ["a"])
    assert walk.done("b") == []
    assert (walk.ended, walk.step.state.tokens) == ("e", ())
    with pytest.raises(StaleToken):
        finish(walk.model, walk.step.state, first.opened[0].id, NOTHING)


def test_a_process_may_end_without_waiting() -> None:
    step = begin(drawn(flows("s e")), NOTHING)
    assert (step.opened, step.closed, step.ended) == ((), (), "e")


EXCLUSIVE = (user("a"), gateway("exclusive", "g", "g-c"), user("b"), user("c"), user("d"))
EXCLUSIVE_FLOWS = flows("s a", "a g", "g b x > 2", "g d x > 1", "g c", "b e", "c e", "d e")


@pytest.mark.parametrize(("x", "taken"), [(3, "b"), (2, "d"), (1, "c"), (None, "c")])
def test_the_first_flow_that_holds_is_taken_or_else_the_default(x: object, taken: str) -> None:
    assert Walk(drawn(*EXCLUSIVE, EXCLUSIVE_FLOWS), x=x).done("a") == [taken]


def test_without_a_flow_that_holds_nothing_changes() -> None:
    model = drawn(gateway("exclusive", "g"), user("a"), user("b"), flows("s a", "a g", "g b x", "g e y", "b e"))
    walk = Walk(model)
    with pytest.raises(NoFlow) as refused:
        walk.done("a")
    assert refused.value.node == "g"
    assert walk.here == ["a"]


def test_parallel_branches_are_joined() -> None:
    split = (gateway("parallel", "g"), gateway("parallel", "j"), user("a"), user("b"), user("c"))
    walk = Walk(drawn(*split, flows("s g", "g a", "g b", "a j", "b j", "j c", "c e")))
    assert walk.here == ["a", "b"]
    assert walk.done("b") == ["a"]
    assert walk.step.opened == ()
    assert walk.done("a") == ["c"]


def test_a_join_takes_one_token_of_each_flow() -> None:
    tasks = (user("a"), user("b"), user("c"), user("d"), gateway("parallel", "g"), gateway("exclusive", "m"))
    lines = ("s g", "g a", "g b", "g c", "a m", "b m", "m j", "c j", "j d", "d e")
    walk = Walk(drawn(*tasks, gateway("parallel", "j"), flows(*lines)))
    assert walk.done("a", "b") == ["c"]
    assert walk.done("c") == ["d"]
    assert [t.via for t in walk.step.state.tokens if t.node == "j"] == ["m-j"]


INCLUSIVE = (gateway("inclusive", "g", "g-c"), gateway("inclusive", "j"), *(user(name) for name in "abcd"))
INCLUSIVE_FLOWS = flows("s g", "g a x", "g b y", "g c", "a j", "b j", "c j", "j d", "d e")


@pytest.mark.parametrize(("x", "y", "taken"), [(True, True, ["a", "b"]), (True, False, ["a"]), (False, False, ["c"])])
def test_an_inclusive_join_waits_for_those_that_were_sent(x: bool, y: bool, taken: list[str]) -> None:  # noqa: FBT001
    walk = Walk(drawn(*INCLUSIVE, INCLUSIVE_FLOWS), x=x, y=y)
    assert walk.here == taken
    for name in taken[:-1]:
        assert walk.done(name) == taken[taken.index(name) + 1 :]
    assert walk.done(taken[-1]) == ["d"]


def test_an_inclusive_join_waits_for_a_timer_beside_an_open_task_only_while_it_can_come() -> None:
    nodes = (gateway("parallel", "g"), gateway("inclusive", "j"), *(user(name) for name in "abcd"))
    late = boundary("t", "a", "timer", interrupts=False)
    lines = ("s g", "g a", "g b", "a c", "c e", "t j", "b j", "j d", "d e")
    walk = Walk(drawn(*nodes, late, flows(*lines)))
    assert walk.done("b") == ["a", "t"]
    assert walk.done("a") == ["c", "d"]
    walk = Walk(walk.model)
    assert walk.done("b", "t") == ["a", "d"]


def test_an_inclusive_join_does_not_wait_for_a_timer_that_has_gone_elsewhere() -> None:
    nodes = (
        gateway("parallel", "g"),
        gateway("inclusive", "j"),
        gateway("exclusive", "x", "x-e"),
        user("a"),
        user("b"),
    )
    late = boundary("t", "a", "timer", interrupts=False)
    walk = Walk(
        drawn(*nodes, late, user("d"), flows("s g", "g a", "g b", "a e", "t x", "x j q", "x e", "b j", "j d", "d e"))
    )
    assert walk.done("b") == ["a", "t"]
    assert walk.done("t") == ["a", "d"]


def test_an_inclusive_join_waits_for_a_timer_of_an_activity_that_is_still_to_come() -> None:
    nodes = (gateway("parallel", "g"), gateway("inclusive", "j"), user("z"), user("a"), user("b"), user("d"))
    lines = flows("s g", "g z", "g b", "z a", "a e", "t j", "b j", "j d", "d e")
    walk = Walk(drawn(*nodes, boundary("t", "a", "timer"), lines))
    assert walk.done("b") == ["z"]
    assert walk.done("z") == ["a", "t"]
    assert walk.done("t") == ["d"]


def test_an_inclusive_join_does_not_wait_for_what_may_as_well_come_where_something_has_come() -> None:
    nodes = (gateway("parallel", "g"), gateway("inclusive", "j"), gateway("exclusive", "m"), user("a"), user("b"))
    choice = gateway("exclusive", "x", "x-m")
    lines = ("s g", "g a", "g b", "b x", "x m", "x j q", "a m", "m j", "j d", "d e")
    walk = Walk(drawn(*nodes, choice, user("d"), flows(*lines)))
    assert walk.done("a") == ["b", "d"]
    assert walk.done("b") == ["d", "d"]


def test_events_that_wait_together_are_one_token_for_an_inclusive_join() -> None:
    nodes = (gateway("parallel", "g"), gateway("inclusive", "j"), gateway("exclusive", "m"), user("a"), user("d"))
    first = (gateway("eventBased", "x"), catch("t", "timer"), catch("n", "message"))
    walk = Walk(
        drawn(*nodes, *first, flows("s g", "g a", "g x", "x t", "x n", "t m", "n j", "a m", "m j", "j d", "d e"))
    )
    assert walk.done("a") == ["d", "n", "t"]


@pytest.mark.parametrize("kind", ["inclusive", "parallel"])
def test_each_item_of_a_loop_has_joins_of_its_own(kind: str) -> None:
    nodes = (element("startEvent", "us"), gateway("parallel", "g"), user("a"), user("b"), gateway(kind, "j"), user("c"))
    lines = flows("us g", "g a", "g b", "a j", "b j", "j c", "c ue")
    walk = Walk(drawn(inside("u", *nodes, end("ue"), lines, extra=loop("l")), flows("s u", "u e")), l=[1, 2])
    walk.done("a", item=0)
    assert walk.done("b", item=1) == ["a", "b"]
    assert walk.done("b", item=0) == ["a", "c"]


def test_an_error_at_one_item_leaves_the_whole_loop() -> None:
    walk = Walk(
        drawn(user("a", loop("l")), boundary("x1", "a", "error"), user("c"), flows("s a", "a e", "x1 c", "c e")),
        l=[1, 2],
    )
    walk.step = fail(walk.model, walk.step.state, walk.token("a", 1), "broken", walk.facts)
    assert walk.here == ["c"]
    assert len(walk.step.state.tokens) == 1


def test_an_inclusive_join_waits_for_what_is_still_inside_a_sub_process() -> None:
    nodes = (gateway("parallel", "g"), gateway("inclusive", "j"), user("b"), user("d"))
    sub = inside("u", element("startEvent", "us"), user("ua"), end("ue"), flows("us ua", "ua ue"))
    walk = Walk(drawn(*nodes, sub, flows("s g", "g u", "g b", "u j", "b j", "j d", "d e")))
    assert walk.done("b") == ["ua"]
    assert walk.done("ua") == ["d"]


def test_the_first_event_wins() -> None:
    nodes = (gateway("eventBased", "g"), catch("t", "timer"), catch("n", "message"), user("a"), user("b"))
    walk = Walk(drawn(*nodes, flows("s g", "g t", "g n", "t a", "n b", "a e", "b e")))
    assert walk.here == ["n", "t"]
    timer = walk.token("t")
    walk.step = receive(walk.model, walk.step.state, "paid", walk.facts)
    assert walk.here == ["b"]
    assert sorted(t.node for t in walk.step.closed) == ["n", "t"]
    with pytest.raises(StaleToken):
        finish(walk.model, walk.step.state, timer, walk.facts)


def test_a_message_reaches_all_that_wait_for_it_and_nobody_else() -> None:
    nodes = (
        gateway("parallel", "g"),
        catch("n", "message"),
        element("receiveTask", "r", attributes={"messageRef": "m"}),
    )
    walk = Walk(drawn(*nodes, user("a"), flows("s g", "g n", "g r", "g a", "n e", "r e", "a e")))
    same = receive(walk.model, walk.step.state, "unknown", walk.facts)
    assert (same.state, same.opened, same.closed) == (walk.step.state, (), ())
    walk.step = receive(walk.model, walk.step.state, "paid", walk.facts)
    assert walk.here == ["a"]


def test_a_message_that_interrupts_takes_away_others_that_wait_for_it() -> None:
    sub = inside("u", element("startEvent", "us"), catch("k", "message"), end("ue"), flows("us k", "k ue"))
    walk = Walk(drawn(sub, boundary("n", "u", "message"), user("c"), flows("s u", "u e", "n c", "c e")))
    walk.step = receive(walk.model, walk.step.state, "paid", walk.facts)
    assert walk.here == ["c"]


@pytest.mark.parametrize(("interrupts", "left"), [(True, ["c"]), (False, ["a", "c"])])
def test_a_timer_beside_a_task(interrupts: bool, left: list[str]) -> None:  # noqa: FBT001
    model = drawn(
        user("a"), user("c"), boundary("t", "a", "timer", interrupts=interrupts), flows("s a", "a e", "t c", "c e")
    )
    walk = Walk(model)
    assert walk.here == ["a", "t"]
    assert walk.done("t") == left
    assert Walk(model).done("a") == []


def test_a_message_that_does_not_interrupt_may_come_again() -> None:
    beside = boundary("n", "a", "message", interrupts=False)
    walk = Walk(drawn(user("a"), user("c"), beside, flows("s a", "a e", "n c", "c e")))
    first = walk.token("n")
    assert walk.done("n", "n") == ["a", "c", "c", "n"]
    with pytest.raises(StaleToken):
        finish(walk.model, walk.step.state, first, walk.facts)
    assert walk.done("a") == ["c", "c"]


def _failing(*caught: str) -> Model:
    sub = inside("u", element("startEvent", "us"), user("ua"), end("ue"), flows("us ua", "ua ue"))
    events = {"own": boundary("o", "ua", "error"), "outer": boundary("x1", "u", "error")}
    events["any"] = boundary("x2", "u", "any-error")
    inner = sub.replace("</subProcess>", (events["own"] + flows("o ue") if "own" in caught else "") + "</subProcess>")
    outer = [events[each] + flows(f"{name} {name}t", f"{name}t e") + user(f"{name}t")
             for each, name in (("outer", "x1"), ("any", "x2")) if each in caught]  # fmt: skip
    return drawn(inner, *outer, flows("s u", "u e"))


@pytest.mark.parametrize(
    ("caught", "code", "left"),
    [(("own", "outer"), "broken", []), (("outer", "any"), "broken", ["x1t"]), (("outer", "any"), "else", ["x2t"])],
)
def test_an_error_goes_outwards_to_what_catches_it(caught: tuple[str, ...], code: str, left: list[str]) -> None:
    walk = Walk(_failing(*caught))
    walk.step = fail(walk.model, walk.step.state, walk.token("ua"), code, walk.facts)
    assert walk.here == left
    assert walk.ended == ("" if left else "e")


def test_an_error_that_nothing_catches_changes_nothing() -> None:
    walk = Walk(_failing("outer"))
    with pytest.raises(UncaughtError) as refused:
        fail(walk.model, walk.step.state, walk.token("ua"), "other", walk.facts)
    assert refused.value.error == "other"


def test_an_error_end_leaves_its_sub_process_through_what_catches_it() -> None:
    nodes = (element("startEvent", "us"), gateway("parallel", "ug"), user("ua"), user("ub"), end("ue"))
    lines = flows("us ug", "ug ua", "ug ub", "ua uf", "ub ue")
    sub = inside("u", *nodes, end("uf", "error"), lines)
    walk = Walk(drawn(sub, boundary("x1", "u", "error"), user("c"), flows("s u", "u e", "x1 c", "c e")))
    assert walk.done("ua") == ["c"]
    walk = Walk(drawn(sub, user("c"), flows("s u", "u c", "c e")))
    assert (walk.done("ua"), walk.ended) == ([], "uf")


def test_a_terminate_end_ends_its_own_sub_process_only() -> None:
    nodes = (element("startEvent", "us"), gateway("parallel", "ug"), user("ua"), user("ub"), end("ue"))
    sub = inside("u", *nodes, end("uf", "terminate"), flows("us ug", "ug ua", "ug ub", "ua uf", "ub ue"))
    walk = Walk(drawn(sub, gateway("parallel", "g"), user("b"), user("c"), end("f", "terminate"),
                      flows("s g", "g u", "g b", "u c", "c e", "b f")))  # fmt: skip
    assert walk.done("ua") == ["b", "c"]
    assert (walk.done("b"), walk.ended) == ([], "f")


@pytest.mark.parametrize("first", ["terminate", "error"])
def test_what_moves_beside_such_an_end_goes_no_further(first: str) -> None:
    nodes = (element("startEvent", "us"), gateway("parallel", "ug"), end("uf", first), user("ua"), end("ue"))
    sub = inside("u", *nodes, flows("us ug", "ug uf", "ug ua", "ua ue"))
    walk = Walk(
        drawn(sub, boundary("x1", "u", "error"), user("c"), user("d"), flows("s u", "u c", "c e", "x1 d", "d e"))
    )
    assert walk.here == [{"terminate": "c", "error": "d"}[first]]
    model = drawn(gateway("parallel", "g"), end("f", first), user("a"), flows("s g", "g f", "g a", "a e"))
    assert (Walk(model).here, Walk(model).ended) == ([], "f")


def test_a_task_for_each_of_a_list() -> None:
    model = drawn(user("a", loop("departments")), user("b"), flows("s a", "a b", "b e"))
    walk = Walk(model, departments=["x", "y", "z"])
    assert [t.item for t in waits(model, walk.step.state)] == [0, 1, 2]
    assert walk.done("a", item=1) == ["a", "a"]
    assert walk.done("a", "a") == ["b"]
    assert Walk(model, departments=[]).here == ["b"]
    with pytest.raises(NoItems):
        Walk(model)
    with pytest.raises(StuckError):
        Walk(model, departments=["x"] * 3000)


def test_one_after_the_other() -> None:
    walk = Walk(drawn(user("a", loop("l", is_sequential=True)), user("b"), flows("s a", "a b", "b e")), l=[1, 2, 3])
    assert [t.item for t in walk.step.opened] == [0]
    assert [walk.done("a"), walk.done("a"), walk.done("a")] == [["a"], ["a"], ["b"]]


@pytest.mark.parametrize("is_sequential", [False, True])
def test_those_that_are_done_may_be_enough(is_sequential: bool) -> None:  # noqa: FBT001
    each = loop("l", is_sequential=is_sequential, until="a == 'refuse'")
    model = drawn(user("a", each), user("b"), flows("s a", "a b", "b e"))
    walk = Walk(model, l=[1, 2, 3], a="approve")
    walk.done("a")
    assert walk.here == (["a"] if is_sequential else ["a", "a"])
    walk.facts = Facts({"l": [1, 2, 3], "a": "refuse"})
    assert walk.done("a") == ["b"]


def test_a_sub_process_for_each_sees_what_is_known_within_it() -> None:
    nodes = (element("startEvent", "us"), user("ua"), gateway("exclusive", "ug", "ug-ue"), user("ub"), end("ue"))
    sub = inside("u", *nodes, flows("us ua", "ua ug", "ug ub ua == 'return'", "ug ue", "ub ua"), extra=loop("l"))
    walk = Walk(drawn(sub, boundary("t", "u", "timer"), user("c"), flows("s u", "u e", "t c", "c e")), l=["x", "y"])
    assert walk.here == ["t", "ua", "ua"]
    second = next(t for t in waits(walk.model, walk.step.state) if t.node == "ua" and t.item == 1)
    walk.facts = Facts({"l": ["x", "y"], "ua": "approve"}, {second.scope: {"ua": "return"}})
    assert walk.done("ua", item=1) == ["t", "ua", "ub"]
    assert walk.done("ua", item=0) == ["t", "ub"]
    assert walk.done("t") == ["c"]


def test_what_is_known_within_goes_before_what_is_known_around() -> None:
    nodes = (element("startEvent", "vs"), user("a"), gateway("exclusive", "g", "g-ve"), user("b"), end("ve"))
    inner = inside("v", *nodes, flows("vs a", "a g", "g b x == 'inner'", "g ve", "b ve"))
    outer = inside("u", element("startEvent", "us"), inner, end("ue"), flows("us v", "v ue"))
    walk = Walk(drawn(outer, flows("s u", "u e")))
    scopes = {token.node: token.id for token in walk.step.state.tokens}
    walk.facts = Facts({"x": "all"}, {scopes["u"]: {"x": "outer"}, scopes["v"]: {"x": "inner"}})
    assert walk.done("a") == ["b"]


def test_a_loop_that_waits_for_nothing_is_stopped() -> None:
    model = drawn(gateway("exclusive", "m"), gateway("exclusive", "g", "g-m"), flows("s m", "m g", "g m", "g e x"))
    with pytest.raises(StuckError):
        begin(model, NOTHING)


def test_a_step_is_a_value() -> None:
    model = drawn(user("a"), flows("s a", "a e"))
    assert begin(model, NOTHING) == begin(model, NOTHING)
    assert isinstance(begin(model, NOTHING), Step)
