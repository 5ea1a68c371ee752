"""Hold a case: it stays although its time is over, because a court needs it. Both acts are in the log."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.acting import write_leaf
from openhall.blocks.cases.actions.answering import ANSWERS, case_for, seat_of_rank
from openhall.blocks.cases.actions.write import MOST_LETTER, LetterRefused
from openhall.blocks.cases.models import Hold
from openhall.blocks.cases.parts import hold_part
from openhall.blocks.cases.sealing import basis_of, seal_part, unseal_part
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import Purpose, Reader
from openhall.kernel.canonical import JSON


def hold_case(*, reference: str, words: str, visitor: Visitor, now: datetime) -> None:
    """Keep a case from being erased, for a reason that stays with it; one that is held already stays so.

    It is done by whoever answers for the office that leads. Raise ``NoSuchCase``, ``NotYourTask`` or
    ``LetterRefused``.
    """
    words = words.strip()
    if not words or len(words) > MOST_LETTER:
        raise LetterRefused(most=MOST_LETTER)
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        seat = seat_of_rank(case, office, ANSWERS)
        if Hold.objects.filter(case=case, ended_at=None).exists():
            return
        number = Hold.objects.filter(case=case).count() + 1
        said: dict[str, JSON] = {"number": number, "authority": case.authority, "post": seat.post}
        leaf = write_leaf(case, "held", said, now)
        reason = seal_part(case, hold_part(number), {"text": words})
        Hold.objects.create(case=case, number=number, at=now, by=visitor.id, reason=reason, leaf=leaf)


def release_hold(*, reference: str, visitor: Visitor, now: datetime) -> None:
    """Let a case go the way of others again. Raise ``NoSuchCase`` or ``NotYourTask``."""
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        seat = seat_of_rank(case, office, ANSWERS)
        held = Hold.objects.filter(case=case, ended_at=None).update(ended_at=now, ended_by=visitor.id)
        if held:
            write_leaf(case, "released", {"authority": case.authority, "post": seat.post}, now)


def hold_reason(*, reference: str, visitor: Visitor, now: datetime) -> str:
    """Return why a case is held now, to an officer of the office that leads it; empty where it is not.

    Raise ``NoSuchCase``.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        held = Hold.objects.filter(case=case, ended_at=None).order_by("-number").first()
        if held is None:
            return ""
        reader = Reader(visitor.id, Purpose.WORK, reference, now, office=office.authority, basis=basis_of(case))
        return str(unseal_part(case, hold_part(held.number), held.reason, reader)["text"])
