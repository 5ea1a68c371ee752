"""Move running instances into a newer model of the same name, by a plan.

What is done stays as it was done. The caller holds the lock of the matter, and moves it in the transaction of its act.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

import msgspec
from django.db.models import Count

from openhall.blocks.journal.facade import do_all, one_row, update_row
from openhall.blocks.processes.definitions import TaskFacts
from openhall.blocks.processes.models import Definition, Instance, InstanceMigration, MigrationPlan, Task, Token
from openhall.blocks.processes.queries import facts_of_task
from openhall.blocks.processes.rows import adding_tokens, between_commas, dropping_tokens, tokens_of
from openhall.blocks.processes.rules import TaskState
from openhall.blocks.processes.running import (
    STANDING,
    in_a_transaction,
    kept_data,
    model_of,
    post_timer,
    read_data,
    with_former,
)
from openhall.kernel.bpmn import machine
from openhall.kernel.bpmn.migrating import Migration
from openhall.kernel.bpmn.model import OUTSIDE, Model
from openhall.kernel.languages import Text

_write = msgspec.json.Encoder(order="sorted").encode
_text = msgspec.json.Decoder(dict[str, str]).decode
#: What a move changes of an instance, and of a task that is not done.
_MOVING = ("definition_id", "data", "next_token")
_DEFINED = ("node", "role", "decisions", "other", "amount", "claimed_by", "claimed_at")
_AT_HAND = frozenset({TaskState.OPEN, TaskState.WAITING})


@dataclass(frozen=True, slots=True)
class Plan:
    """How instances of one kept model go on in the newest one. It remembers what was proved of where they stand."""

    id: int
    from_definition: int
    to_definition: int
    from_digest: str
    to_digest: str
    nodes: Mapping[str, str]
    migration: Migration = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class OlderVersion:
    """A kept model that is not the newest of its name, and how many instances still run on it."""

    model: str
    digest: str
    running: int


def plan_migrations(
    *, model: str, digest: str, nodes: Mapping[str, str], flows: Mapping[str, str], reason: Text, now: datetime
) -> tuple[Plan, ...]:
    """Return how instances of each kept ``model`` whose digest begins with ``digest`` get into the newest one.

    The plans are kept. None where no older model has such a digest.
    """
    newest = Definition.objects.filter(name=model).order_by("-number").first()
    if newest is None:
        return ()
    olds = Definition.objects.filter(name=model, digest__startswith=digest).exclude(pk=newest.pk).order_by("number")
    return tuple(_plan(old, newest, nodes, flows, reason, now) for old in olds)


def _plan(
    old: Definition, new: Definition, nodes: Mapping[str, str], flows: Mapping[str, str], reason: Text, now: datetime
) -> Plan:
    written = {"nodes": _write(nodes).decode(), "flows": _write(flows).decode(), "reason": _write(reason).decode()}
    row, _ = MigrationPlan.objects.get_or_create(
        from_definition=old,
        to_definition=new,
        digest=sha256(_write(written)).hexdigest(),
        defaults={**written, "kept_at": now},
    )
    migration = Migration(model_of(old.pk), model_of(new.pk), nodes, flows)
    return Plan(row.pk, old.pk, new.pk, old.digest, new.digest, dict(nodes), migration)


def running_by(plan: Plan, *, most: int, after: int = 0) -> list[tuple[int, str]]:
    """Return at most ``most`` instances that a plan is for, with their matters, after the one with that id."""
    running = Instance.objects.filter(definition=plan.from_definition, ended_at=None, pk__gt=after)
    return list(running.order_by("pk").values_list("pk", "subject")[:most])


def older_versions() -> list[OlderVersion]:
    """Return the models that something still runs on although there is a newer one of the same name."""
    newest = dict(Definition.objects.order_by("name", "number").values_list("name", "pk"))
    counted = Instance.objects.filter(ended_at=None).values_list("definition").annotate(Count("pk")).order_by()
    running = {definition: count for definition, count in counted if definition not in newest.values()}
    rows = Definition.objects.filter(pk__in=running).order_by("name", "number").values_list("pk", "name", "digest")
    return [OlderVersion(name, digest, running[number]) for number, name, digest in rows]


def migration_reason(plan: int) -> Text:
    """Return why a plan was made, in all languages."""
    return _text(MigrationPlan.objects.values_list("reason", flat=True).get(pk=plan))


def migrate_instance(
    *,
    instance: int,
    plan: Plan,
    moment_of: Callable[[str, str], datetime],
    granted: int | None = None,
    now: datetime,
) -> bool:
    """Move an instance; tell whether it was still one that the plan is for. Raise ``CannotMove``: nothing has changed.

    Its open tasks become those of the new model, at the office and with whoever has them. Timers that wait keep their
    day; ``moment_of`` tells that of new ones. ``granted`` (minor units) is what is signed for, where that is no longer
    the amount with which the instance began.
    """
    in_a_transaction()
    row = one_row(Instance, "id", instance)
    if row is None or row.ended_at is not None or row.definition_id != plan.from_definition:
        return False
    data, inner, former = read_data(row.data)
    data, inner = _renamed(data, plan.nodes), {scope: _renamed(own, plan.nodes) for scope, own in inner.items()}
    tasks = list(Task.objects.filter(subject=row.subject).select_related("instance").order_by("pk"))
    state = machine.State(tuple(tokens_of(row.pk)), row.next_token)
    moved = plan.migration.move(state, data, is_judged=any(_is_judgement(task, row) for task in tasks))
    former = _former(former, plan.nodes)
    record = InstanceMigration.objects.create(instance=row, plan_id=plan.id, at_step=row.steps, at=now)
    row.definition_id, row.next_token, row.data = plan.to_definition, moved.next_id, kept_data(data, inner, former)
    update_row(row, _MOVING)
    model = model_of(plan.to_definition)
    _move_tokens(row, state, moved)
    known = _Known(tasks, data.get("amount") if granted is None else granted, former)
    _move_tasks(model, moved, [task for task in tasks if task.instance_id == row.pk], known)
    for token, due in _timers(model, row, state, moved, moment_of):
        is_standing = any(task.token == token.scope and task.state == TaskState.WAITING for task in tasks)
        post_timer(row, token.id, due + STANDING if is_standing else due, now)
    record.is_applied = True
    record.save(update_fields=["is_applied"])
    return True


def _is_judgement(task: Task, instance: Instance) -> bool:
    return task.instance_id == instance.pk and task.state == TaskState.DONE and task.role not in OUTSIDE


def _renamed(data: Mapping[str, Any], nodes: Mapping[str, str]) -> dict[str, Any]:
    """Return what is known by the new names: what a name meant before is not taken for what it means now."""
    kept = {name: value for name, value in data.items() if nodes.get(name, name) == name}
    fresh = {new: data[old] for old, new in nodes.items() if old in data}
    return {**fresh, **kept}


def _former(former: Mapping[str, Sequence[str]], nodes: Mapping[str, str]) -> dict[str, Sequence[str]]:
    """Return what nodes of the new model were called in any model before."""
    found: dict[str, set[str]] = {}
    for name, names in former.items():
        found.setdefault(nodes.get(name, name), set()).update(names)
    for old, new in nodes.items():
        if old != new:
            found.setdefault(new, set()).add(old)
    return {name: sorted(names) for name, names in sorted(found.items())}


def _move_tokens(instance: Instance, before: machine.State, moved: machine.State) -> None:
    was, is_ = ({token.id: token for token in state.tokens} for state in (before, moved))
    if gone := sorted(was.keys() - is_.keys()):
        do_all([dropping_tokens(instance.pk, gone)])
    for number in was.keys() & is_.keys():
        if was[number] != is_[number]:
            row = Token.objects.filter(instance=instance, number=number)
            row.update(node=is_[number].node, via=is_[number].via)
    if fresh := [token for number, token in is_.items() if number not in was]:
        do_all([adding_tokens(instance.pk, fresh)])


@dataclass(frozen=True, slots=True)
class _Known:
    """What has to be known beside a task to make it one of the new model."""

    tasks: Sequence[Task]
    amount: int | None
    former: Mapping[str, Sequence[str]]

    @property
    def facts(self) -> list[TaskFacts]:
        return [facts_of_task(task, task.instance.serial) for task in self.tasks]


def _move_tasks(model: Model, moved: machine.State, tasks: Sequence[Task], known: _Known) -> None:
    nodes = {token.id: model.nodes[token.node] for token in moved.tokens}
    for task in tasks:
        if task.state not in _AT_HAND:
            continue
        said, role = nodes[task.token].attributes, task.role
        task.node, task.role = nodes[task.token].id, said["role"]
        task.decisions = " ".join(said.get("decisions", "approve").split())
        other = with_former(said.get("other", "").split(), known.former)
        task.other = between_commas(other)
        task.amount = known.amount if said.get("by-amount") == "yes" else None
        facts = replace(facts_of_task(task, task.instance.serial), other=other)
        if task.role != role or facts.is_barred(task.claimed_by, known.facts):
            task.claimed_by, task.claimed_at = "", None
        task.save(update_fields=_DEFINED)


def _timers(
    model: Model,
    instance: Instance,
    before: machine.State,
    moved: machine.State,
    moment_of: Callable[[str, str], datetime],
) -> Iterator[tuple[machine.Token, datetime]]:
    """Yield the timers that begin to run, each with its moment."""
    for token in moved.tokens:
        event = model.nodes[token.node].event
        if token.id >= before.next_id and event is not None and event.kind == "timer":
            yield token, moment_of(instance.model, event.value)
