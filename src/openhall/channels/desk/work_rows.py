"""The lines of a list of work."""

from collections.abc import Iterator, Mapping, Sequence

from openhall.blocks.cases.facade import RowFacts, people_of, row_facts
from openhall.blocks.processes.facade import TaskFacts, TaskState
from openhall.channels.desk.frame import Reader
from openhall.channels.desk.naming import day_words, due_of, people_names, service_name, task_name
from openhall.channels.desk.words import mark as _
from openhall.ui.desk_views import WorkRow

APPLICANTS: Mapping[str, str] = {
    "person": _("A person"),
    "organisation": _("An organisation"),
    "guest": _("Somebody without an account"),
}
_WAITING = _("The applicant, since %(since)s; until %(until)s")
_ESCALATED = _("Escalated")
_INSTEAD = _("Somebody who is away")


def rows_of(reader: Reader, tasks: Sequence[TaskFacts]) -> Iterator[WorkRow]:
    """Yield a line for each task."""
    facts = row_facts(tasks)
    names = people_names(reader, (task.claimed_by for task in tasks))
    for task in tasks:
        yield _row(reader, task, facts[task.id], names.get(task.claimed_by, ""))


def _row(reader: Reader, task: TaskFacts, facts: RowFacts, holder: str) -> WorkRow:
    is_waiting = task.state == TaskState.WAITING
    return WorkRow(
        id=str(task.id),
        href=f"/desk/cases/{task.subject}/?task={task.id}",
        reference=task.subject,
        service=service_name(reader, task.topic),
        task=task_name(reader, task),
        applicant=reader.say(APPLICANTS[facts.applicant]),
        due=due_of(reader, task.pressing_on, is_stopped=is_waiting),
        waiting=_waiting(reader, facts),
        holder=holder,
        is_mine=task.claimed_by == reader.visitor.id,
        mark=_mark(reader, task),
    )


def _waiting(reader: Reader, facts: RowFacts) -> str:
    if facts.asked_at is None:
        return ""
    since = facts.asked_at.astimezone(reader.zone).date()
    return reader.say(_WAITING) % {"since": day_words(reader, since), "until": day_words(reader, facts.until)}


def _mark(reader: Reader, task: TaskFacts) -> str:
    if task.claimed_by in people_of(reader.office)[1:]:
        return reader.say(_INSTEAD)
    return reader.say(_ESCALATED) if task.escalated_at else ""
