"""Note down: what an officer types is kept while they type it, sealed under the key of the case's owner."""

from datetime import datetime
from typing import Any

from django.db import transaction

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.cases.actions.acting import NoSuchTask, NotYourTask, concerned_in, seat_for, seen_task
from openhall.blocks.cases.actions.take_up import MAY_ASSIGN
from openhall.blocks.cases.actions.write import NoSuchCase, part_in
from openhall.blocks.cases.models import Case, Working
from openhall.blocks.cases.parts import working_part
from openhall.blocks.cases.sealing import seal_part
from openhall.blocks.cases.workings import ASK_FORM, CASE_FORM, TASK_FORMS, Typed, drop_returned, drop_working
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import TaskFacts, TaskState
from openhall.kernel.errors import Refusal

#: More than all fields of a form hold together.
_MOST_CHARACTERS = 20_000
_OVER = {TaskState.DONE, TaskState.CANCELLED}


class NotKept(Refusal):
    """It is too much to keep, belongs to no form, or the task is over."""

    code = "not-kept"


def note_down(*, reference: str, task: int, form: str, typed: Typed, visitor: Visitor, now: datetime) -> None:
    """Keep what is typed in a form of a task (``task`` 0: of the case), over what was kept before.

    Raise ``NoSuchCase``, ``NoSuchTask``, ``NotYourTask`` or ``NotKept``.
    """
    if form not in TASK_FORMS if task else form != CASE_FORM:
        raise NotKept
    if sum(len(name) + sum(map(len, values)) for name, values in typed.items()) > _MOST_CHARACTERS:
        raise NotKept(most=_MOST_CHARACTERS)
    case = Case.objects.filter(reference=reference).first()
    if case is None:
        raise NoSuchCase
    part_in(case, visitor, now)
    instead_of = ""
    if task:
        office = office_of(visitor.id, now=now)
        facts = seen_task(task, office)
        if facts.subject != reference:
            raise NoSuchTask
        if facts.state in _OVER:
            raise NotKept
        instead_of = _typing_for(facts, form, case, office)
    with transaction.atomic():
        drop_returned(case, task, form, visitor.id, now)
        if not any(any(values) for values in typed.values()):
            drop_working(case, task, form, visitor.id, instead_of)
            return
        sealed = seal_part(case, working_part(task, form, visitor.id), {name: list(v) for name, v in typed.items()})
        whose: dict[str, Any] = {
            "case": case,
            "task": task,
            "form": form,
            "person": visitor.id,
            "instead_of": instead_of,
        }
        Working.objects.update_or_create(**whose, defaults={"sealed": sealed, "at": now})


def _typing_for(task: TaskFacts, form: str, case: Case, office: Office | None) -> str:
    """Return for whom somebody stands in who types at a task; whoever has no seat for it types nothing there."""
    if office is None:
        raise NoSuchTask
    try:
        return seat_for(task, concerned_in(case), office).instead_of
    except NotYourTask as refusal:
        # Who answers for the office asks the applicant again, whoever has the task.
        asks_again = form == ASK_FORM and any(seat.rank >= MAY_ASSIGN for seat in office.seats)
        if refusal.why == "role" and not asks_again:
            raise
    return ""
