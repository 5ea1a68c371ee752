"""Withdraw: the applicant takes the case back, for as long as it is not decided."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.appointments.facade import drop_booking
from openhall.blocks.cases.actions.acting import (
    CaseEnded,
    Once,
    conductor_for,
    is_repeated,
    keep_key,
    write_leaf,
)
from openhall.blocks.cases.collecting import WITHDRAWN
from openhall.blocks.cases.keeping import keep_case, locked_case
from openhall.blocks.cases.models import Ask, Case
from openhall.blocks.cases.returning import give_up
from openhall.blocks.cases.rules import ENDED, AskState, EventKind, Status
from openhall.blocks.cases.workings import drop_workings
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import stop_process
from openhall.blocks.registers.facade import take_down_notice


def withdraw_case(*, reference: str, visitor: Visitor, now: datetime, once: Once | None = None) -> None:
    """Withdraw a case that its owner has shown to be theirs: nobody works on it any more. Raise ``CaseEnded``."""
    with transaction.atomic():
        case = locked_case(reference)
        if is_repeated(once):
            return
        if case.status in ENDED:
            raise CaseEnded(status=case.status)
        leave(case, actor=visitor.id or "guest", kind=EventKind.WITHDRAWN, now=now)
        keep_key(once, case, now)


def leave(case: Case, *, actor: str, kind: EventKind, now: datetime) -> None:
    """End a locked case because its owner wants it so: nobody works on it, and its money goes back by the rules."""
    write_leaf(case, kind.value, {}, now)
    stop_process(subject=case.reference, outcome="withdrawn", now=now)
    Ask.objects.filter(case=case, state=AskState.OPEN).update(state=AskState.TAKEN_BACK, ended_at=now)
    conductor = conductor_for(case, actor=actor, purpose="own", now=now)
    give_up(conductor, WITHDRAWN)
    drop_booking(subject=case.reference, now=now)
    case.status, case.decided_at, case.paused_on = Status.WITHDRAWN, now, None
    conductor.hold(case.authority)
    take_down_notice(case.reference)
    conductor.tell(kind, actor=actor)
    drop_workings(case)
    case.acts += 1
    keep_case(case)
