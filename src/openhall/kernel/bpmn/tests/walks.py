"""Random walks through a process: what waits by name and item, who is chosen to go on, what conditions say."""

from collections.abc import Mapping
from random import Random
from typing import Any, Protocol

from openhall.kernel.bpmn.machine import Facts, State, Step, Token, begin, finish, receive, waits
from openhall.kernel.bpmn.model import Model, NodeKind
from openhall.kernel.bpmn.reading import read_model
from openhall.kernel.bpmn.tests.random_models import Written

#: A name, and which of the items of the loops around it, from the outermost.
Place = tuple[str, tuple[int, ...]]
#: After so many steps no loop is gone round again.
ENOUGH = 60
MOST = 400


class Stranger(Protocol):
    """Another interpreter of the same process."""

    @property
    def is_ended(self) -> bool: ...
    def waits(self) -> list[Place]: ...
    def go_on(self, place: Place) -> None: ...
    def receive(self, message: str) -> None: ...


class Walk:
    """One process and one seed."""

    def __init__(self, written: Written, seed: int, **facts: object) -> None:
        self._written = written
        self._random = Random(seed)  # noqa: S311 - schedules, no secrets
        self.facts: dict[str, Any] = dict(facts)
        self.model: Model = read_model(written.for_us())
        self._decide(is_late=False)
        self.count = 0
        self.step: Step = begin(self.model, Facts(self.facts))

    def _decide(self, *, is_late: bool) -> None:
        random = self._random
        self.facts |= {name: random.random() < 0.5 for name in self._written.conditions}
        self.facts |= {name: not is_late and random.random() < 0.4 for name in self._written.loops}
        self.facts |= {name: ["x"] * random.choice((0, 1, 1, 2, 2, 3)) for name in self._written.lists}

    def waits(self) -> list[Place]:
        """Return what waits; of an event gateway, itself: others do not say which of its events wait."""
        gateways = {token.id: token for token in self.step.state.tokens if self._kind(token) is NodeKind.EVENT_GATEWAY}
        plain = [token for token in waits(self.model, self.step.state) if token.scope not in gateways]
        return sorted(place_of(self.step.state, token) for token in (*plain, *gateways.values()))

    def _seen(self, token: Token) -> Place:
        parent = next((each for each in self.step.state.tokens if each.id == token.scope), None)
        is_chosen = parent is not None and self._kind(parent) is NodeKind.EVENT_GATEWAY
        return place_of(self.step.state, parent if parent is not None and is_chosen else token)

    def _kind(self, token: Token) -> NodeKind:
        return self.model.nodes[token.node].kind

    def go_on(self, stranger: Stranger | None = None) -> Token:
        """Let something that waits go on, here and with a stranger; return what it was."""
        self.count += 1
        assert self.count < MOST
        self._decide(is_late=self.count > ENOUGH)
        return self.go_on_at(self._random.choice(waits(self.model, self.step.state)), stranger)

    def go_on_at(self, token: Token, stranger: Stranger | None = None) -> Token:
        """Let this go on that waits."""
        facts = Facts(self.facts)
        event = self.model.nodes[token.node].event
        place = self._seen(token)
        if event is not None and event.kind == "message":
            self.step = receive(self.model, self.step.state, event.value, facts)
            if stranger is not None:
                stranger.receive(event.value)
        else:
            self.step = finish(self.model, self.step.state, token.id, facts)
            if stranger is not None:
                stranger.go_on(place)
        return token


def place_of(state: State, token: Token) -> Place:
    """Return where a token is, by name and items."""
    tokens: Mapping[int, Token] = {each.id: each for each in state.tokens}
    items = []
    here: Token | None = token
    while here is not None:
        parent = tokens.get(here.scope)
        if parent is not None and parent.node == here.node:
            items.append(here.item)
        here = parent
    return token.node, tuple(reversed(items))
