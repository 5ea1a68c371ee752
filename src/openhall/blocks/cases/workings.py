"""What an officer has typed and not sent: kept sealed, for their eyes alone, until it is sent or the task is over."""

from collections.abc import Mapping, Sequence

from openhall.blocks.cases.models import Case, Working
from openhall.blocks.journal.facade import Statement, do_later

#: What is typed in the fields of a form, by name.
Typed = Mapping[str, Sequence[str]]
#: The forms of a task, and the one of a case.
TASK_FORMS = ("decide", "ask", "pass")
CASE_FORM = "message"


def drop_working(case: Case, task: int, form: str, person: str) -> None:
    """Forget what somebody typed in one form: it is sent."""
    Working.objects.filter(case=case, task=task, form=form, person=person).delete()


def drop_workings(case: Case, task: int | None = None) -> None:
    """Forget what anybody typed at a task, or at the whole case: it is over."""
    do_later(dropping_workings(case, task))


def dropping_workings(case: Case, task: int | None = None) -> Statement:
    """Return the statement that forgets it. By hand, as every decision does it: nothing hangs on these rows."""
    if task is None:
        return "DELETE FROM cases_working WHERE case_id = %s", [case.pk]
    return "DELETE FROM cases_working WHERE case_id = %s AND task = %s", [case.pk, task]
