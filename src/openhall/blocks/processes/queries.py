"""Read tasks, and how far processes have come."""

from collections.abc import Collection, Iterable

from openhall.blocks.processes.definitions import Position, TaskFacts
from openhall.blocks.processes.models import Instance, Task, Token
from openhall.blocks.processes.rows import called_now, moves_of, newest_of, tasks_where
from openhall.blocks.processes.running import model_of, read_data, with_former


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
        reminded_at=task.reminded_at,
        escalated_at=task.escalated_at,
        claimed_by=task.claimed_by,
        done_by=task.done_by,
        done_at=task.done_at,
        decision=task.decision,
    )


def task_of(task: int) -> TaskFacts | None:
    """Return one task, or ``None``. Whoever asks has to check that it may be seen."""
    return next(iter(tasks_where("t.id = %s", task)), None)


def task_at_edge(instance: int, token: int) -> TaskFacts | None:
    """Return the task that a timer at its edge ends; ``None`` for one that ends none, or is gone."""
    found = Token.objects.filter(instance=instance, number=token)
    row = found.values_list("scope", "node", "instance__definition").first()
    if row is None or not row[0] or not model_of(row[2]).nodes[row[1]].interrupts:
        return None
    return next(iter(tasks_where("t.instance_id = %s AND t.token = %s", instance, row[0])), None)


def tasks_of(subject: str) -> list[TaskFacts]:
    """Return all tasks of a matter, the oldest first."""
    return tasks_where("t.subject = %s", subject)


def opinions_among(tasks: Iterable[TaskFacts]) -> list[TaskFacts]:
    """Return those of a matter's tasks that ask each of several offices for its opinion, as the models draw it."""
    tasks = list(tasks)
    instances = Instance.objects.filter(subject__in={task.subject for task in tasks})
    asking = {
        serial: with_former(_asking_each(definition), read_data(data)[2])
        for serial, definition, data in instances.values_list("serial", "definition_id", "data")
    }
    return [task for task in tasks if task.node in asking.get(task.serial, ())]


def _asking_each(definition: int) -> list[str]:
    return [node.id for node in model_of(definition).nodes.values() if node.attributes.get("office") == "each"]


def is_invited(subject: str, authority: str) -> bool:
    """Tell whether a process has ever given ``authority`` a task in a matter."""
    return Task.objects.filter(subject=subject, authority=authority).exists()


def tasks_of_each(subjects: Collection[str]) -> dict[str, list[TaskFacts]]:
    """Return all tasks of each of several matters, the oldest first."""
    found: dict[str, list[TaskFacts]] = {subject: [] for subject in subjects}
    if found:
        for task in tasks_where(f"t.subject IN ({', '.join(['%s'] * len(found))})", *found):
            found[task.subject].append(task)
    return found


def invited_among(subjects: Collection[str], authority: str) -> set[str]:
    """Return in which of these matters a process has ever given ``authority`` a task."""
    found = Task.objects.filter(subject__in=subjects, authority=authority)
    return set(found.order_by().values_list("subject", flat=True).distinct())


def position_of(subject: str) -> Position | None:
    """Return how far the newest instance of a matter has come."""
    newest = newest_of(subject)
    if newest is None:
        return None
    former = read_data(newest.data)[2]
    # What never was called otherwise is not looked up.
    moves = moves_of(newest.instance, newest.instance).get(newest.instance, []) if former else []
    passed = (called_now(node, serial, moves) for node, serial in newest.steps)
    return Position(
        definition=newest.definition,
        serial=newest.serial,
        here=tuple(dict.fromkeys(newest.here)),
        passed=tuple(dict.fromkeys(passed)),
        outcome=newest.outcome,
        former={node: tuple(names) for node, names in former.items()},
    )
