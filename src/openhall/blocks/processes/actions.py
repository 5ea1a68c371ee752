"""Keep models, begin and go on with processes. Every write belongs into the transaction of the matter that it serves.

The caller holds the lock of the matter (its case): two acts on one matter follow each other.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta, tzinfo
from hashlib import sha256

from django.db.models import Max

from openhall.blocks.journal.facade import move_message, one_row, waiting_time
from openhall.blocks.processes.definitions import Conducting, Data, Doer, Progress, TaskFacts
from openhall.blocks.processes.models import Definition, Instance, Task, Token
from openhall.blocks.processes.queries import facts_of_task
from openhall.blocks.processes.rows import do_task, newest_definition, tokens_of
from openhall.blocks.processes.rules import TaskState
from openhall.blocks.processes.running import (
    NO_DAY,
    STANDING,
    TIMER,
    fresh_run,
    in_a_transaction,
    is_in_working_days,
    model_of,
    resumed_run,
    timer_key,
)
from openhall.kernel.bpmn import machine
from openhall.kernel.errors import Refusal


class TaskTaken(Refusal):
    """The task is not open any more, or somebody else holds it: ``task`` tells how it stands now."""

    code = "task-taken"

    def __init__(self, task: TaskFacts) -> None:
        super().__init__(state=task.state)
        self.task = task


def keep_definition(*, name: str, xml: str, now: datetime) -> bool:
    """Keep a model under its name; tell whether it is another one than the newest that was kept."""
    digest = sha256(xml.encode()).hexdigest()
    newest = Definition.objects.filter(name=name).order_by("-number").values_list("number", "digest").first()
    if newest is not None and newest[1] == digest:
        return False
    Definition.objects.create(name=name, number=newest[0] + 1 if newest else 1, digest=digest, xml=xml, kept_at=now)
    return True


def begin_process(
    *, subject: str, serial: int, model: str, data: Data, conducting: Conducting, now: datetime
) -> Progress:
    """Begin the newest kept model called ``model`` for a matter; raise ``LookupError`` when there is none."""
    in_a_transaction()
    definition = newest_definition(model)
    if definition is None:
        raise LookupError(f"no process model called {model} is kept; run: openhall load")
    instance = Instance(subject=subject, serial=serial, model=model, definition_id=definition, begun_at=now)
    return fresh_run(instance=instance, data=data, conducting=conducting, now=now).begin()


def claim_task(*, task: int, person: str, now: datetime, instead_of: Collection[str] = ()) -> TaskFacts:
    """Give an open task to ``person``; again is no harm. Raise ``TaskTaken`` when another has it, or it is over.

    Those for whom ``person`` stands in are no others.
    """
    return _claim(task, person, now, from_=("", person, *instead_of))


def assign_task(*, task: int, person: str, now: datetime) -> TaskFacts:
    """Give an open task to ``person`` (empty: to nobody), whoever has it; raise ``TaskTaken`` when it is over."""
    return _claim(task, person, now, from_=None)


def _claim(task: int, person: str, now: datetime, *, from_: tuple[str, ...] | None) -> TaskFacts:
    free = Task.objects.filter(pk=task, state__in=[TaskState.OPEN, TaskState.WAITING])
    if from_ is not None:
        free = free.filter(claimed_by__in=from_)
    changed = free.update(claimed_by=person, claimed_at=now if person else None)
    row = Task.objects.select_related("instance").get(pk=task)
    facts = facts_of_task(row, row.instance.serial)
    if not changed:
        raise TaskTaken(facts)
    return facts


def finish_task(*, task: int, decision: str, doer: Doer, conducting: Conducting, now: datetime) -> Progress:
    """Write down who did a task with which decision, and go on. Raise ``TaskTaken`` when it is not open any more."""
    in_a_transaction()
    done = do_task(task, doer, decision, now)
    instance = done and one_row(Instance, "id", done[0])
    if done is None or instance is None:
        row = Task.objects.select_related("instance").get(pk=task)
        raise TaskTaken(facts_of_task(row, row.instance.serial))
    return resumed_run(instance, conducting, now, done[2]).finish(done[1], decision)


def fire_timer(*, instance: int, token: int, conducting: Conducting, now: datetime) -> Progress | None:
    """Let a timer's token go on; ``None`` where it is gone, because something else happened first."""
    in_a_transaction()
    if not Token.objects.filter(instance=instance, number=token).exists():
        return None
    return resumed_run(Instance.objects.get(pk=instance), conducting, now).finish(token, "")


def finish_act(*, subject: str, act: str, conducting: Conducting, now: datetime) -> Progress | None:
    """Let a matter's process go on where it waits for ``act``; ``None`` where it does not, or not any more."""
    in_a_transaction()
    found = _awaiting(subject, act)
    if found is None:
        return None
    instance, token, tokens = found
    return resumed_run(instance, conducting, now, tokens).finish(token, "")


def is_awaiting(*, subject: str, act: str) -> bool:
    """Tell whether a matter's process waits for ``act`` to be done."""
    return _awaiting(subject, act) is not None


def _awaiting(subject: str, act: str) -> tuple[Instance, int, list[machine.Token]] | None:
    for instance in Instance.objects.filter(subject=subject, ended_at=None).order_by("-serial"):
        tokens, nodes = tokens_of(instance.pk), model_of(instance.definition_id).nodes
        for token in tokens:
            if nodes[token.node].attributes.get("act") == act:
                return instance, token.id, tokens
    return None


def hold_task(*, task: int) -> None:
    """Set a task aside while the applicant has to answer; its timers stand."""
    row = Task.objects.filter(pk=task, state=TaskState.OPEN).first()
    if row is not None:
        row.state = TaskState.WAITING
        row.save(update_fields=["state"])
        _move_timers(row, STANDING)


def release_task(*, task: int, stood: timedelta, later: Callable[[date], date]) -> None:
    """Let a task that was set aside be somebody's work again; its timers move as its day does.

    ``later`` tells where a day has moved to; timers of a task without one move by as long as it ``stood``.
    """
    row = Task.objects.filter(pk=task, state=TaskState.WAITING).first()
    if row is not None:
        row.state = TaskState.OPEN
        if row.due_on is not None:
            moved = later(row.due_on)
            stood, row.due_on = moved - row.due_on, moved
        row.pressing_on = min(row.legal_on or NO_DAY, row.due_on or NO_DAY)
        row.save(update_fields=["state", "due_on", "pressing_on"])
        _move_timers(row, stood - STANDING)


def _move_timers(task: Task, by: timedelta) -> None:
    """Move the timers at the edge of a task and of the parts that it lies in: they would end it while it stands."""
    scopes = dict(Token.objects.filter(instance=task.instance_id).values_list("number", "scope"))
    around, here = set[int](), task.token
    while here:
        around.add(here)
        here = scopes.get(here, 0)
    for number, scope in scopes.items():
        if scope in around:
            move_message(kind=TIMER, key=timer_key(task.instance_id, number), by=by)


def move_deadline(*, subject: str, legal_on: date | None) -> None:
    """Write the new day of a matter into its tasks that are not over."""
    for row in Task.objects.filter(subject=subject, state__in=[TaskState.OPEN, TaskState.WAITING]):
        row.legal_on, row.pressing_on = legal_on, min(legal_on or NO_DAY, row.due_on or NO_DAY)
        row.save(update_fields=["legal_on", "pressing_on"])


def move_task_days(*, subject: str, day: date, zone: tzinfo, later: Callable[[date], date]) -> None:
    """Move the days and timers of a matter's tasks that were counted over ``day``, on which nobody could work."""
    for row in Task.objects.filter(subject=subject, state__in=[TaskState.OPEN, TaskState.WAITING], due_on__gte=day):
        if row.due_on is not None and row.opened_at.astimezone(zone).date() < day:
            moved = later(row.due_on)
            _move_timers(row, moved - row.due_on)
            row.due_on = moved
            row.pressing_on = min(row.legal_on or NO_DAY, row.due_on)
            row.save(update_fields=["due_on", "pressing_on"])


def move_timer_days(*, subject: str, day: date, zone: tzinfo, later: Callable[[date], date]) -> None:
    """Move a matter's timers that were counted in working days over ``day``; those of a task with a day go with it."""
    for instance in Instance.objects.filter(subject=subject, ended_at=None):
        nodes = model_of(instance.definition_id).nodes
        counting = [name for name, node in nodes.items() if is_in_working_days(node.event)]
        if counting:
            at_hand = Task.objects.filter(instance=instance, state__in=[TaskState.OPEN, TaskState.WAITING])
            tasks = {task.token: task for task in at_hand}
            for token in Token.objects.filter(instance=instance, node__in=counting):
                task = tasks.get(token.scope)
                if task is None or task.due_on is None:
                    stood = STANDING if task is not None and task.state == TaskState.WAITING else timedelta()
                    _move_timer(timer_key(instance.pk, token.number), day, zone, later, stood)


def _move_timer(key: str, day: date, zone: tzinfo, later: Callable[[date], date], stood: timedelta) -> None:
    found = waiting_time(kind=TIMER, key=key)
    if found is None:
        return
    posted, due = found
    # It goes off when its last day is over.
    last = (due - stood - timedelta(microseconds=1)).astimezone(zone).date()
    if posted.astimezone(zone).date() < day <= last:
        move_message(kind=TIMER, key=key, by=later(last) - last)


def pass_task(*, task: int, authority: str) -> None:
    """Hand an open task to another authority: there it is nobody's yet."""
    Task.objects.filter(pk=task, state=TaskState.OPEN).update(authority=authority, claimed_by="", claimed_at=None)


def remind_of_task(*, task: int, now: datetime) -> bool:
    """Note that a task will soon be late; tell whether that was news."""
    return bool(Task.objects.filter(pk=task, state=TaskState.OPEN, reminded_at=None).update(reminded_at=now))


def escalate_task(*, task: int, now: datetime) -> bool:
    """Put a late task before those who answer for the office; tell whether that was news."""
    return bool(Task.objects.filter(pk=task, state=TaskState.OPEN, escalated_at=None).update(escalated_at=now))


def stop_process(*, subject: str, outcome: str, now: datetime) -> None:
    """End whatever runs for a matter: nothing of it is anybody's work any more."""
    in_a_transaction()
    Task.objects.filter(subject=subject, state__in=[TaskState.OPEN, TaskState.WAITING]).update(
        state=TaskState.CANCELLED
    )
    running = Instance.objects.filter(subject=subject, ended_at=None)
    Token.objects.filter(instance__in=running).delete()
    running.update(ended_at=now, outcome=outcome)


def next_serial(subject: str) -> int:
    """Return the serial of the next instance of a matter."""
    return (Instance.objects.filter(subject=subject).aggregate(Max("serial"))["serial__max"] or 0) + 1
