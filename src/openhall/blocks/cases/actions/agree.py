"""Agree, or do not: whoever is the other party says it once, and the case goes on or ends."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import conductor_for, write_leaf
from openhall.blocks.cases.actions.prepare import MoreProofNeeded
from openhall.blocks.cases.agreed import Agreement
from openhall.blocks.cases.agreeing import NoSuchAgreement, firm_that_answers, level_to_agree, open_agreement
from openhall.blocks.cases.deadlines import resume
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import OTHER, EventKind
from openhall.blocks.identity.facade import Scope, Visitor, confirm_seat
from openhall.blocks.journal.facade import Purpose
from openhall.blocks.processes.facade import APPROVE, OTHER_PARTY, REFUSE, Doer, finish_task


def answer_agreement(*, reference: str, visitor: Visitor, agrees: bool, now: datetime) -> None:
    """Say yes or no to what somebody applied for; who says the same again changes nothing.

    Where a firm has to agree, whoever may submit for it says it in its name. Raise ``NoSuchAgreement``,
    ``MoreProofNeeded`` or, where their right was taken away in that moment, ``RoleForbids``.
    """
    with transaction.atomic():
        try:
            case = locked_case(reference)
        except Case.DoesNotExist:
            raise NoSuchAgreement from None
        if visitor.id and Agreement.objects.filter(case=case, by=visitor.id, agreed=agrees).exists():
            return
        row = open_agreement(case, visitor)
        conductor = conductor_for(case, actor=visitor.id, purpose=Purpose.AGREE, now=now)
        needed = level_to_agree(conductor.service)
        if visitor.level < needed:
            raise MoreProofNeeded(level=visitor.level, required_level=needed)
        firm = firm_that_answers(row, visitor)
        if firm:
            confirm_seat(organisation=firm, person=visitor.id, right=Scope.SUBMIT, now=now)
        kind = EventKind.AGREED if agrees else EventKind.DECLINED
        write_leaf(case, kind.value, {"agreement": row.pk, **({"organisation": firm} if firm else {})}, now)
        Agreement.objects.filter(pk=row.pk).update(agreed=agrees, by=visitor.id, organisation=firm, answered_at=now)
        conductor.tell(kind, actor=OTHER)
        resume(case, conductor.catalogue, conductor.service, conductor.today)
        progress = finish_task(
            task=row.task,
            decision=APPROVE if agrees else REFUSE,
            doer=Doer(visitor.id, OTHER_PARTY),
            conducting=conductor.conducting(),
            now=now,
        )
        conductor.settle(progress)
