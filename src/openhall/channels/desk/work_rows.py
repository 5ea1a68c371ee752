"""The lines of a list of work."""

from collections.abc import Iterator, Mapping, Sequence

from openhall.blocks.cases.facade import RowFacts, people_of, row_facts
from openhall.blocks.processes.facade import TaskFacts, TaskState
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.naming import day_words, due_of, people_names, service_name, task_name
from openhall.channels.desk.words import mark as _
from openhall.ui.desk_views import Due, WorkRow

APPLICANTS: Mapping[str, str] = {
    "person": _("A person"),
    "organisation": _("An organisation"),
    "guest": _("Somebody without an account"),
}
_WAITING = _("The applicant, since %(since)s; until %(until)s")
_ESCALATED = _("Escalated")
_DUE_SOON = _("Due soon")
#: Further away than this it is not soon any more, though somebody was reminded: its day has moved.
_SOON = 2
_INSTEAD = _("Somebody who is away")


def rows_of(reader: Reader, tasks: Sequence[TaskFacts]) -> Iterator[WorkRow]:
    """Yield a line for each task."""
    facts = row_facts(tasks)
    names = people_names(reader, (task.claimed_by for task in tasks))
    for task in tasks:
        yield _row(reader, task, facts[task.id], names.get(task.claimed_by, ""))


def _row(reader: Reader, task: TaskFacts, facts: RowFacts, holder: str) -> WorkRow:
    is_waiting = task.state == TaskState.WAITING
    due = due_of(reader, task.pressing_on, is_stopped=is_waiting)
    return WorkRow(
        id=str(task.id),
        href=f"/desk/cases/{task.subject}/?task={task.id}",
        reference=task.subject,
        service=service_name(reader, task.topic),
        task=task_name(reader, task),
        applicant=reader.say(APPLICANTS[facts.applicant]),
        due=due,
        waiting=_waiting(reader, facts),
        holder=holder,
        is_mine=task.claimed_by == reader.visitor.id,
        mark=_mark(reader, task, due),
    )


def _waiting(reader: Reader, facts: RowFacts) -> str:
    if facts.asked_at is None:
        return ""
    since = facts.asked_at.astimezone(reader.zone).date()
    return reader.say(_WAITING) % {"since": day_words(reader, since), "until": day_words(reader, facts.until)}


def _mark(reader: Reader, task: TaskFacts, due: Due) -> str:
    if task.claimed_by in people_of(reader.office)[1:]:
        return reader.say(_INSTEAD)
    if task.escalated_at:
        return reader.say(_ESCALATED)
    left = due.working_days
    is_near = not due.is_stopped and (left is None or 0 <= left <= _SOON)
    return reader.say(_DUE_SOON) if task.reminded_at and is_near else ""
