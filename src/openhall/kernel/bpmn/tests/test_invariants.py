"""What holds of every state, whatever the model and whatever is done in whatever order."""

import re
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openhall.kernel.bpmn.machine import Facts, StaleToken, Token, finish, receive, waits
from openhall.kernel.bpmn.model import Problem
from openhall.kernel.bpmn.proving import problems_of
from openhall.kernel.bpmn.reading import read_model
from openhall.kernel.bpmn.tests.random_models import Block, Written, random_block, written
from openhall.kernel.bpmn.tests.walks import ENOUGH, Walk

#: Blocks in which something is taken away before it is done.
INTERRUPTED = frozenset(
    {
        *("guarded", "guarded-inside", "warned", "warned-inside", "stopped", "broken", "first"),
        *("each-enough", "one-by-one-enough"),
    }
)
SEEDS = st.integers(0, 2**32)


def _model(seed: int, size: int = 12, without: frozenset[str] = frozenset()) -> Block:
    random = Random(seed)  # noqa: S311 - models, no secrets
    return random_block(random, random.randint(1, size), without)


def _check(walk: Walk) -> None:
    """Ids are unique and rise, every token is in one that is older, and what waits is what is told to wait."""
    state = walk.step.state
    ids = [token.id for token in state.tokens]
    assert ids == sorted(set(ids))
    assert all(number < state.next_id for number in ids)
    assert {token.scope for token in state.tokens} - {0} <= set(ids)
    assert all(token.scope < token.id for token in state.tokens)
    assert bool(walk.step.ended) == (not state.tokens)
    assert walk.step.ended or waits(walk.model, state)


@settings(max_examples=60, deadline=None)
@given(SEEDS, SEEDS)
def test_every_state_is_sound_and_every_process_ends(shape: int, way: int) -> None:
    walk = Walk(written(_model(shape)), way)
    _check(walk)
    while not walk.step.ended:
        before = walk.step.state
        waited = set(waits(walk.model, before))
        token = walk.go_on()
        _check(walk)
        now = set(waits(walk.model, walk.step.state))
        assert (set(walk.step.opened), set(walk.step.closed)) == (now - waited, waited - now)
        assert token in walk.step.closed
        with pytest.raises(StaleToken):
            finish(walk.model, walk.step.state, token.id, Facts(walk.facts))


@settings(max_examples=40, deadline=None)
@given(SEEDS, SEEDS)
def test_nothing_is_lost_but_by_what_interrupts(shape: int, way: int) -> None:
    """Where nothing interrupts, a step takes away the token that went on, what it held, and what it met at a join."""
    walk = Walk(written(_model(shape, without=INTERRUPTED)), way)
    while not walk.step.ended:
        before = walk.step.state.tokens
        done = walk.go_on()
        lost = set(before) - set(walk.step.state.tokens)
        assert {token for token in lost if _is_waiting(walk, token)} <= _met(walk, done)


def _is_waiting(walk: Walk, token: Token) -> bool:
    return token.node in walk.model.waiting and not token.via


def _met(walk: Walk, done: Token) -> set[Token]:
    """Return the tokens that may go with ``done``: others that waited for the same message."""
    event = walk.model.nodes[done.node].event
    if event is None or event.kind != "message":
        return {done}
    return {token for token in walk.step.closed if walk.model.nodes[token.node].event == event}


@settings(max_examples=40, deadline=None)
@given(SEEDS, SEEDS)
def test_a_step_depends_on_nothing_but_what_is_given(shape: int, way: int) -> None:
    first, second = Walk(written(_model(shape)), way), Walk(written(_model(shape)), way)
    while not first.step.ended:
        first.go_on()
        second.go_on()
        assert first.step == second.step
    nothing = receive(first.model, first.step.state, "a message that nobody awaits", Facts())
    assert (nothing.state, nothing.opened, nothing.closed) == (first.step.state, (), ())


def _spoilt(model: Written, random: Random) -> Written:
    """Return the model with one of its gateways turned into another kind, where it has one."""
    joins = re.findall(r'<(\w+)Gateway id="(j\d+)"', model.xml)
    if not joins:
        return model
    kind, name = random.choice(joins)
    other = random.choice([each for each in ("exclusive", "parallel", "inclusive") if each != kind])
    return replace(model, xml=model.xml.replace(f'<{kind}Gateway id="{name}"', f'<{other}Gateway id="{name}"'))


def _does_stick(model: Written, way: int) -> bool:
    walk = Walk(model, way)
    while not walk.step.ended and walk.count < ENOUGH:
        if not waits(walk.model, walk.step.state):
            return True
        walk.go_on()
    return False


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_what_sticks_is_never_proved_sound(shape: int) -> None:
    random = Random(shape)  # noqa: S311 - models, no secrets
    model = _spoilt(written(_model(shape, 6)), random)
    if any(_does_stick(model, way) for way in range(12)):
        assert _problems(model) != ()


def _problems(model: Written) -> tuple[Problem, ...]:
    """Return what is unsound, whatever list is empty; a model that is too large to tell is not held against anybody."""
    read = read_model(model.for_us())
    lists = frozenset(node.loop.collection for node in read.nodes.values() if node.loop)
    return problems_of(read, lists)


@settings(max_examples=25, deadline=None)
@given(SEEDS)
def test_what_is_built_of_sound_blocks_is_proved_sound(shape: int) -> None:
    problems = _problems(written(_model(shape, 6)))
    assert [problem for problem in problems if "too many states" not in problem.told] == []
