"""How nodes and flows of a document hang together, and what is wrong with that."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from openhall.kernel.bpmn.elements import Found
from openhall.kernel.bpmn.model import EARLIER, Flow, Node, NodeKind, Problem

_Nodes = Mapping[str, Node]
_Flows = Mapping[str, Flow]
_FIRST = frozenset({NodeKind.START, NodeKind.BOUNDARY})
_CHOOSING = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE})
_TOGETHER = frozenset({NodeKind.PARALLEL, NodeKind.EVENT_GATEWAY})
_CAUGHT = frozenset({NodeKind.TIMER, NodeKind.MESSAGE})


def wired(found: Found) -> tuple[dict[str, Node], dict[str, Flow], dict[str, str]]:
    """Return nodes that know their flows, the flows, and the start of each scope; note problems in ``found``."""
    found.problems += _loose(found)
    flows = {name: flow for name, flow in found.flows.items() if {flow.source, flow.target} <= found.nodes.keys()}
    outgoing: dict[str, list[str]] = {}
    incoming: dict[str, list[str]] = {}
    for flow in flows.values():
        outgoing.setdefault(flow.source, []).append(flow.id)
        incoming.setdefault(flow.target, []).append(flow.id)
    nodes = {
        name: replace(node, outgoing=tuple(outgoing.get(name, ())), incoming=tuple(incoming.get(name, ())))
        for name, node in found.nodes.items()
    }
    for node in nodes.values():
        for check in _CHECKS:
            found.problems += [Problem(node.line, node.id, told) for told in check(node, nodes, flows)]
    starts = {node.scope: node.id for node in nodes.values() if node.kind is NodeKind.START}
    found.problems += _scopes(nodes)
    return nodes, flows, starts


def _loose(found: Found) -> Iterator[Problem]:
    for flow in found.flows.values():
        lines = [found.nodes[end].line for end in (flow.source, flow.target) if end in found.nodes]
        if len(lines) < 2:  # noqa: PLR2004 - a flow has two ends
            yield Problem(max(lines, default=0), flow.id, "the flow does not join two nodes")
        elif found.nodes[flow.source].scope != found.nodes[flow.target].scope:
            yield Problem(max(lines), flow.id, "the flow crosses the border of a sub-process")
    for node in found.nodes.values():
        if node.kind is NodeKind.BOUNDARY and node.attached_to not in found.activities:
            yield Problem(node.line, node.id, f"it is attached to “{node.attached_to}”, which is no activity")


def _scopes(nodes: _Nodes) -> Iterator[Problem]:
    scopes = {"": 1} | {node.id: node.line for node in nodes.values() if node.kind is NodeKind.SUBPROCESS}
    for scope, line in scopes.items():
        starts = [node for node in nodes.values() if node.kind is NodeKind.START and node.scope == scope]
        if len(starts) != 1:
            yield Problem(line, scope or "process", f"one start event is expected, and {len(starts)} are there")


def _ends(node: Node, _nodes: _Nodes, _flows: _Flows) -> Iterator[str]:
    is_first = node.kind in _FIRST
    if is_first and node.incoming:
        yield "nothing can flow into it"
    if not is_first and not node.incoming:
        yield "nothing flows into it"
    if node.kind is NodeKind.END and node.outgoing:
        yield "nothing can flow out of an end"
    if node.kind is not NodeKind.END and not node.outgoing:
        yield "nothing flows out of it; lead it to an end event"


def _conditions(node: Node, _nodes: _Nodes, flows: _Flows) -> Iterator[str]:
    leaving = [flows[flow] for flow in node.outgoing]
    if node.default and node.default not in node.outgoing:
        yield f"its default “{node.default}” is no flow out of it"
    if node.default and node.kind in _TOGETHER | _FIRST:
        yield "it has a default, and nothing to choose"
    for flow in leaving:
        if flow.id == node.default and flow.condition is not None:
            yield f"the condition of “{flow.id}” would never be read: it is the default"
        if flow.condition is not None and node.kind in _TOGETHER | _FIRST:
            yield f"the condition of “{flow.id}” would never be read here"
    if node.kind in _CHOOSING and len(leaving) > 1:
        bare = [flow.id for flow in leaving if flow.condition is None and flow.id != node.default]
        if bare:
            yield f"“{bare[0]}” has no condition and is not the default"


def _boundary(node: Node, nodes: _Nodes, _flows: _Flows) -> Iterator[str]:
    if node.kind is not NodeKind.BOUNDARY:
        return
    if node.attached_to in nodes and nodes[node.attached_to].scope != node.scope:
        yield f"it is attached to “{node.attached_to}”, which lies in another sub-process"
    if node.event is not None and node.event.kind == "error" and not node.interrupts:
        yield "an error always interrupts"


def _event_gateway(node: Node, nodes: _Nodes, flows: _Flows) -> Iterator[str]:
    if node.kind is not NodeKind.EVENT_GATEWAY:
        return
    if len(node.outgoing) < 2:  # noqa: PLR2004 - a choice has two sides
        yield "it waits for one event only"
    hosts = {each.attached_to for each in nodes.values()}
    for flow in node.outgoing:
        caught = nodes[flows[flow].target]
        if caught.kind not in _CAUGHT or len(caught.incoming) > 1 or caught.loop or caught.id in hosts:
            yield f"“{caught.id}” is no plain timer or message that is reached from here only"


def _four_eyes(node: Node, nodes: _Nodes, _flows: _Flows) -> Iterator[str]:
    for word in node.attributes.get("other", "").split():
        if word != EARLIER and (word not in nodes or nodes[word].kind is not NodeKind.USER):
            yield f"openhall:other: “{word}” is no user task of this process"


_CHECKS: tuple[Callable[[Node, _Nodes, _Flows], Iterator[str]], ...] = (
    _ends,
    _conditions,
    _boundary,
    _event_gateway,
    _four_eyes,
)
