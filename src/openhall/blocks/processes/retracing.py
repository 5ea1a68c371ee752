"""One way through a changed model, with the decisions that were recorded on the way through another."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from openhall.blocks.processes.rows import Steps
from openhall.blocks.processes.ways import BY_ITSELF, Way
from openhall.kernel.bpmn import machine
from openhall.kernel.bpmn.machine import StuckError, Token
from openhall.kernel.bpmn.model import Model, NodeKind

#: A way of more steps goes round in circles.
_MOST_STEPS = 1_000


class Hold(StrEnum):
    """Why a case cannot go on in the changed model."""

    #: Nobody decided here: the task is new, or was never reached.
    NOBODY_DECIDED = "nobody-decided"
    #: What was decided cannot be decided here any more.
    OTHER_DECISION = "other-decision"
    #: The table was never asked.
    NOT_ASKED = "not-asked"
    #: It waits for a time or a message that did not come.
    WAITS = "waits"
    #: The model has no way on, or none that ends.
    NO_WAY = "no-way"


class Traced(NamedTuple):
    """Where it led: the outcome, or at which node it stops and why.

    ``steps`` and ``tasks`` (of people) are how many there were and how many there are; ``fallen`` and ``new`` count
    the tasks that were and are no more, and those that nobody had.
    """

    outcome: str
    held: tuple[str, Hold] | None
    steps: tuple[int, int]
    tasks: tuple[int, int]
    fallen: Mapping[str, int]
    new: Mapping[str, int]


class _Held(Exception):  # noqa: N818 - no fault: an answer
    """The way stops here."""

    def __init__(self, node: str, why: Hold) -> None:
        super().__init__(node, why)
        self.held = (node, why)


class _Next(NamedTuple):
    """What happens next: at which token, with which result, and as which of the recorded steps (none: as none)."""

    token: Token
    result: str
    place: int | None


class Retracing:
    """Walks one way. What was recorded is taken in its order, as far as the changed model has a place for it."""

    def __init__(self, model: Model, data: Mapping[str, Any], steps: Steps, assumed: str) -> None:
        self._way = Way(model, dict(data))
        self._assumed = assumed
        self._recorded = defaultdict[tuple[str, int], deque[tuple[int, str]]](deque)
        for place, (node, item, result) in enumerate(steps):
            self._recorded[node, item].append((place, result))
        self._done = 0
        self._tasks = 0
        self._new = Counter[str]()

    def trace(self, of_people: Collection[str], steps: Steps) -> Traced:
        """Walk to the end, or to where it cannot go on; ``of_people`` are the tasks of people among the steps."""
        held = None
        try:
            self._walk()
        except _Held as stop:
            held = stop.held
        except StuckError as stuck:
            held = (stuck.node, Hold.NO_WAY)
        way = self._way
        left = (node for (node, _), rest in self._recorded.items() for _ in rest)
        return Traced(
            outcome=way.model.nodes[way.ended].attributes.get("outcome", "") if way.ended and held is None else "",
            held=held,
            steps=(len(steps), self._done),
            tasks=(sum(node in of_people for node, _, _ in steps), self._tasks),
            fallen=Counter(node for node in left if node in of_people) if held is None else {},
            new=self._new,
        )

    def _walk(self) -> None:
        way = self._way
        way.begin()
        while not way.ended:
            if self._done >= _MOST_STEPS:
                raise _Held(way.state.tokens[0].node, Hold.NO_WAY)
            chosen = self._next()
            node = way.model.nodes[chosen.token.node]
            if node.kind is NodeKind.USER:
                self._tasks += 1
                if chosen.result not in node.attributes.get("decisions", "approve").split():
                    raise _Held(node.id, Hold.OTHER_DECISION)
                if chosen.place is None:
                    self._new[node.id] += 1
            self._done += 1
            way.finish(chosen.token, chosen.result)

    def _next(self) -> _Next:
        """Return what the hall does by itself, else what was recorded first, else what is assumed."""
        nodes, best, first = self._way.model.nodes, None, None
        for token in machine.waits(self._way.model, self._way.state):
            kind = nodes[token.node].kind
            if kind in BY_ITSELF:
                return self._by_itself(token, kind)
            if (rest := self._rest(token)) and (best is None or rest[0][0] < (best.place or 0)):
                best = _Next(token, rest[0][1], rest[0][0])
            elif kind is NodeKind.USER and not rest and first is None:
                first = token
        if best is not None:
            self._rest(best.token).popleft()
            return best
        if first is None:
            raise _Held(self._way.state.tokens[0].node, Hold.WAITS)
        if not self._assumed:
            raise _Held(first.node, Hold.NOBODY_DECIDED)
        return _Next(first, self._assumed, None)

    def _by_itself(self, token: Token, kind: NodeKind) -> _Next:
        if rest := self._rest(token):
            place, result = rest.popleft()
            return _Next(token, result, place)
        if kind is NodeKind.RULE:
            raise _Held(token.node, Hold.NOT_ASKED)
        return _Next(token, "", None)

    def _rest(self, token: Token) -> deque[tuple[int, str]]:
        """Return what was recorded at a token's place and has not been taken yet."""
        return self._recorded[token.node, self._way.item_of(token)[1]]
