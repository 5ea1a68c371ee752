"""Lists of work, the most pressing first: ordered look-ups that an index serves, however much work there is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from itertools import islice

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from openhall.blocks.processes.definitions import TaskFacts, Workload
from openhall.blocks.processes.models import Task
from openhall.blocks.processes.queries import facts_of_task
from openhall.blocks.processes.rules import TaskState

#: Nobody has it.
NOBODY = ("",)


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
    parts: Iterator[Iterator[Task]] = (
        iter(part.select_related("instance").order_by("pressing_on", "id")[:most])
        for whole in _look_ups(cut)
        for part in _after(whole, after)
    )
    ordered = merge(*parts, key=lambda row: (row.pressing_on, row.pk))
    return [facts_of_task(row, row.instance.serial) for row in islice(ordered, most)]


def count_work(cut: Cut, *, most: int) -> int:
    """Return how many tasks there are, counting no further than ``most``."""
    found = 0
    for part in _look_ups(cut):
        found += part.order_by("pressing_on", "id")[: most - found].count()
        if found >= most:
            break
    return found


def workloads(authority: str, people: Sequence[str], *, today: date, most: int) -> list[Workload]:
    """Return who of ``people`` has how many tasks in hand, and how many of these are late, no further than ``most``."""
    found = []
    for person in people:
        held = _held(Task.objects.filter(authority=authority, state=TaskState.OPEN), person)
        days = list(held.order_by("pressing_on", "id").values_list("pressing_on", flat=True)[:most])
        found.append(Workload(person, len(days), sum(day < today for day in days)))
    return sorted(found, key=lambda load: (-load.open, load.person))


def _look_ups(cut: Cut) -> Iterator[QuerySet[Task]]:
    """Yield a query for each part of a cut: equal in everything but the day, so that an index has it in order."""
    found = Task.objects.filter(authority=cut.authority)
    if cut.topic and _is_small(cut):
        # Written so that nobody looks the service up: there are few of somebody's own, and many of a service.
        found = found.annotate(about=Concat("topic", Value(""))).filter(about=cut.topic)
    elif cut.topic:
        found = found.filter(topic=cut.topic)
    if cut.late_before is not None:
        found = found.filter(pressing_on__lt=cut.late_before)
    if cut.is_escalated:
        found = found.filter(escalated_at__isnull=False)
    for state in cut.states:
        if cut.holders and cut.holders != NOBODY:
            # One person never has so much that their roles have to be looked up apart.
            for holder in cut.holders:
                yield _held(found, holder).filter(state=state, role__in=cut.roles)
            continue
        for role in cut.roles:
            part = found.filter(state=state, role=role)
            yield part.filter(claimed_by="") if cut.holders else part


def _is_small(cut: Cut) -> bool:
    """Tell whether a cut has an index of its own, in which the service is looked at only."""
    return cut.is_escalated or bool(cut.holders and cut.holders != NOBODY) or cut.states != (TaskState.OPEN,)


def _held(found: QuerySet[Task], person: str) -> QuerySet[Task]:
    """Keep what somebody has; the second condition, true of everybody, is the one that the index is made with."""
    return found.filter(claimed_by=person, claimed_by__gt="")


def _after(found: QuerySet[Task], after: tuple[date, int] | None) -> Iterator[QuerySet[Task]]:
    """Yield what comes after a task: the rest of its day, and the days after it."""
    if after is None:
        yield found
        return
    day, last = after
    yield found.filter(Q(pressing_on=day), id__gt=last)
    yield found.filter(pressing_on__gt=day)
