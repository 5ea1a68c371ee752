"""Every way that a process can go, as a graph of states: whatever a condition could say is tried.

Two states are one where they differ only in numbers: which of the items of a loop that run side by side is done
makes no difference when conditions are free. Of more than two tokens that are alike two are followed: a reminder
that goes out in each round of a loop, and a message that may come again and again, would else have no end.
"""

from collections import deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from openhall.kernel.bpmn.model import OUTSIDE, Flow, Model, Node, NodeKind
from openhall.kernel.bpmn.running import Run, Seen, Token

MAX_STATES = 20_000
MAX_ALIKE = 2
MAX_TOKENS = 100
#: Of a way that is too long to be read the beginning is told.
_LONGEST = 30
#: Ways in which one step can go.
MAX_WAYS = 4_096
#: Nobody has to do these: whoever drives the process does them at once.
_BY_MACHINE = frozenset({NodeKind.SERVICE, NodeKind.RULE})
_ACTIVITIES = _BY_MACHINE | {NodeKind.USER}


class TooLargeError(Exception):
    """There are more states than can be looked at; ``path`` leads to where it was given up."""

    def __init__(self, path: tuple[str, ...] = ()) -> None:
        self.path = path[:_LONGEST]
        super().__init__(self.path)


@dataclass(slots=True)
class Place:
    """A state that can be reached. ``by`` is the shortest way: the place before, and the node at which it went on."""

    number: int
    tokens: tuple[Token, ...]
    next_id: int
    ended: str
    is_judged: bool
    by: tuple["Place | None", str] = (None, "")
    #: Where it can go: the places, and whether nobody has to do anything for it.
    ways: list[tuple[int, bool]] = field(default_factory=list)

    @property
    def path(self) -> tuple[str, ...]:
        """The nodes at which the process went on until here."""
        nodes: list[str] = []
        place: Place | None = self
        while place is not None:
            before, node = place.by
            nodes.append(node)
            place = before
        return tuple(node for node in reversed(nodes) if node)


@dataclass(slots=True)
class Graph:
    """All places, the nearest to the start first, the nodes that were come to, and the flows that were taken."""

    places: list[Place] = field(default_factory=list)
    visited: set[str] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Begun:
    """A state in the midst of a process. ``is_judged`` tells whether an officer has done something by then."""

    tokens: tuple[Token, ...]
    next_id: int
    is_judged: bool


class _Free:
    """Choices by a list of numbers, one for each question in its turn; the list grows by zeros as questions come."""

    def __init__(self, may_be_empty: frozenset[str]) -> None:
        self._may_be_empty = may_be_empty
        self._options: dict[str, list[list[Flow]]] = {}
        self._script: list[int] = []
        self._asked: list[int] = []

    def all_ways(self) -> Iterator[None]:
        """Yield once for each way in which what is done between can go."""
        self._script = []
        for _ in range(MAX_WAYS):
            self._asked = []
            yield
            while self._script and self._script[-1] + 1 == self._asked[len(self._script) - 1]:
                self._script.pop()
            if not self._script:
                return
            self._script[-1] += 1
        raise TooLargeError

    def _pick(self, count: int) -> int:
        place = len(self._asked)
        self._asked.append(count)
        if place == len(self._script):
            self._script.append(0)
        return self._script[place]

    def flows(self, model: Model, node: Node, _seen: Seen) -> Sequence[Flow]:
        options = self._options.get(node.id)
        if options is None:
            options = self._options[node.id] = list(_options(model, node))
        return options[self._pick(len(options))]

    def items(self, node: Node, _seen: Seen) -> int:
        is_empty = node.loop is not None and node.loop.collection in self._may_be_empty
        return self._pick(3) if is_empty else self._pick(2) + 1

    def is_enough(self, _node: Node, _seen: Seen) -> bool:
        return self._pick(2) == 1


def _options(model: Model, node: Node) -> Iterator[list[Flow]]:
    leaving = [model.flows[flow] for flow in node.outgoing]
    if node.kind is NodeKind.EXCLUSIVE:
        yield from ([flow] for flow in leaving)
        return
    always = [flow for flow in leaving if flow.condition is None and flow.id != node.default]
    free = [flow for flow in leaving if flow.condition is not None]
    if 2 ** len(free) > MAX_WAYS:
        raise TooLargeError
    for count in range(len(free) + 1):
        for chosen in combinations(free, count):
            default = [model.flows[node.default]] if node.default and not always and not chosen else []
            if taken := always + list(chosen) + default:
                yield taken


def explore(
    model: Model,
    may_be_empty: frozenset[str] = frozenset(),
    *,
    begun: Begun | None = None,
    undone: frozenset[str] = frozenset(),
) -> Graph:
    """Return every state that ``model`` can be in. Raises ``TooLargeError`` and ``StuckError``.

    Lists have one item or two; those named in ``may_be_empty`` none as well. With ``begun`` only what can come after
    that state is returned, and the state itself. What waits at nodes of ``undone`` is never done.
    """
    return _Explorer(model, may_be_empty, undone).all(begun)


def shape_of(model: Model, tokens: Sequence[Token]) -> Hashable:
    """Return what two states have in common from which the same can come: everything but numbers."""
    return _reduced(model, tokens)[1]


class _Explorer:
    def __init__(self, model: Model, may_be_empty: frozenset[str], undone: frozenset[str]) -> None:
        self._model = model
        self._undone = undone
        self._free = _Free(may_be_empty)
        self._graph = Graph()
        self._known: dict[Any, Place] = {}
        self._open: deque[Place] = deque()
        nodes = model.nodes.values()
        self._is_refusal_possible = any(node.attributes.get("outcome") == "refused" for node in nodes)

    def all(self, begun: Begun | None) -> Graph:
        if begun is not None:
            run = Run(self._model, self._free, begun.tokens, begun.next_id)
            self._come(run, None, "", is_judged=begun.is_judged or not self._is_refusal_possible)
        else:
            self._begin()
        while self._open:
            place = self._open.popleft()
            try:
                self._go_on(place)
            except TooLargeError:
                raise TooLargeError(place.path) from None
        return self._graph

    def _begin(self) -> None:
        for _ in self._free.all_ways():
            run = Run(self._model, self._free, (), 1)
            run.start()
            self._come(run, None, "", is_judged=not self._is_refusal_possible)

    def _go_on(self, place: Place) -> None:
        for token in place.tokens:
            node = self._model.nodes[token.node]
            if token.node in self._model.waiting and not token.via:
                is_judged = place.is_judged or _is_judgement(node)
                for _ in self._free.all_ways() if node.id not in self._undone else ():
                    run = self._run(place)
                    run.finish(token)
                    self._come(run, place, node.id, is_judged=is_judged, is_automatic=node.kind in _BY_MACHINE)
                if node.kind in _ACTIVITIES:
                    self._fail(place, token)

    def _fail(self, place: Place, token: Token) -> None:
        """Throw every error here that is caught somewhere around."""
        around = {each.id: each for each in place.tokens}
        number = token.id
        while number:
            for event in self._model.attached.get(around[number].node, ()):
                if event.event is not None and event.event.kind == "error":
                    for _ in self._free.all_ways():
                        run = self._run(place)
                        run.fail(token, event.event.value)
                        self._come(run, place, event.id, is_judged=place.is_judged)
            number = around[number].scope

    def _run(self, place: Place) -> Run:
        return Run(self._model, self._free, place.tokens, place.next_id)

    def _come(self, run: Run, before: Place | None, node: str, *, is_judged: bool, is_automatic: bool = False) -> None:
        tokens, shape = _reduced(self._model, tuple(run.tokens.values()))
        key = (run.ended, is_judged, shape)
        place = self._known.get(key)
        if place is None:
            number = len(self._graph.places)
            place = Place(number, tokens, run.next_id, run.ended, is_judged, (before, node))
            if number >= MAX_STATES or len(tokens) > MAX_TOKENS:
                raise TooLargeError(place.path)
            self._known[key] = place
            self._graph.places.append(place)
            if not run.ended:
                self._open.append(place)
        if before is not None:
            before.ways.append((place.number, is_automatic))
        self._graph.visited.update(token.node for token in tokens)
        for move in run.moves:
            flow = self._model.flows[move.flow]
            self._graph.taken.add(flow.id)
            self._graph.visited.update((flow.source, flow.target))


def _is_judgement(node: Node) -> bool:
    """Tell whether an officer does something here; what people outside do decides nothing."""
    return node.kind is NodeKind.USER and node.attributes.get("role") not in OUTSIDE


def _reduced(model: Model, tokens: Sequence[Token]) -> tuple[tuple[Token, ...], tuple[Any, ...]]:
    """Return the tokens without those that are too many of a kind, and their shape.

    The shape has no numbers: each token with what is in it, in one order. A token is younger than what it is in.
    """
    inside: dict[int, list[tuple[Any, ...]]] = {}
    scopes = {token.id: token for token in tokens}
    too_many: set[int] = set()
    for token in reversed(tokens):
        shape = _alone(model, token, scopes.get(token.scope), tuple(sorted(inside.get(token.id, ()))))
        beside = inside.setdefault(token.scope, [])
        if beside.count(shape) < MAX_ALIKE:
            beside.append(shape)
        else:
            too_many.add(token.id)
    left: list[Token] = []
    for token in tokens:
        if token.id in too_many or token.scope in too_many:
            too_many.add(token.id)
        else:
            left.append(token)
    return tuple(left), tuple(sorted(inside.get(0, ())))


def _alone(model: Model, token: Token, parent: Token | None, inside: tuple[Any, ...]) -> tuple[Any, ...]:
    loop = model.nodes[token.node].loop
    is_sequential = loop is not None and loop.is_sequential
    via = token.via if is_sequential or loop is None else "*" * bool(token.via)
    is_counted = is_sequential and parent is not None and parent.node == token.node
    return (token.node, via, token.item if is_counted else -1, inside)
