"""Why officers did something to a case: their words lie under its key, beside what their act left elsewhere."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.cases.actions.answering import case_for
from openhall.blocks.cases.models import Case, Remark
from openhall.blocks.cases.sealing import basis_of, seal_part, unseal_part
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import KeyDestroyedError, Purpose, Reader
from openhall.blocks.payments.facade import reason_of_voucher


def keep_remark(case: Case, part: str, words: str) -> None:
    """Keep the words of an officer, sealed, inside the caller's transaction. ``part`` is of their act alone."""
    row = Remark(case=case, part=part, sealed=seal_part(case, place_of_remark(part), {"text": words}))
    # An act that is done twice is done once, and so are its words.
    Remark.objects.bulk_create([row], ignore_conflicts=True)


def remark_on(*, reference: str, part: str, visitor: Visitor, now: datetime) -> str:
    """Return what was written to an act to an officer of the office that leads the case; empty where nothing was.

    The read is recorded. Raise ``NoSuchCase``.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        row = Remark.objects.filter(case=case, part=part).first()
        reader = Reader(visitor.id, Purpose.WORK, reference, now, office=office.authority, basis=basis_of(case))
        try:
            return "" if row is None else str(unseal_part(case, place_of_remark(part), row.sealed, reader)["text"])
        except KeyDestroyedError:
            return ""


def voucher_reason_on(*, reference: str, payment: str, visitor: Visitor, now: datetime) -> str:
    """Return why the voucher was given that a case was paid with, to an officer of the office that leads the case.

    The read is recorded. Empty without one. Raise ``NoSuchCase``.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        reader = Reader(visitor.id, Purpose.WORK, reference, now, office=office.authority, basis=basis_of(case))
        return reason_of_voucher(payment, reader=reader)


def place_of_remark(part: str) -> str:
    """Return the place that a remark is bound to."""
    return f"remark/{part}"
