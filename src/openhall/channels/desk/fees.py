"""The fee of a case at the desk: what it comes to, and the boxes to set it where nobody else has told it."""

from openhall.blocks.processes.facade import APPROVE, REFUSE, model_of
from openhall.blocks.rules.facade import VariableFee
from openhall.channels.desk.looking import Look
from openhall.channels.desk.naming import office_name
from openhall.channels.desk.sending import Typed, one
from openhall.channels.desk.words import mark as _
from openhall.kernel.bpmn.model import Flow, Model, Node, NodeKind
from openhall.kernel.languages import pick
from openhall.kernel.money import format_money
from openhall.ui.desk_case_views import FeeBox, Note

_LABEL = _("What does it cost?")
_WHOSE = _("You set this fee if you approve. Write 0 if it is free.")
_BASIS = _("Basis: %(basis)s")
_LATER = _("Somebody who decides after you can still set it.")
_SET = _("%(office)s set it to %(amount)s: %(reason)s")
_STANDS = _("Leave both boxes empty if that stands.")
_REASON, _READERS = _("How do you come to this amount?"), _("The applicant reads this beside the amount.")

_MOST_REASON = 1_000


def fee_box(look: Look, typed: Typed) -> FeeBox | None:
    """Return the boxes for a fee, where an officer of the reader's office sets it at the task of the page."""
    dossier, say, task = look.dossier, look.reader.say, look.task
    if task is None or dossier.fee is None or not dossier.sets_fee_at(task):
        return None
    if dossier.fee.minor is not None and dossier.fee_set is None:
        return None
    words = [say(_WHOSE)]
    fee = dossier.service.fee
    if isinstance(fee, VariableFee):
        words.append(say(_BASIS) % {"basis": pick(fee.basis, look.reader.language)})
    is_set = set_words(look)
    if is_set:
        words += [is_set, say(_STANDS)]
    elif not is_last_to_set(look):
        words.append(say(_LATER))
    return FeeBox(
        label=say(_LABEL),
        words=tuple(words),
        symbol=look.reader.catalogue.jurisdiction.currency.symbol,
        reason=Note(say(_REASON), say(_READERS), one(typed, "fee_reason"), max_length=_MOST_REASON),
        amount=one(typed, "fee_amount"),
        is_optional=bool(is_set) or not is_last_to_set(look),
    )


def set_words(look: Look) -> str:
    """Return what an office set as the fee, with its reason; nothing where none did."""
    found = look.dossier.fee_set
    if found is None:
        return ""
    return look.reader.say(_SET) % {
        "office": office_name(look.reader, found.authority),
        "amount": format_money(look.reader.catalogue.jurisdiction.money(found.minor)),
        "reason": found.reason,
    }


def is_last_to_set(look: Look) -> bool:
    """Tell whether nobody can set the fee any more once the task of the page is approved."""
    position = look.dossier.position
    return (
        look.task is not None and position is not None and has_last_word(model_of(position.definition), look.task.node)
    )


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
