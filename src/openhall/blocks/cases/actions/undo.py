"""Undo: for two days, whoever a helper acted for can take back what was submitted for them."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import CaseEnded, Once, is_repeated, keep_key
from openhall.blocks.cases.actions.withdraw import leave
from openhall.blocks.cases.helping import undo_until
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.messages import Template, post_mail
from openhall.blocks.cases.rules import ENDED, EventKind
from openhall.blocks.identity.facade import Visitor
from openhall.kernel.errors import Refusal


class UndoOver(Refusal):
    """Nobody submitted it for this person, or the two days are over."""

    code = "undo-over"


def undo_submission(*, reference: str, visitor: Visitor, now: datetime, once: Once | None = None) -> None:
    """Take back what a helper submitted for ``visitor``: it ends as withdrawn, and its money goes back by the rules.

    Raise ``UndoOver``, or ``CaseEnded`` where it has been decided meanwhile.
    """
    with transaction.atomic():
        case = locked_case(reference)
        if is_repeated(once):
            return
        until = undo_until(person=case.person, helper=case.helper, submitted_at=case.submitted_at)
        if until is None or case.person != visitor.id or now >= until:
            raise UndoOver
        if case.status in ENDED:
            raise CaseEnded(status=case.status)
        leave(case, actor=visitor.id, kind=EventKind.UNDONE, now=now)
        post_mail(reference=reference, template=Template.UNDONE, key=f"{reference}:{Template.UNDONE}", now=now)
        keep_key(once, case, now)
