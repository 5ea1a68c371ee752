"""What happens by itself when time has passed: each of these may be asked for twice, and does its work once."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import conductor_for, write_leaf
from openhall.blocks.cases.actions.supplement import go_on
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.models import Ask
from openhall.blocks.cases.rules import HALL, AskState, EventKind
from openhall.blocks.cases.watching import REMIND_BEFORE, watch
from openhall.blocks.processes.facade import (
    OTHER_PARTY,
    TaskState,
    escalate_task,
    fire_timer,
    remind_of_task,
    task_at_edge,
    task_of,
)


def fire_case_timer(*, reference: str, instance: int, token: int, now: datetime) -> None:
    """Let a timer of a case's process go off; one whose task is done meanwhile does nothing."""
    with transaction.atomic():
        case = locked_case(reference)
        conductor = conductor_for(case, actor=HALL, purpose="timer", now=now)
        late = task_at_edge(instance, token)
        progress = fire_timer(instance=instance, token=token, conducting=conductor.conducting(), now=now)
        if progress is not None:
            write_leaf(case, "timer", {"instance": instance, "token": token}, now)
            if late is not None and late.role != OTHER_PARTY:
                conductor.tell(EventKind.SILENT, node=late.node, office=late.authority)
            conductor.settle(progress)


def look_at_clock(*, reference: str, task: int, now: datetime) -> None:
    """Remind whoever has a task that it will be late; when it is, put it before those who answer for the office."""
    with transaction.atomic():
        case = locked_case(reference)
        facts = task_of(task)
        if facts is None or facts.last_day is None or facts.state not in {TaskState.OPEN, TaskState.WAITING}:
            return
        conductor = conductor_for(case, actor=HALL, purpose="timer", now=now)
        ends = conductor.end_of(facts.last_day)
        if facts.state == TaskState.WAITING or now < ends - REMIND_BEFORE:
            # The applicant has the ball, or the day has moved: look again when the new one is near.
            later = max(ends - REMIND_BEFORE, now + REMIND_BEFORE)
            watch(task, reference, facts.last_day, later, now)
        elif now < ends:
            if remind_of_task(task=task, now=now):
                conductor.tell(EventKind.REMINDED, node=facts.node, office=facts.authority)
            watch(task, reference, facts.last_day, ends, now)
        elif escalate_task(task=task, now=now):
            write_leaf(case, "escalated", {"task": task}, now)
            conductor.tell(EventKind.ESCALATED, node=facts.node, office=facts.authority)


def end_ask(*, reference: str, ask: int, now: datetime) -> None:
    """End the time for an answer that did not come: the office goes on with what there is."""
    with transaction.atomic():
        case = locked_case(reference)
        changed = Ask.objects.filter(pk=ask, state=AskState.OPEN).update(state=AskState.LAPSED, ended_at=now)
        if not changed:
            return
        row = Ask.objects.get(pk=ask)
        conductor = conductor_for(case, actor=HALL, purpose="timer", now=now)
        write_leaf(case, "unanswered", {"ask": row.number}, now)
        conductor.tell(EventKind.UNANSWERED, office=row.authority)
        go_on(conductor, row)
        conductor.settle()
