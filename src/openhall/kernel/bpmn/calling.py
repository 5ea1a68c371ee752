"""Calls of other processes, replaced by what they call: a process that runs is one model."""

from collections.abc import Mapping
from dataclasses import replace

from openhall.kernel.bpmn.document import ModelRefused
from openhall.kernel.bpmn.model import Model, Node, NodeKind, Problem
from openhall.kernel.bpmn.reading import MAX_PARTS


def inline_calls(model: Model, models: Mapping[str, Model]) -> Model:
    """Return ``model`` with each call replaced by a sub-process that holds the called model; ``models`` by their ids.

    Ids stay as they are, so that conditions find what they name: a process that is called twice, or that calls
    itself, has ids twice and is refused. The drawing stays that of ``model``. Raises ``ModelRefused``.
    """
    nodes, flows, starts = dict(model.nodes), dict(model.flows), dict(model.starts)
    calls = [node for node in nodes.values() if node.kind is NodeKind.CALL]
    while calls:
        call = calls.pop()
        called = models.get(call.calls)
        if called is None:
            raise ModelRefused(Problem(call.line, call.id, f"it calls “{call.calls}”, which is not there"))
        twice = sorted((called.nodes.keys() & nodes.keys()) | (called.flows.keys() & flows.keys()))
        if twice:
            told = f"“{twice[0]}” of “{call.calls}” is there already; a process is called once, and never by itself"
            raise ModelRefused(Problem(call.line, call.id, told))
        nodes[call.id] = replace(call, kind=NodeKind.SUBPROCESS)
        inner = {node.id: _moved(node, call.id) for node in called.nodes.values()}
        nodes |= inner
        flows |= called.flows
        starts |= {scope or call.id: start for scope, start in called.starts.items()}
        calls += [node for node in inner.values() if node.kind is NodeKind.CALL]
        if len(nodes) + len(flows) > MAX_PARTS:
            raise ModelRefused(
                Problem(call.line, call.id, f"with what it calls, more than {MAX_PARTS} nodes and flows")
            )
    return Model(model.id, model.name, nodes, flows, starts, model.diagram)


def _moved(node: Node, scope: str) -> Node:
    return node if node.scope else replace(node, scope=scope)
