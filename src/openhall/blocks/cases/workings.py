"""What an officer has typed and not sent: kept sealed, for their eyes alone, until it is sent or the task is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.cases.models import Case, Working
from openhall.blocks.journal.facade import Statement, do_later, rows_where

#: What is typed in the fields of a form, by name.
Typed = Mapping[str, Sequence[str]]
#: The forms of a task, and the one of a case.
ASK_FORM = "ask"
TASK_FORMS = ("decide", ASK_FORM, "pass")
CASE_FORM = "message"


def kept_workings(case: Case, office: Office, now: datetime) -> list[Working]:
    """Return what an officer may read of what was typed at a case: at most one for each form.

    That is their own; and where they have none, what somebody typed who stood in for them and does so no more, to whom
    it belongs no longer.
    """
    me, away = office.person, {seat.instead_of for seat in office.seats}
    rows = sorted(rows_where(Working, case_id=case.pk), key=lambda each: each.at)
    own = {(row.task, row.form): row for row in rows if row.person == me and row.instead_of in {"", *away}}
    returned = {(row.task, row.form): row for row in _returned(rows, me, now)}
    return [*{**returned, **own}.values()]


def _returned(rows: Sequence[Working], person: str, now: datetime) -> list[Working]:
    return [row for row in rows if row.instead_of == person and not _stands_in(row.person, person, now)]


def _stands_in(person: str, holder: str, now: datetime) -> bool:
    office = office_of(person, now=now)
    return office is not None and any(seat.instead_of == holder for seat in office.seats)


def drop_working(case: Case, task: int, form: str, person: str, instead_of: str = "") -> None:
    """Forget what somebody typed in one form, for themselves or for whom they stand in: it is sent."""
    Working.objects.filter(case=case, task=task, form=form, person=person, instead_of=instead_of).delete()


def drop_returned(case: Case, task: int, form: str, person: str, now: datetime) -> None:
    """Forget what came back to somebody in one form: they go on with it, or have emptied it."""
    rows = list(Working.objects.filter(case=case, task=task, form=form, instead_of=person))
    for row in _returned(rows, person, now):
        row.delete()


def drop_workings(case: Case, task: int | None = None) -> None:
    """Forget what anybody typed at a task, or at the whole case: it is over."""
    do_later(dropping_workings(case, task))


def dropping_workings(case: Case, task: int | None = None) -> Statement:
    """Return the statement that forgets it. By hand, as every decision does it: nothing hangs on these rows."""
    if task is None:
        return "DELETE FROM cases_working WHERE case_id = %s", [case.pk]
    return "DELETE FROM cases_working WHERE case_id = %s AND task = %s", [case.pk, task]
