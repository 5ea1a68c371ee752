"""Take back: what an officer asked by mistake need not be answered any more, and the task goes on."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.cases.actions.acting import (
    NoSuchTask,
    NotYourTask,
    Once,
    conductor_for,
    is_repeated,
    keep_key,
    people_of,
    seen_task,
    write_leaf,
)
from openhall.blocks.cases.actions.supplement import NothingAsked, go_on
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.messages import TAKEN_BACK_MAIL, post_mail
from openhall.blocks.cases.models import Ask
from openhall.blocks.cases.rules import AskState, EventKind
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import TaskFacts


def may_take_back(office: Office, *, asked_by: str, claimed_by: str) -> bool:
    """Tell whether somebody may take a question back: whoever asked it, and whoever holds the task."""
    return not {asked_by, claimed_by}.isdisjoint(people_of(office))


def take_back(*, task: int, visitor: Visitor, now: datetime, once: Once | None = None) -> TaskFacts:
    """Take back what the applicant is asked for at a task; it opens again, and the clock goes on as after an answer.

    The clock has stood: asking again is asking a second time. Raise ``NoSuchTask``, ``NotYourTask``, or
    ``NothingAsked`` where the applicant answered, the time is over or somebody took it back a moment earlier.
    """
    with transaction.atomic():
        office = office_of(visitor.id, now=now)
        case = locked_case(seen_task(task, office).subject)
        # Read again under the lock: meanwhile it may be another office's.
        facts = seen_task(task, office)
        if office is None:
            raise NoSuchTask
        if is_repeated(once):
            return facts
        ask = Ask.objects.filter(task=task, state=AskState.OPEN).first()
        if ask is None:
            raise NothingAsked
        if not may_take_back(office, asked_by=ask.by, claimed_by=facts.claimed_by):
            raise NotYourTask("others-question")
        write_leaf(case, "taken-back", {"ask": ask.number, "task": task}, now)
        Ask.objects.filter(pk=ask.pk).update(state=AskState.TAKEN_BACK, ended_at=now)
        conductor = conductor_for(case, actor=visitor.id, purpose=f"task:{facts.node}", now=now)
        conductor.tell(EventKind.TAKEN_BACK, actor=visitor.id, node=facts.node, office=facts.authority)
        go_on(conductor, ask)
        key = f"{case.reference}:{TAKEN_BACK_MAIL}:{ask.number}"
        post_mail(reference=case.reference, template=TAKEN_BACK_MAIL, key=key, now=now)
        conductor.settle()
        keep_key(once, case, now)
        return seen_task(task, office)
