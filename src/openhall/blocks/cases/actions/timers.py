"""What happens by itself when time has passed: each of these may be asked for twice, and does its work once."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import conductor_for, locked_case, write_leaf
from openhall.blocks.cases.deadlines import resume
from openhall.blocks.cases.models import Ask
from openhall.blocks.cases.rules import HALL, AskState, EventKind
from openhall.blocks.processes.facade import fire_timer, move_deadline, release_task


def fire_case_timer(*, reference: str, instance: int, token: int, now: datetime) -> None:
    """Let a timer of a case's process go off; one whose task is done meanwhile does nothing."""
    with transaction.atomic():
        case = locked_case(reference)
        conductor = conductor_for(case, actor=HALL, purpose="timer", now=now)
        progress = fire_timer(instance=instance, token=token, conducting=conductor.conducting(), now=now)
        if progress is not None:
            write_leaf(case, "timer", {"instance": instance, "token": token}, now)
            conductor.settle(progress)


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
        release_task(task=row.task, stood=conductor.stood())
        if not Ask.objects.filter(case=case, state=AskState.OPEN).exists():
            resume(case, conductor.catalogue, conductor.service, conductor.today)
            move_deadline(subject=reference, legal_on=case.statutory_on or case.due_on)
        conductor.settle()
