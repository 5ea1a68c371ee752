"""Who is the last that can set a fee: after them a case can be charged, or is over."""

from openhall.blocks.processes.facade import APPROVE, REFUSE, TaskFacts, model_of, position_of
from openhall.kernel.bpmn.model import Flow, Model, Node, NodeKind


def is_last_to_set(task: TaskFacts) -> bool:
    """Tell whether nobody can set the fee of a case any more once a task of it is approved."""
    position = position_of(task.subject)
    return position is not None and has_last_word(model_of(position.definition), task.node)


def has_last_word(model: Model, task: str) -> bool:
    """Tell whether a case can be charged or over, once a task of it is approved, with no decision between.

    Signatures and opinions of other offices decide about no fee, so they are walked past.
    """
    seen, ahead = {task}, [task]
    while ahead:
        for flow in map(model.flows.__getitem__, model.nodes[ahead.pop()].outgoing):
            node = model.nodes[flow.target]
            if not _is_open(flow, task) or node.id in seen or _decides(model, node):
                continue
            if node.attributes.get("act") == "charge" or (node.kind is NodeKind.END and not node.scope):
                return True
            seen.add(node.id)
            # What goes off at it, such as the end of a period, leads on as well.
            ahead += [node.id, *(each.id for each in model.nodes.values() if each.attached_to == node.id)]
    return False


def _is_open(flow: Flow, task: str) -> bool:
    """Tell whether a flow can be taken after the task was approved; what asks for more than that may be."""
    asked = flow.condition
    return asked is None or set(asked.names) != {task} or asked.holds({task: APPROVE})


def _decides(model: Model, node: Node) -> bool:
    """Tell whether the office that leads decides something at a node, or within it."""
    if node.kind is NodeKind.SUBPROCESS:
        return any(_decides(model, each) for each in model.nodes.values() if each.scope == node.id)
    decisions = node.attributes.get("decisions", "").split()
    return node.kind is NodeKind.USER and node.attributes.get("office") == "lead" and REFUSE in decisions
