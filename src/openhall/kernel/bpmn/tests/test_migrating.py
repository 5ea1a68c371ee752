"""A running process in a changed model: where its tokens go, and what keeps it in the old one."""

from collections.abc import Mapping
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.kernel.bpmn import exploring, migrating
from openhall.kernel.bpmn.exploring import Begun, Graph, TooLargeError, explore
from openhall.kernel.bpmn.machine import Facts, State, begin, finish, waits
from openhall.kernel.bpmn.migrating import CannotMove, Migration, Obstacle
from openhall.kernel.bpmn.model import Model
from openhall.kernel.bpmn.reading import read_model
from openhall.kernel.bpmn.tests.drawn import boundary, catch, drawn, end, flows, gateway, inside, loop, user
from openhall.kernel.bpmn.tests.random_models import random_block, written
from openhall.kernel.bpmn.tests.walks import Walk

KNOWN = ("a", "offices")
OFFICES = Facts({"offices": ["fire", "parks"]})
ONE = drawn(user("a"), flows("s a", "a e"))
SIDE_BY_SIDE = drawn(
    gateway("parallel", "split"),
    user("a"),
    user("b"),
    gateway("parallel", "join"),
    flows("s split", "split a", "split b", "a join", "b join", "join e"),
)


def at(model: Model, *done: str, facts: Facts = OFFICES) -> State:
    """Return the state after these nodes are done."""
    state = begin(model, facts).state
    for node in done:
        token = next(each for each in waits(model, state) if each.node == node)
        state = finish(model, state, token.id, facts).state
    return state


def moved(
    old: Model, new: Model, state: State, nodes: Mapping[str, str] | None = None, **how: Mapping[str, str]
) -> State:
    return Migration(old, new, nodes, **how).move(state, KNOWN, is_judged=False)


def obstacle(old: Model, new: Model, state: State, nodes: Mapping[str, str] | None = None) -> tuple[str, Obstacle]:
    with pytest.raises(CannotMove) as held:
        moved(old, new, state, nodes)
    return held.value.node, held.value.why


def test_a_task_that_is_called_otherwise_waits_under_its_new_name() -> None:
    new = drawn(user("check"), user("sign"), flows("s check", "check sign", "sign e"))
    state = moved(ONE, new, at(ONE), {"a": "check"})
    assert [token.node for token in state.tokens] == ["check"]
    assert finish(new, state, state.tokens[0].id, Facts()).opened[0].node == "sign"


def test_a_task_without_a_counterpart_stays() -> None:
    new = drawn(user("check"), flows("s check", "check e"))
    assert obstacle(ONE, new, at(ONE)) == ("a", Obstacle.NO_COUNTERPART)
    assert obstacle(ONE, new, at(ONE), {"a": "chekc"}) == ("a", Obstacle.NO_COUNTERPART)


def test_a_task_that_became_a_timer_stays() -> None:
    assert obstacle(ONE, drawn(catch("a", "timer"), flows("s a", "a e")), at(ONE)) == ("a", Obstacle.OTHER_KIND)


def test_a_task_for_one_and_a_task_for_each_are_not_the_same() -> None:
    each = drawn(user("a", loop("offices")), flows("s a", "a e"))
    turn = drawn(user("a", loop("offices", is_sequential=True)), flows("s a", "a e"))
    others = drawn(user("a", loop("departments")), flows("s a", "a e"))
    for old, new in ((ONE, each), (each, ONE), (each, turn), (each, others)):
        assert obstacle(old, new, at(old)) == ("a", Obstacle.OTHER_LOOP)
    assert moved(each, each, at(each, "a")) == at(each, "a")


def test_a_task_that_went_into_a_sub_process_stays_and_one_whose_sub_process_is_called_otherwise_moves() -> None:
    within = drawn(
        inside("u", user("a"), '<startEvent id="us"/><endEvent id="ue"/>', flows("us a", "a ue")), flows("s u", "u e")
    )
    other = drawn(
        inside("v", user("a"), '<startEvent id="us"/><endEvent id="ue"/>', flows("us a", "a ue")), flows("s v", "v e")
    )
    assert obstacle(ONE, within, at(ONE)) == ("a", Obstacle.OTHER_SCOPE)
    assert obstacle(within, other, at(within)) == ("u", Obstacle.NO_COUNTERPART)
    assert [token.node for token in moved(within, other, at(within), {"u": "v"}).tokens] == ["v", "a"]


def test_what_waits_at_a_join_keeps_the_way_it_came() -> None:
    waiting = at(SIDE_BY_SIDE, "a")
    again = drawn(
        gateway("parallel", "split"),
        user("first"),
        user("b"),
        gateway("parallel", "meet"),
        flows("s split", "split first", "split b", "first meet", "b meet", "meet e"),
    )
    nodes = {"a": "first", "join": "meet"}
    found = moved(SIDE_BY_SIDE, again, waiting, nodes)
    assert {(token.node, token.via) for token in found.tokens} == {("b", ""), ("meet", "first-meet")}
    assert finish(again, found, next(each.id for each in found.tokens if each.node == "b"), Facts()).ended == "e"


def test_a_step_put_before_a_join_needs_a_word_about_the_flow() -> None:
    longer = drawn(
        gateway("parallel", "split"),
        user("a"),
        user("more"),
        user("b"),
        gateway("parallel", "join"),
        flows("s split", "split a", "split b", "a more", "more join", "b join", "join e"),
    )
    waiting = at(SIDE_BY_SIDE, "a")
    assert obstacle(SIDE_BY_SIDE, longer, waiting) == ("join", Obstacle.NO_FLOW)
    found = moved(SIDE_BY_SIDE, longer, waiting, flows={"a-join": "more-join"})
    assert {token.via for token in found.tokens} == {"", "more-join"}
    assert moved(SIDE_BY_SIDE, longer, at(SIDE_BY_SIDE)) == at(SIDE_BY_SIDE)


def test_a_state_that_would_stick_stays() -> None:
    """Nothing is left at ``b`` of a process that is at ``a`` only; behind ``a`` the new model waits for both."""
    assert obstacle(ONE, SIDE_BY_SIDE, at(ONE)) == ("join", Obstacle.NO_END)


def test_a_choice_ahead_that_reads_what_was_never_decided_keeps_the_state() -> None:
    new = drawn(
        user("before", decisions="approve refuse"),
        user("a"),
        gateway("exclusive", "which"),
        end("no"),
        flows("s before", "before a", "a which", "which e before == 'approve'", "which no before == 'refuse'"),
    )
    assert obstacle(ONE, new, at(ONE)) == ("which", Obstacle.NOT_KNOWN)
    assert Migration(ONE, new).move(at(ONE), {"before"}, is_judged=True) == at(ONE)
    helped = drawn(
        user("before", decisions="approve refuse"),
        user("a"),
        gateway("exclusive", "which", default="which-e"),
        end("no"),
        flows("s before", "before a", "a which", "which e", "which no before == 'refuse'"),
    )
    assert moved(ONE, helped, at(ONE)) == at(ONE)


def test_a_choice_ahead_that_reads_what_is_decided_on_the_way_keeps_nothing() -> None:
    new = drawn(
        user("a"),
        user("later", decisions="approve refuse"),
        gateway("exclusive", "which"),
        end("no"),
        flows("s a", "a later", "later which", "which e later == 'approve'", "which no later == 'refuse'"),
    )
    assert moved(ONE, new, at(ONE)) == at(ONE)


def test_a_list_ahead_has_to_be_known() -> None:
    new = drawn(user("a"), user("b", loop("departments")), flows("s a", "a b", "b e"))
    assert obstacle(ONE, new, at(ONE)) == ("b", Obstacle.NOT_KNOWN)
    assert Migration(ONE, new).move(at(ONE), {"departments"}, is_judged=True) == at(ONE)


def test_a_refusal_that_nobody_would_have_judged_keeps_the_state() -> None:
    old = drawn(user("a"), catch("wait", "timer"), flows("s a", "a wait", "wait e"))
    new = drawn(user("a"), catch("wait", "timer"), end("e", outcome="refused"), flows("s a", "a wait", "wait e"))
    waiting = at(old, "a")
    assert Migration(old, new).move(waiting, (), is_judged=True) == waiting
    with pytest.raises(CannotMove, match=Obstacle.NO_END):
        Migration(old, new).move(waiting, (), is_judged=False)


def test_events_beside_a_task_follow_the_new_model() -> None:
    late = drawn(user("a"), boundary("late", "a", "timer"), end("gone"), flows("s a", "a e", "late gone"))
    fresh = moved(ONE, late, at(ONE))
    assert [(token.id, token.node, token.scope) for token in fresh.tokens] == [(1, "a", 0), (2, "late", 1)]
    assert fresh.next_id == 3
    assert moved(late, ONE, at(late)).tokens == at(ONE).tokens
    paid = drawn(user("a"), boundary("late", "a", "message"), end("gone"), flows("s a", "a e", "late gone"))
    assert [(token.id, token.node) for token in moved(late, paid, at(late)).tokens] == [(1, "a"), (3, "late")]


def test_a_new_event_waits_once_beside_a_task_for_each() -> None:
    old = drawn(user("a", loop("offices")), flows("s a", "a e"))
    new = drawn(
        user("a", loop("offices")), boundary("late", "a", "timer"), end("gone"), flows("s a", "a e", "late gone")
    )
    assert [(token.node, token.scope) for token in moved(old, new, at(old)).tokens] == [
        ("a", 0),
        ("a", 1),
        ("a", 1),
        ("late", 1),
    ]


def test_a_reminder_that_has_gone_out_does_not_go_out_again() -> None:
    reminded = drawn(
        user("a"), boundary("soon", "a", "timer", interrupts=False), end("told"), flows("s a", "a e", "soon told")
    )
    waiting = at(reminded, "soon")
    assert moved(reminded, reminded, waiting) == waiting
    other = drawn(
        user("a"), boundary("early", "a", "timer", interrupts=False), end("told"), flows("s a", "a e", "early told")
    )
    assert moved(reminded, other, waiting, {"soon": "early"}).tokens == waiting.tokens
    assert [token.node for token in moved(reminded, other, waiting).tokens] == ["a", "early"]


def test_what_is_waited_for_first_follows_the_new_model() -> None:
    def first(*names: str) -> Model:
        return drawn(
            gateway("eventBased", "g"),
            *(catch(name, "message" if name == "m1" else "timer") for name in names),
            flows("s g", *(f"g {name}" for name in names), *(f"{name} e" for name in names)),
        )

    old, new = first("m1", "t1"), first("m1", "t2")
    found = moved(old, new, at(old))
    assert [token.node for token in found.tokens] == ["g", "m1", "t2"]
    assert finish(new, found, found.tokens[2].id, Facts()).ended == "e"


def test_what_is_proved_once_is_not_proved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    each = drawn(user("a", loop("offices")), flows("s a", "a e"))
    migration, explored = Migration(each, each), list[Model]()

    def counted(model: Model, lists: frozenset[str], *, begun: Begun) -> Graph:
        explored.append(model)
        return explore(model, lists, begun=begun)

    monkeypatch.setattr(migrating, "explore", counted)
    for count in (3, 4, 5):
        state = at(each, facts=Facts({"offices": ["x"] * count}))
        assert migration.move(state, KNOWN, is_judged=False) == state
    assert len(explored) == 1


# Models of so many states are moved in a tenth of the time; those up to the limit of the hall, in the long run.
@pytest.mark.parametrize("most", [2_000, pytest.param(exploring.MAX_STATES, marks=pytest.mark.long)])
@settings(max_examples=60, deadline=None)
@given(shape=st.integers(0, 2**32), way=st.integers(0, 2**32))
def test_into_the_same_model_every_state_moves_and_stays_as_it_was(most: int, shape: int, way: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exploring, "MAX_STATES", most)
        _every_state_moves(shape, way)


def _every_state_moves(shape: int, way: int) -> None:
    random = Random(shape)  # noqa: S311 - models, no secrets
    model = written(random_block(random, random.randint(1, 6)))
    walk = Walk(model, way)
    again = read_model(model.for_us())
    migration = Migration(walk.model, again)
    while not walk.step.ended:
        try:
            assert migration.move(walk.step.state, walk.facts, is_judged=False) == walk.step.state
        except CannotMove:
            # Nothing but the number of states that follow keeps it.
            lists = frozenset(node.loop.collection for node in again.nodes.values() if node.loop)
            with pytest.raises(TooLargeError):
                explore(again, lists, begun=Begun(walk.step.state.tokens, walk.step.state.next_id, is_judged=False))
            return
        walk.go_on()
