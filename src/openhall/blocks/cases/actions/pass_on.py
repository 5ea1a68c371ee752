"""Pass on: an office that is not concerned hands its task to another one; after the second time nobody may any more."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.authorities.facade import offices_with, posts_of
from openhall.blocks.cases.actions.acting import Once, begin_act, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.decide import VerdictIncomplete
from openhall.blocks.cases.conducting import Conductor
from openhall.blocks.cases.models import Pass
from openhall.blocks.cases.remarks import keep_remark
from openhall.blocks.cases.rules import MOST_PASSES, EventKind
from openhall.blocks.cases.workings import drop_workings
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import pass_task
from openhall.kernel.errors import Refusal

MOST_REASON = 500
_ANSWERS_FOR_IT = "supervisor"


class KeptHere(Refusal):
    """The case was passed on often enough: it stays with the post that is named."""

    code = "kept-here"

    def __init__(self, post: str) -> None:
        super().__init__(post=post)
        self.post = post


def pass_on(  # noqa: PLR0913 - who passes what on, where, why, when, and from which page
    *,
    task: int,
    authority: str,
    reason: str,
    visitor: Visitor,
    now: datetime,
    seen: int | None = None,
    once: Once | None = None,
) -> None:
    """Hand a task to another authority, with the reason. The second time names who keeps the case from then on.

    Raise ``KeptHere``, ``VerdictIncomplete`` and what ``complete_task`` raises.
    """
    with transaction.atomic():
        if is_repeated(once):
            return
        acting = begin_act(task=task, visitor=visitor, now=now, seen=seen)
        case, facts, conductor = acting.case, acting.task, acting.conductor
        if case.kept_by:
            raise KeptHere(case.kept_by)
        reason = reason.strip()
        faults = []
        if authority not in conductor.catalogue.authorities or authority == facts.authority:
            faults.append(("authority", "unknown"))
        elif authority not in offices_with(facts.role):
            # Nobody there could ever do it, and the office would not even see it.
            faults.append(("authority", "no-post"))
        if not reason or len(reason) > MOST_REASON:
            faults.append(("reason", "too-long" if reason else "missing"))
        if faults:
            raise VerdictIncomplete(faults)
        case.passes += 1
        leaf = write_leaf(
            case, "passed-on", {"task": task, "from": facts.authority, "to": authority, "time": case.passes}, now
        )
        Pass.objects.create(
            case=case,
            number=case.passes,
            task=task,
            from_authority=facts.authority,
            to_authority=authority,
            by=visitor.id,
            at=now,
            leaf=leaf,
        )
        keep_remark(case, f"pass/{case.passes}", reason)
        pass_task(task=task, authority=authority)
        conductor.tell(EventKind.PASSED_ON, actor=visitor.id, node=facts.node, office=facts.authority, detail=authority)
        if case.passes >= MOST_PASSES:
            _keep(conductor, authority)
        conductor.settle()
        drop_workings(case, task)
        keep_key(once, case, now)


def _keep(conductor: Conductor, authority: str) -> None:
    """Name the post that answers for the case from now on: of the office that has it, else of the one that leads."""
    case = conductor.case
    for office in (authority, case.authority):
        post = next((post for post in posts_of(office) if post.role == _ANSWERS_FOR_IT), None)
        if post is not None:
            case.kept_by = post.id
            conductor.tell(EventKind.KEPT, office=office, detail=post.id)
            return
