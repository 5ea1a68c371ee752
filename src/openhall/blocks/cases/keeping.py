"""Cases as rows: locked before an act, written after it."""

from django.db import connection

from openhall.blocks.cases.models import Case
from openhall.blocks.journal.facade import insert_row, one_row, update_row


def locked_case(reference: str) -> Case:
    """Return a case under its lock, inside a transaction: acts on one case follow each other.

    Raise ``Case.DoesNotExist`` where there is none, or none that may be seen.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("a case is locked in the transaction that changes it")
    case = one_row(Case, "reference", reference, is_locked=True)
    if case is None:
        raise Case.DoesNotExist
    case.note_stored()
    return case


def add_case(case: Case) -> None:
    """Write a case that is not there yet."""
    insert_row(case)
    case.note_stored()


def keep_case(case: Case) -> None:
    """Write what an act changed of a locked case."""
    if moved := case.moved():
        update_row(case, moved)
        case.note_stored()
