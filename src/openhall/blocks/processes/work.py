"""Lists of work, the most pressing first: ordered look-ups that an index serves, however much work there is.

Written by hand: a page of the desk asks some twenty of them, all in few messages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice
from typing import Any

from openhall.blocks.journal.facade import Statement, do_all
from openhall.blocks.processes.definitions import TaskFacts, Workload
from openhall.blocks.processes.models import Task
from openhall.blocks.processes.rows import TASK_COLUMNS, adapted_day, read_task, tasks_where
from openhall.blocks.processes.rules import TaskState

#: Nobody has it.
NOBODY = ("",)
_IN_ORDER = "ORDER BY t.pressing_on, t.id LIMIT %s"
_FOUND = f"SELECT t.pressing_on, {TASK_COLUMNS} FROM processes_task t JOIN processes_instance i ON i.id = t.instance_id"  # noqa: S608 - ours
#: A condition and its values.
_Where = tuple[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Cut:
    """Which tasks of an office: of these roles, in these states, about one service (``topic``; empty: all of them).

    ``holders`` are the people who have it (``NOBODY``: what is free; nothing: whoever has it). ``late_before`` keeps
    to what was due before that day, ``is_escalated`` to what was put before those who answer for the office.
    """

    authority: str
    roles: tuple[str, ...]
    states: tuple[str, ...] = (TaskState.OPEN,)
    topic: str = ""
    holders: tuple[str, ...] = ()
    late_before: date | None = None
    is_escalated: bool = False


def work_of(cut: Cut, *, most: int, after: tuple[date, int] | None = None) -> list[TaskFacts]:
    """Return at most ``most`` tasks, the most pressing first, after the one with that day and id.

    Each look-up has a beginning and an end in one index; what they find is merged.
    """
    wheres = [part for whole in _look_ups(cut) for part in _after(whole, after)]
    found = do_all([(f"{_FOUND} WHERE {where} {_IN_ORDER}", [*values, most]) for where, values in wheres])
    # The day and the number of the task stand first in each.
    ordered = merge(*found, key=lambda row: row[:2])
    return [read_task(row[1:]) for row in islice(ordered, most)]


def count_work(cuts: Sequence[Cut], *, most: int) -> list[int]:
    """Return how many tasks there are in each of these cuts, counting no further than ``most``."""
    counted = [_counting(cut, most) for cut in cuts]
    statement = f"SELECT {', '.join(sql for sql, _ in counted)}"
    (((*found,),),) = do_all([(statement, [value for _, values in counted for value in values])])
    return found


def _counting(cut: Cut, most: int) -> Statement:
    parts = list(_look_ups(cut))
    if not parts:
        return "0", []
    one = "SELECT 1 FROM (SELECT 1 FROM processes_task t WHERE {} {}) p"
    every = " UNION ALL ".join(one.format(where, _IN_ORDER) for where, _ in parts)
    values = [value for _, values in parts for value in (*values, most)]
    return f"(SELECT count(*) FROM (SELECT 1 FROM ({every}) e LIMIT %s) c)", [*values, most]  # noqa: S608 - ours


def workloads(authority: str, people: Sequence[str], *, today: date, most: int) -> list[Workload]:
    """Return who of ``people`` has how many tasks in hand, and how many of these are late, no further than ``most``."""
    held = f"SELECT t.pressing_on FROM processes_task t WHERE {_of(TaskState.OPEN)} AND {_HELD} {_IN_ORDER}"  # noqa: S608 - ours
    counting = f"SELECT count(*), count(CASE WHEN pressing_on < %s THEN 1 END) FROM ({held}) h"  # noqa: S608 - ours
    found = do_all([(counting, [adapted_day(today), authority, person, most]) for person in people])
    loads = [Workload(person, *row) for person, (row,) in zip(people, found, strict=True)]
    return sorted(loads, key=lambda load: (-load.open, load.person))


def holders_of_work() -> list[tuple[str, str, str]]:
    """Return who has open tasks in hand, of which office and for which role: person, authority, role."""
    held = Task.objects.filter(state=TaskState.OPEN, claimed_by__gt="").order_by()
    return list(held.values_list("claimed_by", "authority", "role").distinct())


def held_work(person: str, authority: str, role: str) -> list[TaskFacts]:
    """Return the open tasks of an office for a role that somebody has in hand."""
    return tasks_where(f"{_of(TaskState.OPEN)} AND {_HELD} AND t.role = %s", authority, person, role)


#: What somebody has; the second condition, true of everybody, is the one that the index is made with.
_HELD = "t.claimed_by = %s AND t.claimed_by > ''"


def _of(state: str) -> str:
    """Return the condition that all look-ups begin with; states are words of ours."""
    return f"t.authority = %s AND t.state = '{TaskState(state)}'"


def _look_ups(cut: Cut) -> Iterator[_Where]:
    """Yield a condition for each part of a cut: equal in everything but the day, so that an index has it in order."""
    further, values = "", list[Any]()
    if cut.topic:
        # Written so that nobody looks the service up: there are few of somebody's own, and many of a service.
        further += " AND t.topic || '' = %s" if _is_small(cut) else " AND t.topic = %s"
        values.append(cut.topic)
    if cut.late_before is not None:
        further += " AND t.pressing_on < %s"
        values.append(adapted_day(cut.late_before))
    if cut.is_escalated:
        further += " AND t.escalated_at IS NOT NULL"
    # Whoever has no role has no work.
    for state in cut.states if cut.roles else ():
        if cut.holders and cut.holders != NOBODY:
            # One person never has so much that their roles have to be looked up apart.
            roles = f"t.role IN ({', '.join(['%s'] * len(cut.roles))})"
            for holder in cut.holders:
                yield f"{_of(state)} AND {_HELD} AND {roles}{further}", [cut.authority, holder, *cut.roles, *values]
            continue
        free = " AND t.claimed_by = ''" if cut.holders else ""
        for role in cut.roles:
            yield f"{_of(state)} AND t.role = %s{free}{further}", [cut.authority, role, *values]


def _is_small(cut: Cut) -> bool:
    """Tell whether a cut has an index of its own, in which the service is looked at only."""
    return cut.is_escalated or bool(cut.holders and cut.holders != NOBODY) or cut.states != (TaskState.OPEN,)


def _after(found: _Where, after: tuple[date, int] | None) -> Iterator[_Where]:
    """Yield what comes after a task: the rest of its day, and the days after it."""
    if after is None:
        yield found
        return
    (where, values), (day, last) = found, after
    yield f"{where} AND t.pressing_on = %s AND t.id > %s", [*values, adapted_day(day), last]
    yield f"{where} AND t.pressing_on > %s", [*values, adapted_day(day)]
