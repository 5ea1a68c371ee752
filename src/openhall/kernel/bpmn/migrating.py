"""Move a running process into another model: where each of its tokens goes, or why the state cannot move.

A state moves only as a whole. Each token goes to the counterpart of its node: of the same kind, in the same loop and in
the counterpart of its sub-process. What waits beside an activity or behind an event gateway follows the new model:
events that it no longer has are gone, those that are new begin to wait. Then every way on from there is tried, as for
a model that is to be published: where one sticks, the state stays where it is.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping
from enum import StrEnum

from openhall.kernel.bpmn.exploring import Begun, Graph, TooLargeError, explore, shape_of
from openhall.kernel.bpmn.machine import State
from openhall.kernel.bpmn.model import Model, Node, NodeKind
from openhall.kernel.bpmn.proving import problems_in
from openhall.kernel.bpmn.running import StuckError, Token

_NOBODY = Token(0, "")


class Obstacle(StrEnum):
    """Why a state cannot move."""

    NO_COUNTERPART = "no-counterpart"
    #: The counterpart is another kind of node.
    OTHER_KIND = "other-kind"
    #: It is done for the items of another list, in another order, or not for each.
    OTHER_LOOP = "other-loop"
    #: It lies in another sub-process.
    OTHER_SCOPE = "other-scope"
    #: It waits at a join that has no such way in.
    NO_FLOW = "no-flow"
    #: A choice or a loop ahead needs what was never decided and need not be decided before it is come to.
    NOT_KNOWN = "not-known"
    #: From there it may stick, go on for ever, or refuse before an officer has done anything; or it cannot be told.
    NO_END = "no-end"


class CannotMove(Exception):  # noqa: N818 - no fault: an answer
    """This state has no place in the other model: ``node`` says where (in ``NO_END`` of the new model), ``why`` why."""

    def __init__(self, node: str, why: Obstacle) -> None:
        super().__init__(node, why)
        self.node, self.why = node, why


class Migration:
    """Moves states of ``old`` into ``new``. ``nodes`` and ``flows`` give counterparts whose ids differ.

    What was proved of one state holds for every other of the same shape: thousands of processes stand in few places.
    """

    def __init__(
        self, old: Model, new: Model, nodes: Mapping[str, str] | None = None, flows: Mapping[str, str] | None = None
    ) -> None:
        self._old, self._new = old, new
        self._nodes, self._flows = nodes or {}, flows or {}
        self._proved: dict[Hashable, tuple[str, Obstacle] | None] = {}
        self._lists = frozenset(node.loop.collection for node in new.nodes.values() if node.loop)
        self._undefended = _undefended(new)

    def counterpart(self, node: str) -> str:
        """Return what ``node`` is called in the new model, if it is there."""
        return self._nodes.get(node, node)

    def move(self, state: State, known: Collection[str], *, is_judged: bool) -> State:
        """Return the same state in the new model; raise ``CannotMove``.

        ``known`` are the names that conditions find, as the new model calls them; ``is_judged`` tells whether an
        officer has done something yet.
        """
        kept = self._kept(state)
        tokens, number = [*kept.values()], state.next_id
        for token in state.tokens:
            if token.id in kept:
                for event in self._fresh(self._old.nodes[token.node], kept[token.id]):
                    tokens.append(Token(number, event.id, token.id, token.item))
                    number += 1
        moved = State(tuple(tokens), number)
        self._prove(moved, frozenset({*self._lists, *self._undefended}.difference(known)), is_judged=is_judged)
        return moved

    # --- where each token goes ---

    def _kept(self, state: State) -> dict[int, Token]:
        """Return the tokens that have a place in the new model; events beside something may have none."""
        before = {token.id: token for token in state.tokens}
        kept: dict[int, Token] = {}
        for token in state.tokens:
            node, parent = self._old.nodes[token.node], before.get(token.scope, _NOBODY)
            if any(event.id == node.id for event in _listeners(self._old, parent.node)):
                host = kept[token.scope].node
                if any(event.id == self.counterpart(node.id) for event in self._followed(node, host)):
                    kept[token.id] = token._replace(node=self.counterpart(node.id))
            else:
                new = self._checked(node)
                kept[token.id] = token._replace(node=new.id, via=self._via(token, new))
        return kept

    def _checked(self, node: Node) -> Node:
        new = self._new.nodes.get(self.counterpart(node.id))
        if new is None:
            raise CannotMove(node.id, Obstacle.NO_COUNTERPART)
        if new.kind is not node.kind:
            raise CannotMove(node.id, Obstacle.OTHER_KIND)
        if _looped(new) != _looped(node):
            raise CannotMove(node.id, Obstacle.OTHER_LOOP)
        if new.scope != (self.counterpart(node.scope) if node.scope else ""):
            raise CannotMove(node.id, Obstacle.OTHER_SCOPE)
        return new

    def _via(self, token: Token, new: Node) -> str:
        """Return the flow by which a token came that waits at a join; a loop counts its items there."""
        if not token.via or new.loop is not None:
            return token.via
        named = self._flows.get(token.via, token.via)
        if named in new.incoming:
            return named
        source = self.counterpart(self._old.flows[token.via].source)
        alike = [flow for flow in new.incoming if self._new.flows[flow].source == source]
        if len(alike) != 1:
            raise CannotMove(token.node, Obstacle.NO_FLOW)
        return alike[0]

    def _fresh(self, old: Node, token: Token) -> Iterator[Node]:
        """Yield the events beside a token's node that the old model did not have: one that has fired is not new."""
        new = self._new.nodes[token.node]
        if new.loop is not None and not token.via:
            return  # one item of a loop: events wait beside the whole
        had = {event.id for each in _listeners(self._old, old.id) for event in self._followed(each, new.id)}
        yield from (event for event in _listeners(self._new, new.id) if event.id not in had)

    def _followed(self, event: Node, host: str) -> Iterator[Node]:
        """Yield the event beside ``host`` in the new model that an old ``event`` is there, if it is."""
        for new in _listeners(self._new, host):
            if new.id == self.counterpart(event.id) and new.kind is event.kind and _listens(new) == _listens(event):
                yield new

    # --- what comes then ---

    def _prove(self, state: State, missing: frozenset[str], *, is_judged: bool) -> None:
        key = (shape_of(self._new, state.tokens), missing, is_judged)
        if key not in self._proved:
            self._proved[key] = self._obstacle(Begun(state.tokens, state.next_id, is_judged), missing)
        if (found := self._proved[key]) is not None:
            raise CannotMove(*found)

    def _obstacle(self, begun: Begun, missing: frozenset[str]) -> tuple[str, Obstacle] | None:
        try:
            graph = explore(self._new, self._lists, begun=begun)
            for problem in problems_in(self._new, graph):
                return problem.element, Obstacle.NO_END
            for name in sorted(missing):
                if node := self._not_known(name, graph, begun):
                    return node, Obstacle.NOT_KNOWN
        except (TooLargeError, StuckError):
            return begun.tokens[-1].node, Obstacle.NO_END
        return None

    def _not_known(self, name: str, graph: Graph, begun: Begun) -> str:
        """Return the node, if any, that is come to although ``name`` is not known by then."""
        if name in self._lists:
            entered = (self._new.nodes[self._new.flows[flow].target] for flow in sorted(graph.taken))
            for node in entered:
                if node.loop is not None and node.loop.collection == name:
                    return node.id
        if name in self._undefended:
            taken = explore(self._new, self._lists, begun=begun, undone=frozenset({name})).taken
            for gate in self._undefended[name]:
                if not taken.isdisjoint(self._new.nodes[gate].outgoing):
                    return gate
        return ""


def _looped(node: Node) -> tuple[str, bool] | None:
    return None if node.loop is None else (node.loop.collection, node.loop.is_sequential)


def _listens(event: Node) -> str:
    return event.event.kind if event.event is not None else ""


def _listeners(model: Model, node: str) -> list[Node]:
    """Return the events that wait while ``node`` is open: at its edge, or behind an event gateway."""
    found = [event for event in model.attached.get(node, ()) if event.id in model.waiting]
    if node in model.nodes and model.nodes[node].kind is NodeKind.EVENT_GATEWAY:
        found += [model.nodes[model.flows[flow].target] for flow in model.nodes[node].outgoing]
    return found


def _undefended(model: Model) -> dict[str, list[str]]:
    """Return the choices that no default helps where no condition holds, by each name that they read."""
    found: dict[str, list[str]] = {}
    for node in model.nodes.values():
        conditions = [model.flows[flow].condition for flow in node.outgoing]
        read = {name for condition in conditions if condition is not None for name in condition.names}
        if not node.default and None not in conditions:
            for name in sorted(read):
                found.setdefault(name, []).append(node.id)
    return found
