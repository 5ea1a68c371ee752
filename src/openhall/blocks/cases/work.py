"""An officer's work: what they may do, the most pressing first, page by page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from django.db import transaction

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.cases.actions.acting import people_of
from openhall.blocks.cases.actions.take_up import MAY_ASSIGN
from openhall.blocks.cases.models import Ask, Case
from openhall.blocks.cases.rules import AskState
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import append_leaf
from openhall.blocks.processes.facade import (
    NOBODY,
    Cut,
    TaskFacts,
    TaskState,
    count_work,
    invited_among,
    is_invited,
    tasks_of,
    work_of,
)
from openhall.kernel.canonical import JSON
from openhall.kernel.references import read_reference

_ALL = "all"
_STATES = {state.value: (state,) for state in TaskState} | {_ALL: tuple(TaskState)}
#: Lists count no further than this.
MOST_COUNTED = 100
#: The roles that have tasks: whoever answers for an office sees the work of all of them.
_WORKING = ("case-officer", "reviewer", "supervisor")


class Tab(StrEnum):
    """A way to look at the work of an office."""

    MINE = "mine"
    OFFICE = "office"
    UNCLAIMED = "unclaimed"
    WAITING = "waiting"
    OVERDUE = "overdue"
    ESCALATED = "escalated"


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
        return WorkPage(tuple(_of_case(office, _own_roles(office), reference, states)), "")
    return _page(Cut(office.authority, _own_roles(office), states=states), most, cursor)


def work_on(office: Office, tab: Tab, *, today: date, topic: str = "", most: int, cursor: str = "") -> WorkPage:
    """Return a page of a tab of the desk; ``topic`` keeps to one service."""
    return _page(replace(_cut(office, tab, today), topic=topic), most, cursor)


def count_tabs(office: Office, *, today: date, topic: str = "") -> dict[Tab, int]:
    """Return how much there is on each tab, counting no further than ``MOST_COUNTED``."""
    cuts = [replace(_cut(office, tab, today), topic=topic) for tab in Tab]
    return dict(zip(Tab, count_work(cuts, most=MOST_COUNTED), strict=True))


def work_in_case(office: Office, address: str) -> list[TaskFacts]:
    """Return what an office has to do, or waits for, in the case with this reference."""
    return list(_of_case(office, seen_roles(office), address, (TaskState.OPEN, TaskState.WAITING)))


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a line of a list says beside its task.

    Whose case it is (person, organisation or guest), since when the applicant is asked for something (nothing: they
    are not), and until when they may answer.
    """

    applicant: str
    asked_at: datetime | None = None
    until: date | None = None


def row_facts(tasks: Iterable[TaskFacts]) -> dict[int, RowFacts]:
    """Return what lines of a list say beside their tasks, by the id of the task."""
    tasks = tuple(tasks)
    columns = ("reference", "person", "organisation")
    cases = Case.objects.filter(reference__in={task.subject for task in tasks}).values_list(*columns)
    kinds = {
        reference: "organisation" if organisation else "person" if person else "guest"
        for reference, person, organisation in cases
    }
    waiting = [task.id for task in tasks if task.state == TaskState.WAITING]
    asks = Ask.objects.filter(task__in=waiting, state=AskState.OPEN).values_list("task", "at", "until")
    asked = {task: (at, until) for task, at, until in asks} if waiting else {}
    return {task.id: RowFacts(kinds.get(task.subject, "guest"), *asked.get(task.id, ())) for task in tasks}


def takes_part(office: Office, reference: str) -> bool:
    """Tell whether an office leads a case or was ever given a task in it."""
    leads = Case.objects.filter(reference=reference, authority=office.authority).exists()
    return leads or is_invited(reference, office.authority)


def takes_part_in(office: Office, references: Collection[str]) -> set[str]:
    """Return in which of these cases an office takes part, however many they are."""
    led = Case.objects.filter(reference__in=references, authority=office.authority)
    return {*led.values_list("reference", flat=True), *invited_among(references, office.authority)}


def may_assign(office: Office) -> bool:
    """Tell whether somebody may give work to their colleagues."""
    return any(seat.rank >= MAY_ASSIGN for seat in office.seats)


def log_export(*, what: str, rows: int, visitor: Visitor, now: datetime) -> None:
    """Write into the log that somebody took a list out of the house."""
    office = office_of(visitor.id, now=now)
    statement: dict[str, JSON] = {"by": visitor.id, "authority": office.authority if office else "", "rows": rows}
    with transaction.atomic():
        append_leaf(kind="desk.exported", subject=what, statement=statement, now=now)


def seen_roles(office: Office) -> tuple[str, ...]:
    """Return the roles whose work somebody sees: their own, and all where they answer for the office."""
    is_head = any(seat.rank >= MAY_ASSIGN or seat.role == "administrator" for seat in office.seats)
    return _WORKING if is_head else _own_roles(office)


def _own_roles(office: Office) -> tuple[str, ...]:
    return tuple(sorted({seat.role for seat in office.seats}))


def _cut(office: Office, tab: Tab, today: date) -> Cut:
    whole = Cut(office.authority, seen_roles(office))
    cuts = {
        Tab.MINE: replace(whole, roles=_own_roles(office), holders=people_of(office)),
        Tab.OFFICE: whole,
        Tab.UNCLAIMED: replace(whole, holders=NOBODY),
        Tab.WAITING: replace(whole, states=(TaskState.WAITING,)),
        Tab.OVERDUE: replace(whole, late_before=today),
        Tab.ESCALATED: replace(whole, is_escalated=True),
    }
    return cuts[tab]


def _page(cut: Cut, most: int, cursor: str) -> WorkPage:
    found = work_of(cut, most=most + 1, after=read_cursor(cursor))
    page = tuple(found[:most])
    return WorkPage(page, written_cursor(page[-1]) if len(found) > most else "")


def _of_case(office: Office, roles: tuple[str, ...], address: str, states: tuple[TaskState, ...]) -> list[TaskFacts]:
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
