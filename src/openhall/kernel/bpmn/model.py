"""A process as it is read from BPMN 2.0: nodes, flows, where they are drawn; frozen, with what a step needs at hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from openhall.kernel.expressions import Condition

#: The namespace of our own attributes in a model.
OPENHALL = "https://openhall.org/bpmn/1"
#: Among the tasks that the doer of a task must not have done: anything in an earlier process of the same matter.
EARLIER = "earlier"
#: Whoever has to agree beside the applicant: the buyer of what is sold.
OTHER_PARTY = "other-party"
#: Roles of people outside every office: what they do judges nothing.
OUTSIDE = frozenset({"applicant", OTHER_PARTY})


class NodeKind(StrEnum):
    """What a node does. TIMER and MESSAGE catch; a receive task is a MESSAGE; BOUNDARY is any boundary event."""

    START = "start"
    END = "end"
    USER = "user"
    SERVICE = "service"
    RULE = "rule"
    EXCLUSIVE = "exclusive"
    PARALLEL = "parallel"
    INCLUSIVE = "inclusive"
    EVENT_GATEWAY = "event-gateway"
    TIMER = "timer"
    MESSAGE = "message"
    THROW = "throw"
    SUBPROCESS = "subprocess"
    CALL = "call"
    BOUNDARY = "boundary"


#: Kinds at which a token waits for somebody or something outside.
WAITING = frozenset({NodeKind.USER, NodeKind.SERVICE, NodeKind.RULE, NodeKind.TIMER, NodeKind.MESSAGE})

_HOLDING = frozenset({NodeKind.SUBPROCESS, NodeKind.EVENT_GATEWAY})


@dataclass(frozen=True, slots=True)
class Event:
    """What an event is about.

    ``kind`` is ``timer``, ``message``, ``error``, ``terminate`` or ``none``; ``value`` the text of the duration, the
    name of the message or the code of the error (none: every error).
    """

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """An activity that is done once for each item of the list called ``collection``, or until ``until`` holds."""

    collection: str
    is_sequential: bool = False
    until: Condition | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """An activity, gateway or event. ``scope`` is the id of the sub-process it lies in, '' for the process itself."""

    id: str
    kind: NodeKind
    name: str = ""
    scope: str = ""
    incoming: tuple[str, ...] = ()
    outgoing: tuple[str, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    loop: Loop | None = None
    event: Event | None = None
    attached_to: str = ""
    interrupts: bool = True
    default: str = ""
    line: int = 0
    #: The id of the process that a CALL calls.
    calls: str = ""


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; ``condition`` is none where it is always taken."""

    id: str
    source: str
    target: str
    condition: Condition | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle of the drawing."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Diagram:
    """Where things are drawn: shapes and labels by the id of their element, edges by the id of their flow."""

    shapes: Mapping[str, Bounds] = field(default_factory=dict)
    labels: Mapping[str, Bounds] = field(default_factory=dict)
    edges: Mapping[str, tuple[tuple[float, float], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a model, and where; ``path`` names the nodes that lead there."""

    line: int
    element: str
    told: str
    path: tuple[str, ...] = ()


@dataclass(frozen=True)
class Model:
    """A process that can be run. ``starts`` gives the start event of each scope.

    The fields without a place in the constructor are worked out from the others, so that a step need not.
    """

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    starts: Mapping[str, str]
    diagram: Diagram = field(default_factory=Diagram)
    #: Nodes at which a token waits, boundary events that wait among them.
    waiting: frozenset[str] = field(init=False, repr=False, compare=False)
    #: Nodes whose token may have others in it.
    holding: frozenset[str] = field(init=False, repr=False, compare=False)
    #: Boundary events by the activity that they are attached to.
    attached: Mapping[str, tuple[Node, ...]] = field(init=False, repr=False, compare=False)
    #: By inclusive join and node: the incoming flows of the join that a token at the node can still reach.
    reach: Mapping[str, Mapping[str, frozenset[str]]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        set_ = object.__setattr__
        attached: dict[str, tuple[Node, ...]] = {}
        for node in self.nodes.values():
            if node.attached_to:
                attached[node.attached_to] = (*attached.get(node.attached_to, ()), node)
        set_(self, "attached", attached)
        set_(self, "waiting", frozenset(node.id for node in self.nodes.values() if _waits(node)))
        inner = {node.id for node in self.nodes.values() if node.kind in _HOLDING or node.loop}
        set_(self, "holding", frozenset(inner | attached.keys()))
        joins = (n for n in self.nodes.values() if n.kind is NodeKind.INCLUSIVE and len(n.incoming) > 1)
        set_(self, "reach", {join.id: self._reach(join) for join in joins})

    def _reach(self, join: Node) -> dict[str, frozenset[str]]:
        """Follow each incoming flow of ``join`` backwards, never through the join itself (BPMN 2.0.2, 13.4.3)."""
        reached: dict[str, set[str]] = {}
        for flow in join.incoming:
            for name in self._upstream(self.flows[flow].source, join.id):
                reached.setdefault(name, set()).add(flow)
        return {name: frozenset(flows) for name, flows in reached.items()}

    def _upstream(self, source: str, join: str) -> set[str]:
        """Return the nodes from which a token comes to ``source`` without visiting ``join``.

        An activity counts by its flows and by the errors caught on it. Its timers and messages wait as tokens of
        their own once it is open, and one that has fired comes no more; before it is open they count.
        """
        found: set[str] = set()
        visited = {join}
        open_ = [(source, True)]
        while open_:
            name, counts = open_.pop()
            if counts and name != join:
                found.add(name)
            if name not in visited:
                visited.add(name)
                node = self.nodes[name]
                open_ += [(self.flows[back].source, True) for back in node.incoming]
                if node.attached_to:
                    open_.append((node.attached_to, name not in self.waiting))
        return found

    def within(self, scope: str) -> Iterator[Node]:
        """Yield the nodes that lie directly in ``scope``."""
        return (node for node in self.nodes.values() if node.scope == scope)


def _waits(node: Node) -> bool:
    if node.kind is NodeKind.BOUNDARY:
        return node.event is not None and node.event.kind in {"timer", "message"}
    return node.kind in WAITING
