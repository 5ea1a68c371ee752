"""Take up: an officer takes a task, or gives it to a colleague, so that everybody sees whose it is."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.cases.actions.acting import NotYourTask, conductor_for, locked_case, seat_for, seen_task
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import TaskFacts, assign_task, claim_task

#: Only somebody who answers for others gives work to them.
_MAY_ASSIGN = 2


def take_task(*, task: int, visitor: Visitor, now: datetime) -> TaskFacts:
    """Take a task that one may complete: taking it again is no harm.

    Raise ``NoSuchTask``, ``NotYourTask`` (so that nobody blocks what they cannot do) or ``TaskTaken``.
    """
    with transaction.atomic():
        office = office_of(visitor.id, now=now)
        facts = seen_task(task, office)
        case = locked_case(facts.subject)
        if office is None:
            raise NotYourTask("role")
        seat_for(facts, case, office)
        if facts.claimed_by == visitor.id and facts.state == "open":
            return facts
        return _given(claim_task(task=task, person=visitor.id, now=now), visitor, now)


def give_task(*, task: int, person: str, visitor: Visitor, now: datetime) -> TaskFacts:
    """Give a task to a colleague who may complete it (or, with an empty ``person``, back to nobody).

    One's own task goes back without a right of one's own; giving it to others is for posts that answer for them.
    """
    with transaction.atomic():
        office = office_of(visitor.id, now=now)
        facts = seen_task(task, office)
        case = locked_case(facts.subject)
        if office is None or not _may_give(office, facts, person, visitor):
            raise NotYourTask("role")
        if person:
            colleague = office_of(person, now=now)
            if colleague is None:
                raise NotYourTask("role")
            seat_for(facts, case, colleague)
        return _given(assign_task(task=task, person=person, now=now), visitor, now)


def _may_give(office: Office, task: TaskFacts, person: str, visitor: Visitor) -> bool:
    is_own = task.claimed_by == visitor.id or (not task.claimed_by and person == visitor.id)
    return (is_own and person in {"", visitor.id}) or any(seat.rank >= _MAY_ASSIGN for seat in office.seats)


def _given(task: TaskFacts, visitor: Visitor, now: datetime) -> TaskFacts:
    case = locked_case(task.subject)
    conductor = conductor_for(case, actor=visitor.id, purpose=f"task:{task.node}", now=now)
    if task.claimed_by:
        conductor.tell(EventKind.TAKEN_UP, actor=visitor.id, node=task.node, office=task.authority)
    conductor.settle()
    return task
