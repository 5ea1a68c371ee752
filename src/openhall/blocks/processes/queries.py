"""Read tasks, and how far processes have come."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from heapq import merge
from itertools import islice

from django.db.models import Count, Q

from openhall.blocks.processes.definitions import Position, TaskFacts, Workload
from openhall.blocks.processes.models import Instance, Step, Task, Token
from openhall.blocks.processes.rows import tasks_where
from openhall.blocks.processes.rules import TaskState


def facts_of_task(task: Task, serial: int) -> TaskFacts:
    """Return a row as a value."""
    return TaskFacts(
        id=task.pk,
        subject=task.subject,
        serial=serial,
        topic=task.topic,
        model=task.model,
        node=task.node,
        authority=task.authority,
        role=task.role,
        decisions=tuple(task.decisions.split()),
        other=frozenset(task.other.strip(",").split(",")) - {""},
        amount=task.amount,
        state=task.state,
        opened_at=task.opened_at,
        due_on=task.due_on,
        legal_on=task.legal_on,
        pressing_on=task.pressing_on,
        escalated_at=task.escalated_at,
        claimed_by=task.claimed_by,
        done_by=task.done_by,
        done_at=task.done_at,
        decision=task.decision,
    )


def task_of(task: int) -> TaskFacts | None:
    """Return one task, or ``None``. Whoever asks has to check that it may be seen."""
    return next(iter(tasks_where("t.id = %s", task)), None)


def tasks_of(subject: str) -> list[TaskFacts]:
    """Return all tasks of a matter, the oldest first."""
    return tasks_where("t.subject = %s", subject)


def is_invited(subject: str, authority: str) -> bool:
    """Tell whether a process has ever given ``authority`` a task in a matter."""
    return Task.objects.filter(subject=subject, authority=authority).exists()


def has_done(subject: str, person: str, *, nodes: Collection[str], serial: int, earlier: bool) -> bool:
    """Tell whether ``person`` did one of these tasks in this instance, or (``earlier``) anything in an earlier one."""
    done = Q(instance__serial=serial, node__in=nodes)
    if earlier:
        done |= Q(instance__serial__lt=serial)
    return Task.objects.filter(done, subject=subject, done_by=person, state=TaskState.DONE).exists()


def position_of(subject: str) -> Position | None:
    """Return how far the newest instance of a matter has come."""
    instance = Instance.objects.filter(subject=subject).order_by("-serial").first()
    if instance is None:
        return None
    here = Token.objects.filter(instance=instance).order_by("number").values_list("node", flat=True)
    passed = Step.objects.filter(instance=instance).order_by("serial").values_list("node", flat=True)
    return Position(
        definition=instance.definition_id,
        serial=instance.serial,
        here=tuple(dict.fromkeys(here)),
        passed=tuple(dict.fromkeys(passed)),
        outcome=instance.outcome,
    )


def work_of(
    authority: str,
    roles: Sequence[str],
    *,
    most: int,
    after: tuple[date, int] | None = None,
    topic: str = "",
    claimed_by: str | None = None,
    late_before: date | None = None,
    states: Sequence[str] = (TaskState.OPEN,),
) -> list[TaskFacts]:
    """Return at most ``most`` tasks of an office, the most pressing first, after the one with that day and id.

    One ordered look-up for each role and state, merged: an index serves each of them, however much work there is.
    """
    found = Task.objects.select_related("instance").filter(authority=authority)
    if topic:
        found = found.filter(topic=topic)
    if claimed_by is not None:
        found = found.filter(claimed_by=claimed_by)
    if late_before is not None:
        found = found.filter(pressing_on__lt=late_before)
    if after is not None:
        day, last = after
        found = found.filter(Q(pressing_on__gt=day) | Q(pressing_on=day, id__gt=last))
    parts: Iterator[Iterator[Task]] = (
        iter(found.filter(role=role, state=state).order_by("pressing_on", "id")[:most])
        for role in roles
        for state in states
    )
    ordered = merge(*parts, key=lambda row: (row.pressing_on, row.pk))
    return [facts_of_task(row, row.instance.serial) for row in islice(ordered, most)]


def workloads(authority: str, *, today: date) -> list[Workload]:
    """Return who of an office has how many tasks in hand, the busiest first."""
    rows = (
        Task.objects.filter(authority=authority, state=TaskState.OPEN)
        .exclude(claimed_by="")
        .values("claimed_by")
        .annotate(open=Count("id"), late=Count("id", filter=Q(pressing_on__lt=today)))
        .order_by("-open", "claimed_by")
    )
    return [Workload(row["claimed_by"], row["open"], row["late"]) for row in rows]
