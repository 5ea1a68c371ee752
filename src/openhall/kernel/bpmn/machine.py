"""The interpreter of a model: a state and what happened give the next state. It reads no clock and keeps nothing.

A service or rule task waits like a user task; whoever drives the machine does it and calls ``finish`` at once.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openhall.kernel.bpmn.model import Flow, Model, Node, NodeKind
from openhall.kernel.bpmn.running import NoFlow, NoItems, Run, Seen, StuckError, Token
from openhall.kernel.errors import Refusal

__all__ = [
    "Facts",
    "NoFlow",
    "NoItems",
    "StaleToken",
    "State",
    "Step",
    "StuckError",
    "Token",
    "UncaughtError",
    "begin",
    "fail",
    "finish",
    "receive",
    "waits",
]


class StaleToken(Refusal):
    """Nothing waits at this token: it is done, was interrupted or never was. ``token`` is its id."""

    code = "stale-token"


class UncaughtError(StuckError):
    """An error was thrown that no event of the model catches; nothing has changed. ``error`` is its code."""

    def __init__(self, node: str, error: str) -> None:
        self.error = error
        super().__init__(node, f"nothing catches the error “{error}”")


@dataclass(frozen=True, slots=True)
class State:
    """Where a process is: its tokens, the oldest first. There is nothing else, and nothing about anybody."""

    tokens: tuple[Token, ...] = ()
    next_id: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """What conditions read: ``inner`` holds what is known only within one sub-process, loop or item of a loop.

    A name is looked for in the scope of the token, then outwards, at last in ``data``.
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    inner: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)

    def flows(self, model: Model, node: Node, seen: Seen) -> Sequence[Flow]:
        """Return the flows that hold: the first at an exclusive gateway, elsewhere all; else the default."""
        known = self._from(seen)
        held: list[Flow] = []
        for flow in (model.flows[name] for name in node.outgoing):
            if flow.id != node.default and (flow.condition is None or flow.condition.holds(known)):
                held.append(flow)
                if node.kind is NodeKind.EXCLUSIVE:
                    return held
        return held or ([model.flows[node.default]] if node.default else [])

    def items(self, node: Node, seen: Seen) -> int:
        """Return the length of the list that ``node`` is done for."""
        name = node.loop.collection if node.loop else ""
        listed = self._from(seen).get(name)
        if not isinstance(listed, list | tuple):
            raise NoItems(node.id, name)
        return len(listed)

    def is_enough(self, node: Node, seen: Seen) -> bool:
        """Tell whether the condition holds that ends the loop of ``node`` early."""
        until = node.loop.until if node.loop else None
        return until is not None and until.holds(self._from(seen))

    def _from(self, seen: Seen) -> Mapping[str, Any]:
        if not self.inner:
            return self.data
        known = dict(self.data)
        for number in reversed([*_outwards(seen)]):
            known.update(self.inner.get(number, {}))
        return known


def _outwards(seen: Seen) -> Iterator[int]:
    number = seen.scope
    while number:
        yield number
        number = seen.tokens[number].scope


@dataclass(frozen=True, slots=True)
class Step:
    """What came of something that happened.

    ``opened`` and ``closed`` are the waiting tokens that appeared and vanished; ``ended`` is the id of the end event
    that ended the process, '' while it runs.
    """

    state: State
    opened: tuple[Token, ...]
    closed: tuple[Token, ...]
    ended: str = ""


def begin(model: Model, facts: Facts) -> Step:
    """Start the process. Raises ``NoFlow``, ``NoItems`` or another ``StuckError``."""
    run = Run(model, facts, (), 1)
    run.start()
    return _step(model, State(), run)


def finish(model: Model, state: State, token_id: int, facts: Facts) -> Step:
    """Let the process go on at a token: its task is done, its timer has fired or its message has come.

    Raises ``StaleToken`` when nothing waits there, ``NoFlow``, ``NoItems`` or another ``StuckError``.
    """
    token = _waiting(model, state, token_id)
    run = Run(model, facts, state.tokens, state.next_id)
    run.finish(token)
    return _step(model, state, run)


def fail(model: Model, state: State, token_id: int, code: str, facts: Facts) -> Step:
    """Throw the error ``code`` where a token waits. Raises as ``finish``, and ``UncaughtError``."""
    token = _waiting(model, state, token_id)
    run = Run(model, facts, state.tokens, state.next_id)
    if not run.fail(token, code):
        raise UncaughtError(token.node, code)
    return _step(model, state, run)


def receive(model: Model, state: State, message: str, facts: Facts) -> Step:
    """Hand a message to all tokens that wait for it; nothing happens where none does. Raises as ``finish``."""
    run = Run(model, facts, state.tokens, state.next_id)
    for token in waits(model, state):
        event = model.nodes[token.node].event
        if event is not None and (event.kind, event.value) == ("message", message) and token.id in run.tokens:
            run.finish(token)
    return _step(model, state, run)


def waits(model: Model, state: State) -> tuple[Token, ...]:
    """Return the tokens that wait for a person, a service, a rule, a time or a message."""
    return tuple(token for token in state.tokens if token.node in model.waiting and not token.via)


def _waiting(model: Model, state: State, token_id: int) -> Token:
    for token in state.tokens:
        if token.id == token_id and token.node in model.waiting and not token.via:
            return token
    raise StaleToken(token=token_id)


def _step(model: Model, before: State, run: Run) -> Step:
    left, waiting, fresh = run.tokens, model.waiting, before.next_id
    tokens = tuple(left.values())
    # Lists: they are made faster than what a tuple would draw out of a generator.
    opened = [token for token in tokens if token.id >= fresh and token.node in waiting and not token.via]
    closed = [token for token in before.tokens if token.id not in left and token.node in waiting and not token.via]
    return Step(State(tokens, run.next_id), tuple(opened), tuple(closed), run.ended)
