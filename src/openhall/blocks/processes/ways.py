"""A way through a model: where it stands and what is known there. It reads no clock, keeps no rows and asks nobody."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from openhall.blocks.processes.rules import severest
from openhall.kernel.bpmn import machine
from openhall.kernel.bpmn.model import Model, NodeKind

#: What the hall does by itself as soon as it is there.
BY_ITSELF = frozenset({NodeKind.SERVICE, NodeKind.RULE})


@dataclass(slots=True)
class Way:
    """One way through ``model``. ``data`` and ``inner`` are what its conditions read; ``ended`` is the end event."""

    model: Model
    data: dict[str, Any]
    inner: dict[int, dict[str, Any]] = field(default_factory=dict)
    state: machine.State = field(default_factory=machine.State)
    ended: str = ""

    def begin(self) -> Sequence[machine.Token]:
        """Begin at the model's start; return what waits then."""
        return self._take(machine.begin(self.model, self._facts()))

    def finish(self, token: machine.Token, result: str) -> Sequence[machine.Token]:
        """Let what waits at ``token`` go on with a result (empty for an event); return what waits since."""
        if result:
            self._record(token, result)
        return self._take(machine.finish(self.model, self.state, token.id, self._facts()))

    def token(self, number: int) -> machine.Token:
        """Return a token by its number."""
        return next(each for each in self.state.tokens if each.id == number)

    def item_of(self, token: machine.Token) -> tuple[str, int]:
        """Return the collection and the place in it of the loop's item that ``token`` belongs to."""
        if not token.scope and token.item < 0:
            return "", -1
        by_id = {each.id: each for each in self.state.tokens}
        here: machine.Token | None = token
        while here is not None:
            loop = self.model.nodes[here.node].loop
            if here.item >= 0 and loop is not None:
                return loop.collection, here.item
            here = by_id.get(here.scope)
        return "", -1

    def _facts(self) -> machine.Facts:
        return machine.Facts(self.data, self.inner)

    def _record(self, token: machine.Token, result: str) -> None:
        """Write a result down for conditions: the item's own inside a loop, the severest of this round outside it."""
        by_id = {each.id: each for each in self.state.tokens}
        value, scope = result, token.scope
        while scope:
            within = by_id[scope]
            own = self.inner.setdefault(scope, {})
            # A scope that holds several items sees the severest of those that are done.
            holds_items = bool(within.via) and self.model.nodes[within.node].loop is not None
            own[token.node] = severest(str(own[token.node]), value) if holds_items and token.node in own else value
            value, scope = own[token.node], within.scope
        self.data[token.node] = value

    def _take(self, step: machine.Step) -> Sequence[machine.Token]:
        self.state, self.ended = step.state, step.ended
        if self.inner:
            alive = {token.id for token in step.state.tokens}
            for scope in [scope for scope in self.inner if scope not in alive]:
                del self.inner[scope]
        return step.opened
