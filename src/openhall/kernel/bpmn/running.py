"""One step of a process: tokens move along flows until all of them wait, are joined or have ended.

Nothing here calls itself: what has to move stands in a list, so that no model can exhaust the stack.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from openhall.kernel.bpmn.model import Flow, Model, Node, NodeKind

#: Moves within one step; a loop that waits for nothing and a list that is far too long both come here.
MAX_MOVES = 2_000


class StuckError(RuntimeError):
    """A step cannot be done because of the model or its data; nothing has changed. ``node`` says where."""

    def __init__(self, node: str, told: str) -> None:
        self.node = node
        super().__init__(f"{node}: {told}")


class NoFlow(StuckError):  # noqa: N818 - named by what is missing
    """No flow that leaves this node holds, and it has no default."""

    def __init__(self, node: str) -> None:
        super().__init__(node, "no flow out of it holds and it has no default")


class NoItems(StuckError):  # noqa: N818 - as above
    """What this node is to be done for each of is no list."""

    def __init__(self, node: str, collection: str) -> None:
        super().__init__(node, f"“{collection}” is no list")


class Token(NamedTuple):
    """A place where the process is.

    ``scope`` is the id of the token of the sub-process, loop, event gateway or host activity that it is in; 0 is the
    process. ``item`` counts in the innermost loop around it from 0; -1: there is none. ``via`` is the flow by which it
    came where it waits at a join, and the number of items where it holds a loop together.
    """

    id: int
    node: str
    scope: int = 0
    item: int = -1
    via: str = ""


class Choices(Protocol):
    """What decides where a model leaves it open."""

    def flows(self, model: Model, node: Node, seen: "Seen") -> Sequence[Flow]:
        """Return the flows by which a token leaves ``node``, which has conditions."""

    def items(self, node: Node, seen: "Seen") -> int:
        """Return for how many items ``node`` is to be done."""

    def is_enough(self, node: Node, seen: "Seen") -> bool:
        """Tell whether no more items of ``node`` need to be done."""


class Seen(NamedTuple):
    """From where something is looked at: the tokens and the id of the one in whose scope the question is."""

    tokens: Mapping[int, Token]
    scope: int


class Move(NamedTuple):
    """A token on its way along a flow."""

    flow: str
    scope: int
    item: int


class Run:
    """The tokens while a step is done."""

    __slots__ = ("_choices", "_ended_in", "_model", "_place", "ended", "moves", "next_id", "tokens")

    def __init__(self, model: Model, choices: Choices, tokens: Sequence[Token], next_id: int) -> None:
        self._model = model
        self._choices = choices
        self._place = 0
        self._ended_in: dict[int, str] = {}
        self.tokens = {token.id: token for token in tokens}
        self.next_id = next_id
        #: All moves of this step in their order; those before ``_place`` are done.
        self.moves: list[Move] = []
        self.ended = ""

    # --- what happens from outside ---

    def start(self) -> None:
        """Put a token on the start event of the process."""
        self._leave(self._model.nodes[self._model.starts[""]], 0, -1)
        self._settle()

    def finish(self, token: Token) -> None:
        """Let what waits at ``token`` go on."""
        node = self._model.nodes[token.node]
        if node.kind is NodeKind.BOUNDARY:
            self._fire(token, node)
        elif (parent := self.tokens.get(token.scope)) is None:
            self._close(token)
            self._leave(node, 0, token.item)
        elif self._model.nodes[parent.node].kind is NodeKind.EVENT_GATEWAY:
            self._close(parent)
            self._leave(node, parent.scope, parent.item)
        elif parent.node == token.node:
            self._close(token)
            self._item_done(parent, node, token.item)
        else:
            self._close(token)
            self._leave(node, token.scope, token.item)
        self._settle()

    def fail(self, token: Token, code: str) -> bool:
        """Throw an error where ``token`` waits; tell whether something caught it."""
        is_caught = self._throw(token.id, code)
        self._settle()
        return is_caught

    # --- tokens come and go ---

    def _put(self, node: str, scope: int, item: int, via: str = "") -> int:
        number = self.next_id
        self.next_id = number + 1
        self.tokens[number] = Token(number, node, scope, item, via)
        return number

    def _close(self, token: Token) -> None:
        """Take away a token and all that are in it."""
        del self.tokens[token.id]
        if token.via or token.node in self._model.holding:
            self._empty(token.id)

    def _empty(self, scope: int) -> None:
        """Take away all tokens in ``scope``: a token is always older than those in it."""
        gone = {scope}
        for number, token in list(self.tokens.items()):
            if token.scope in gone:
                gone.add(number)
                del self.tokens[number]

    def _leave(self, node: Node, scope: int, item: int) -> None:
        outgoing = node.outgoing
        if len(outgoing) == 1 and self._model.flows[outgoing[0]].condition is None:
            self.moves.append(Move(outgoing[0], scope, item))
        elif node.kind is NodeKind.PARALLEL:
            self.moves += [Move(flow, scope, item) for flow in outgoing]
        else:
            flows = self._choices.flows(self._model, node, Seen(self.tokens, scope))
            if not flows:
                raise NoFlow(node.id)
            self.moves += [Move(flow.id, scope, item) for flow in flows]

    # --- the step ---

    def _settle(self) -> None:
        """Go on until nothing moves: flows first, then scopes that are empty, then inclusive joins."""
        while True:
            while self._place < len(self.moves):
                move = self.moves[self._place]
                self._place += 1
                if move.scope == 0 or move.scope in self.tokens:
                    self._enter(self._model.nodes[self._model.flows[move.flow].target], move)
                if len(self.moves) > MAX_MOVES or len(self.tokens) > MAX_MOVES:
                    raise StuckError(self._model.flows[move.flow].target, "the step has no end: nothing is waited for")
            if not self._complete_scope() and not (self._model.reach and self._join_inclusive()):
                return

    def _enter(self, node: Node, move: Move) -> None:
        kind = node.kind
        if node.loop is not None:
            self._begin_loop(node, move)
        elif node.id in self._model.waiting:
            self._listen(node, self._put(node.id, move.scope, move.item), move.item)
        elif kind is NodeKind.PARALLEL:
            self._join_parallel(node, move)
        elif kind is NodeKind.INCLUSIVE and len(node.incoming) > 1:
            self._put(node.id, move.scope, move.item, move.flow)
        elif kind is NodeKind.END:
            self._end(node, move)
        elif kind is NodeKind.SUBPROCESS:
            self._open(node, move.scope, move.item)
        elif kind is NodeKind.EVENT_GATEWAY:
            self._await_first(node, move)
        elif kind is NodeKind.CALL:
            raise StuckError(node.id, "a call has to be replaced by what it calls first (inline_calls)")
        else:
            self._leave(node, move.scope, move.item)

    def _await_first(self, node: Node, move: Move) -> None:
        gateway = self._put(node.id, move.scope, move.item)
        for flow in node.outgoing:
            self._put(self._model.flows[flow].target, gateway, move.item)

    def _open(self, node: Node, scope: int, item: int) -> None:
        inside = self._put(node.id, scope, item)
        self._listen(node, inside, item)
        self._leave(self._model.nodes[self._model.starts[node.id]], inside, item)

    def _listen(self, node: Node, host: int, item: int) -> None:
        """Let the timers and messages attached to ``node`` wait beside it, unless it is one item of a loop."""
        if node.loop is None or self.tokens[host].via:
            for event in self._model.attached.get(node.id, ()):
                if event.id in self._model.waiting:
                    self._put(event.id, host, item)

    def _end(self, node: Node, move: Move) -> None:
        kind = node.event.kind if node.event else "none"
        if kind == "error" and self._throw(move.scope, node.event.value if node.event else ""):
            return
        if kind == "error" or (kind == "terminate" and not move.scope):
            self._stop(node.id)
        elif kind == "terminate":
            self._empty(move.scope)
            self.moves[self._place :] = [other for other in self.moves[self._place :] if other.scope != move.scope]
        self._ended_in[move.scope] = node.id

    def _stop(self, end: str) -> None:
        self.tokens.clear()
        del self.moves[self._place :]
        self.ended = end

    # --- joins ---

    def _join_parallel(self, node: Node, move: Move) -> None:
        if len(node.incoming) > 1:
            came = {move.flow: 0}
            for token in self.tokens.values():
                if token.node == node.id and token.scope == move.scope:
                    came.setdefault(token.via, token.id)
            if len(came) < len(node.incoming):
                self._put(node.id, move.scope, move.item, move.flow)
                return
            for number in came.values():
                self.tokens.pop(number, None)
        self._leave(node, move.scope, move.item)

    def _join_inclusive(self) -> bool:
        """Let the first inclusive join go on that waits for nobody; tell whether there was one."""
        asked: set[tuple[str, int]] = set()
        for token in self.tokens.values():
            place = (token.node, token.scope)
            if token.via and token.node in self._model.reach and place not in asked:
                asked.add(place)
                came = self._came(*place)
                if not self._is_awaited(*place, came):
                    for number in came.values():
                        del self.tokens[number]
                    self._leave(self._model.nodes[token.node], token.scope, token.item)
                    return True
        return False

    def _came(self, join: str, scope: int) -> dict[str, int]:
        came: dict[str, int] = {}
        for token in self.tokens.values():
            if token.node == join and token.scope == scope:
                came.setdefault(token.via, token.id)
        return came

    def _is_awaited(self, join: str, scope: int, came: Mapping[str, int]) -> bool:
        """Tell whether a token can still come by a flow that has none, and by none of those that have one."""
        reach = self._model.reach[join]
        for token in self.tokens.values():
            if token.scope != scope:
                host = self.tokens.get(token.scope)
                if host is None or host.scope != scope or not self._model.nodes[token.node].attached_to:
                    continue
            ways = reach.get(token.node)
            if ways and token.node != join and ways.isdisjoint(came):
                return True
        return False

    # --- scopes and loops ---

    def _complete_scope(self) -> bool:
        """Close one scope in which something has ended and nothing is left; tell whether there was one."""
        while self._ended_in:
            scope, end = self._ended_in.popitem()
            if self._is_in_use(scope):
                continue
            if not scope:
                self.ended = self.ended or end
                return False
            token = self.tokens.get(scope)
            if token is not None:
                self._activity_done(token)
                return True
        return False

    def _is_in_use(self, scope: int) -> bool:
        nodes = self._model.nodes
        return any(
            token.scope == scope and nodes[token.node].kind is not NodeKind.BOUNDARY for token in self.tokens.values()
        )

    def _activity_done(self, token: Token) -> None:
        node = self._model.nodes[token.node]
        self._close(token)
        parent = self.tokens.get(token.scope)
        if parent is not None and parent.node == token.node:
            self._item_done(parent, node, token.item)
        else:
            self._leave(node, token.scope, token.item)

    def _begin_loop(self, node: Node, move: Move) -> None:
        count = self._choices.items(node, Seen(self.tokens, move.scope))
        if count > MAX_MOVES:
            raise StuckError(node.id, f"a list of {count} items is too long")
        if not count:
            self._leave(node, move.scope, move.item)
            return
        loop = self._put(node.id, move.scope, move.item, str(count))
        self._listen(node, loop, move.item)
        for item in range(1 if node.loop and node.loop.is_sequential else count):
            self._begin_item(node, loop, item)

    def _begin_item(self, node: Node, loop: int, item: int) -> None:
        if node.kind is NodeKind.SUBPROCESS:
            self._open(node, loop, item)
        else:
            self._put(node.id, loop, item)

    def _item_done(self, loop: Token, node: Node, item: int) -> None:
        """Go on with the next item of a loop, or leave it where all are done or those done are enough."""
        is_sequential = node.loop is not None and node.loop.is_sequential
        is_more = item + 1 < int(loop.via) if is_sequential else self._is_in_use(loop.id)
        if is_more and not self._is_enough(node, loop):
            if is_sequential:
                self._begin_item(node, loop.id, item + 1)
            return
        self._close(loop)
        self._leave(node, loop.scope, loop.item)

    def _is_enough(self, node: Node, loop: Token) -> bool:
        if node.loop is None or node.loop.until is None:
            return False
        return self._choices.is_enough(node, Seen(self.tokens, loop.id))

    # --- events ---

    def _fire(self, token: Token, node: Node) -> None:
        """Let a boundary event happen. A message that does not interrupt may come again."""
        host = self.tokens[token.scope]
        if node.interrupts:
            self._close(host)
        else:
            del self.tokens[token.id]
            if node.event is not None and node.event.kind == "message":
                self._put(node.id, token.scope, token.item)
        self._leave(node, host.scope, host.item)

    def _throw(self, number: int, code: str) -> bool:
        """Look outwards from a token for what catches an error, and go on there; tell whether something did."""
        while (token := self.tokens.get(number)) is not None:
            caught = _catching(self._model.attached.get(token.node, ()), code)
            parent = self.tokens.get(token.scope)
            if caught is not None and (parent is None or parent.node != token.node):
                self._close(token)
                self._leave(caught, token.scope, token.item)
                return True
            number = token.scope
        return False


def _catching(events: Sequence[Node], code: str) -> Node | None:
    """Return the event that catches this very error, or else the one that catches every error."""
    errors = [(event, event.event) for event in events if event.event is not None and event.event.kind == "error"]
    exact = [node for node, event in errors if event.value and event.value == code]
    every = [node for node, event in errors if not event.value]
    return next(iter(exact + every), None)
