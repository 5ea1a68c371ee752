"""Why SpiffWorkflow went another way: our interpreter does as it does, in the ways that are known, and nothing else.

Walks that differ are gone again. Beside ours go all that the known differences allow; those that SpiffWorkflow does not
follow are dropped. If one is left where the two part, its differences are why.
"""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass

from openhall.kernel.bpmn.machine import Facts, State, Step, Token, waits
from openhall.kernel.bpmn.model import Model
from openhall.kernel.bpmn.running import Run
from openhall.kernel.bpmn.tests.random_models import Block, written
from openhall.kernel.bpmn.tests.walks import Walk, place_of
from tests.processes.spiff import Spiff

LOOP = "an inclusive join goes on before what goes round in its branch has come"
INNER = "an inclusive join goes on before what an inner inclusive split sent has come"
NEIGHBOURS = "an error is caught by every open activity that names its code"
#: More ways than these are not followed.
_MOST = 400


@dataclass(frozen=True, slots=True)
class Way:
    """Where a process can be if it went as SpiffWorkflow may, and why it did."""

    tokens: tuple[Token, ...]
    next_id: int
    ended: str
    causes: frozenset[str]


class _Run(Run):
    """A step after which an inclusive join can be made to go on."""

    __slots__ = ()

    def join_early(self, join: str, scope: int) -> None:
        for number in self._came(join, scope).values():
            del self.tokens[number]
        self._leave(self._model.nodes[join], scope, -1)
        self._settle()


class _CaughtByAll(_Run):
    """A step in which an error is caught wherever its code is named."""

    __slots__ = ()

    def _throw(self, number: int, code: str) -> bool:
        del number
        for token in list(self.tokens.values()):
            parent = self.tokens.get(token.scope)
            events = self._model.attached.get(token.node, ())
            caught = next((each for each in events if each.event and each.event.value == code), None)
            if token.id in self.tokens and caught and (parent is None or parent.node != token.node):
                self._close(token)
                self._leave(caught, token.scope, token.item)
        return True


def causes_of(block: Block, seed: int) -> frozenset[str] | None:
    """Return why the two part; ``None`` where what is known does not explain it. They must part.

    Nothing at all is why where two tokens looked alike, and each went on with another one: then both are right.
    """
    model = written(block)
    ours = Walk(model, seed)
    other = Spiff(model.for_spiff(), ours.facts)
    begun = _Run(ours.model, Facts(ours.facts), (), 1)
    begun.start()
    ways = list(_spread(ours.model, [_way(begun, frozenset())], Facts(ours.facts)))
    while True:
        ways = [way for way in ways if _shown(ours, way) == (other.waits(), other.is_ended)]
        if (ours.waits(), bool(ours.step.ended)) != (other.waits(), other.is_ended):
            return min((way.causes for way in ways), key=len, default=None)
        before = ours.step.state
        token = ours.go_on(other)
        facts = Facts(ours.facts)
        gone = (next_ for way in ways for next_ in _gone_on(ours.model, way, before, token, facts))
        ways = list(_spread(ours.model, gone, facts))


def _way(run: Run, causes: frozenset[str]) -> Way:
    return Way(tuple(run.tokens.values()), run.next_id, run.ended, causes)


def _shown(walk: Walk, way: Way) -> tuple[list[tuple[str, tuple[int, ...]]], bool]:
    beside = copy(walk)
    beside.step = Step(State(way.tokens, way.next_id), (), (), way.ended)
    return beside.waits(), bool(way.ended)


def _gone_on(model: Model, way: Way, before: State, token: Token, facts: Facts) -> Iterator[Way]:
    """Yield where ``way`` can be once what went on in ours went on: of tokens that look alike, any may have."""
    state, place, event = State(way.tokens, way.next_id), place_of(before, token), model.nodes[token.node].event
    waiting = waits(model, state)
    if event is not None and event.kind == "message":
        yield from _stepped(model, way, [each for each in waiting if model.nodes[each.node].event == event], facts)
    else:
        for each in waiting:
            if place_of(state, each) == place:
                yield from _stepped(model, way, [each], facts)


def _stepped(model: Model, way: Way, tokens: list[Token], facts: Facts) -> Iterator[Way]:
    for kind, causes in ((_Run, way.causes), (_CaughtByAll, way.causes | {NEIGHBOURS})):
        run = kind(model, facts, way.tokens, way.next_id)
        for token in tokens:
            if token.id in run.tokens:
                run.finish(token)
        yield _way(run, causes)


def _spread(model: Model, ways: Iterable[Way], facts: Facts) -> Iterator[Way]:
    """Yield ways, and those where inclusive joins that still wait have gone on, where that is known of them."""
    open_, seen = list(ways), set[object]()
    while open_ and len(seen) < _MOST:
        way = open_.pop()
        alike = (tuple(each[1:] for each in way.tokens), way.ended, way.causes)
        if alike in seen:
            continue
        seen.add(alike)
        yield way
        for join, scope in sorted({(each.node, each.scope) for each in way.tokens if each.node in model.reach}):
            for cause in _known_of(model, join):
                run = _Run(model, facts, way.tokens, way.next_id)
                run.join_early(join, scope)
                open_.append(_way(run, way.causes | {cause}))


def _known_of(model: Model, join: str) -> Iterator[str]:
    """Yield what is known of an inclusive join: its branches hold another one, or a circle."""
    node = model.nodes[join]
    # What lies before the split reaches the join by all of its flows.
    branches = [each for each, flows in model.reach[join].items() if each != join and len(flows) < len(node.incoming)]
    if any(each in model.reach for each in branches):
        yield INNER
    if any(_goes_round(model, each) for each in branches):
        yield LOOP


def _goes_round(model: Model, name: str) -> bool:
    seen, open_ = set[str](), [name]
    while open_:
        for flow in model.nodes[open_.pop()].outgoing:
            target = model.flows[flow].target
            if target == name:
                return True
            if target not in seen:
                seen.add(target)
                open_.append(target)
    return False
