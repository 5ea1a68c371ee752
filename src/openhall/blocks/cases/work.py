"""An officer's work: what they may do, the most pressing first, page by page."""

from dataclasses import dataclass
from datetime import date, datetime

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.processes.facade import TaskFacts, TaskState, tasks_of, work_of
from openhall.kernel.references import read_reference

_ALL = "all"
_STATES = {state.value: (state,) for state in TaskState} | {_ALL: tuple(TaskState)}


@dataclass(frozen=True, slots=True)
class WorkPage:
    """One page of work, and the cursor of the next one (empty on the last)."""

    tasks: tuple[TaskFacts, ...]
    cursor: str


def work_for(
    visitor: Visitor, *, reference: str = "", state: str = TaskState.OPEN, most: int, cursor: str = "", now: datetime
) -> WorkPage:
    """Return the tasks that the posts of ``visitor`` may do; somebody without a post has none.

    ``reference`` keeps to one case. A cursor that was not given out here begins at the beginning.
    """
    office = office_of(visitor.id, now=now)
    states = _STATES.get(state, (TaskState.OPEN,))
    if office is None:
        return WorkPage((), "")
    if reference:
        return WorkPage(tuple(_of_case(office, reference, states)), "")
    roles = sorted({seat.role for seat in office.seats})
    found = work_of(office.authority, roles, most=most + 1, after=read_cursor(cursor), states=states)
    page = tuple(found[:most])
    return WorkPage(page, written_cursor(page[-1]) if len(found) > most else "")


def _of_case(office: Office, address: str, states: tuple[TaskState, ...]) -> list[TaskFacts]:
    roles = {seat.role for seat in office.seats}
    reference = read_reference(address) or ""
    return [
        task
        for task in tasks_of(reference)
        if task.authority == office.authority and task.role in roles and task.state in states
    ]


def written_cursor(task: TaskFacts) -> str:
    """Return what leads on after a task."""
    return f"{task.pressing_on.isoformat()}.{task.id}"


def read_cursor(cursor: str) -> tuple[date, int] | None:
    """Return the day and id that a cursor names, or ``None``."""
    day, _, number = cursor.partition(".")
    try:
        return date.fromisoformat(day), int(number)
    except ValueError:
        return None
