"""Take up: an officer takes a task, or gives it to a colleague, so that everybody sees whose it is."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from heapq import merge
from itertools import islice

from django.db import transaction

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.cases.actions.acting import (
    NoSuchTask,
    NotYourTask,
    concerned_in,
    conductor_for,
    doable_by,
    people_of,
    seat_for,
    seen_task,
)
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import HALL, EventKind
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import (
    NOBODY,
    Cut,
    TaskFacts,
    TaskTaken,
    assign_task,
    claim_task,
    held_work,
    holders_of_work,
    work_of,
)
from openhall.kernel.errors import Refusal

#: Only somebody who answers for others gives work to them.
MAY_ASSIGN = 2
#: So many of the most pressing are looked at first for one that somebody may do, and at most so many at a time after.
_LOOKED_AT, _MOST_LOOKED_AT = 50, 800


class NotAllGiven(Refusal):
    """Some of several tasks cannot be given to that colleague, so none was: ``faults`` are pairs of task and code."""

    code = "not-all-given"

    def __init__(self, faults: Sequence[tuple[TaskFacts, str]]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


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
        seat_for(facts, concerned_in(case), office)
        if facts.claimed_by == visitor.id and facts.state == "open":
            return facts
        taken = claim_task(task=task, person=visitor.id, now=now, instead_of=people_of(office))
        return _given(taken, case, visitor, now)


def take_next(*, visitor: Visitor, now: datetime, but: str = "") -> TaskFacts | None:
    """Take the most pressing task that is one's own, or nobody's, and that one may do; ``None`` where there is none.

    ``but`` is the reference of a case to leave out: the one that the officer has just looked at.
    """
    office = office_of(visitor.id, now=now)
    if office is None:
        return None
    for task in _may_do(office):
        if task.subject != but:
            try:
                return take_task(task=task.id, visitor=visitor, now=now)
            except (NoSuchTask, NotYourTask, TaskTaken):
                continue  # somebody was faster, or a rule stands against it: the next one then
    return None


def _may_do(office: Office) -> Iterator[TaskFacts]:
    """Yield the work that is somebody's or nobody's and that they may do, the most pressing first, to its end."""
    roles = tuple(sorted({seat.role for seat in office.seats}))
    cuts = [Cut(office.authority, roles, holders=holders) for holders in (people_of(office), NOBODY)]
    work = merge(*map(_pressing, cuts), key=_place)
    most = _LOOKED_AT
    while some := list(islice(work, most)):
        yield from doable_by(office, some)
        most = min(2 * most, _MOST_LOOKED_AT)


def _pressing(cut: Cut) -> Iterator[TaskFacts]:
    """Yield all of a cut, the most pressing first, page by page."""
    most, after = _LOOKED_AT, None
    while found := work_of(cut, most=most, after=after):
        yield from found
        if len(found) < most:
            return
        after, most = _place(found[-1]), min(2 * most, _MOST_LOOKED_AT)


def _place(task: TaskFacts) -> tuple[date, int]:
    return task.pressing_on, task.id


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
            seat_for(facts, concerned_in(case), colleague)
        return _given(assign_task(task=task, person=person, now=now), case, visitor, now)


def give_tasks(*, tasks: Collection[int], person: str, visitor: Visitor, now: datetime) -> None:
    """Give all of these tasks to a colleague, or none: raise ``NotAllGiven``, or ``NoSuchTask`` for an unknown one."""
    office = office_of(visitor.id, now=now)
    faults: list[tuple[TaskFacts, str]] = []
    with transaction.atomic():
        # In the order of their cases: two who do this at once do not wait for each other.
        for facts in sorted((seen_task(task, office) for task in set(tasks)), key=lambda each: (each.subject, each.id)):
            try:
                with transaction.atomic():
                    give_task(task=facts.id, person=person, visitor=visitor, now=now)
            except NotYourTask as refusal:
                faults.append((facts, refusal.why))
            except TaskTaken as refusal:
                faults.append((facts, refusal.code))
        if faults:
            raise NotAllGiven(faults)


def free_abandoned(*, now: datetime) -> int:
    """Let work be nobody's again where whoever has it holds no post for it any more; return how much that was."""
    freed = 0
    for person, authority, role in holders_of_work():
        office = office_of(person, now=now)
        if office is None or office.authority != authority or all(seat.role != role for seat in office.seats):
            for task in held_work(person, authority, role):
                with transaction.atomic(), suppress(TaskTaken):
                    case = locked_case(task.subject)
                    assign_task(task=task.id, person="", now=now)
                    conductor_for(case, actor=HALL, purpose="timer", now=now).settle()
                    freed += 1
    return freed


def _may_give(office: Office, task: TaskFacts, person: str, visitor: Visitor) -> bool:
    is_own = task.claimed_by == visitor.id or (not task.claimed_by and person == visitor.id)
    return (is_own and person in {"", visitor.id}) or any(seat.rank >= MAY_ASSIGN for seat in office.seats)


def _given(task: TaskFacts, case: Case, visitor: Visitor, now: datetime) -> TaskFacts:
    conductor = conductor_for(case, actor=visitor.id, purpose=f"task:{task.node}", now=now)
    if task.claimed_by:
        conductor.tell(EventKind.TAKEN_UP, actor=visitor.id, node=task.node, office=task.authority)
    conductor.settle()
    return task
