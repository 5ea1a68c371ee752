"""Run instances: let the pure interpreter go on from rows, do what waits for nobody, and write down where it waits."""

from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec
from django.db import connection

from openhall.blocks.journal.facade import Statement, do_all, do_later, insert_row, post, updating
from openhall.blocks.processes.definitions import Conducting, Data, Progress, TaskFacts
from openhall.blocks.processes.models import Definition, Instance
from openhall.blocks.processes.rows import (
    adding_steps,
    adding_tasks,
    adding_tokens,
    dropping_tasks,
    dropping_tokens,
    tokens_of,
)
from openhall.blocks.processes.rules import TaskState
from openhall.blocks.processes.ways import BY_ITSELF, Way
from openhall.kernel.bpmn import machine
from openhall.kernel.bpmn.model import Event, Model, Node, NodeKind
from openhall.kernel.bpmn.reading import read_model
from openhall.kernel.canonical import JSON

#: The outbox's kind of message for a timer of a process.
TIMER = "process-timer"
#: What a step changes of an instance.
_MOVING: tuple[str, ...] = ("data", "next_token", "steps")
_ENDING = ("ended_at", "outcome")
_data = msgspec.json.Decoder(dict[str, Any])
#: What stands behind the name of a clock in a timer that counts by the jurisdiction's calendar.
WORKING_DAYS = "working days"
#: Sorts what has no day behind everything that has one.
NO_DAY = date(9999, 12, 31)
#: Timers of a task that stands are set to a day that nobody sees come.
STANDING = timedelta(days=36_500)


def in_a_transaction() -> None:
    """Refuse to move a process outside a transaction."""
    if not connection.in_atomic_block:
        raise RuntimeError("a process goes on in the transaction of the act that moves it")


@lru_cache(maxsize=256)
def model_of(definition: int) -> Model:
    """Return a kept model, read once in each process: it never changes."""
    return read_model(Definition.objects.values_list("xml", flat=True).get(pk=definition).encode())


@dataclass(slots=True)
class Run:
    """One instance in motion, inside a transaction that holds the lock of its matter."""

    instance: Instance
    way: Way
    conducting: Conducting
    now: datetime
    before: frozenset[int]
    #: What nodes of the model were called in those that the instance was in before, where that was otherwise.
    former: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Node, item and result of each.
    steps: list[tuple[str, int, str]] = field(default_factory=list)
    #: The token that was let go on.
    finished: int = 0

    def begin(self) -> Progress:
        """Begin at the model's start."""
        return self._go(self.way.begin())

    def finish(self, token: int, result: str) -> Progress:
        """Let what waits at ``token`` go on with a result (empty for an event)."""
        self.finished = token
        return self._go(self._finished(token, result))

    def _finished(self, number: int, result: str) -> Sequence[machine.Token]:
        token = self.way.token(number)
        self.steps.append((token.node, self.way.item_of(token)[1], result))
        return self.way.finish(token, result)

    def _go(self, opened: Sequence[machine.Token]) -> Progress:
        way, waiting = self.way, deque[int]()
        self._await(opened, waiting)
        while waiting and not way.ended:
            number = waiting.popleft()
            result = self._done_by_itself(way.model.nodes[way.token(number).node])
            if result is not None:
                self._await(self._finished(number, result), waiting)
        return self._write()

    def _await(self, opened: Sequence[machine.Token], waiting: deque[int]) -> None:
        """Add what the hall does by itself, and take out what vanished before its turn."""
        nodes = self.way.model.nodes
        waiting.extend(token.id for token in opened if nodes[token.node].kind in BY_ITSELF)
        if waiting:
            alive = {token.id for token in self.way.state.tokens}
            for number in [number for number in waiting if number not in alive]:
                waiting.remove(number)

    def _done_by_itself(self, node: Node) -> str | None:
        """Return the result of what the hall does by itself, or nothing where it has begun and is not done yet."""
        if node.kind is NodeKind.RULE:
            return self.conducting.judge(node.attributes["decision"])
        return "" if self.conducting.act(node.attributes["act"], node.id) else None

    def _write(self) -> Progress:
        instance, alive = self.instance, {token.id: token for token in self.way.state.tokens}
        gone = sorted(self.before - alive.keys())
        fresh = [token for number, token in alive.items() if number not in self.before]
        first = instance.steps
        writing = [*self._instance_written()]
        if self.steps:
            steps = [(serial, *step, self.now) for serial, step in enumerate(self.steps, first)]
            writing.append(adding_steps(instance.pk, steps))
        if gone:
            writing.append(dropping_tokens(instance.pk, gone))
        # Every other that vanished may have had a task; that of the one that finished is done.
        if others := [number for number in gone if number != self.finished]:
            writing.append(dropping_tasks(instance.pk, others))
        if fresh:
            writing.append(adding_tokens(instance.pk, fresh))
        opened = self._written(writing, fresh)
        self._post_timers(fresh)
        return Progress(instance.serial, opened, instance.outcome)

    def _instance_written(self) -> Iterator[Statement]:
        instance = self.instance
        instance.data = kept_data(self.way.data, self.way.inner, self.former)
        instance.next_token, instance.steps = self.way.state.next_id, instance.steps + len(self.steps)
        if self.way.ended:
            instance.ended_at, instance.outcome = self.now, self.way.model.nodes[self.way.ended].attributes["outcome"]
        if instance.pk is None:
            insert_row(instance)
        else:
            yield updating(instance, _MOVING + (_ENDING if self.way.ended else ()))

    def _written(self, writing: list[Statement], fresh: Iterable[machine.Token]) -> tuple[TaskFacts, ...]:
        """Do everything that is to be written, tasks last; return these with their ids."""
        users = [token for token in fresh if self.way.model.nodes[token.node].kind is NodeKind.USER]
        tasks = [self._task(token) for token in users]
        if not tasks:
            do_later(*writing)
            return ()
        *_, found = do_all([*writing, adding_tasks(self.instance.pk, tasks, [token.id for token in users])])
        return tuple(replace(task, id=row[0]) for task, row in zip(tasks, found, strict=True))

    def _task(self, token: machine.Token) -> TaskFacts:
        node, conducting = self.way.model.nodes[token.node], self.conducting
        said = node.attributes
        due_on = conducting.day_of(self.instance.model, said["clock"]) if "clock" in said else None
        legal_on = conducting.legal_on()
        return TaskFacts(
            id=0,
            subject=self.instance.subject,
            serial=self.instance.serial,
            topic=conducting.topic,
            model=self.instance.model,
            node=node.id,
            authority=self._office(token, said.get("office", "lead")),
            role=said["role"],
            decisions=tuple(said.get("decisions", "approve").split()),
            other=with_former(said.get("other", "").split(), self.former),
            amount=conducting.amount if said.get("by-amount") == "yes" else None,
            state=TaskState.OPEN,
            opened_at=self.now,
            due_on=due_on,
            legal_on=legal_on,
            pressing_on=min(legal_on or NO_DAY, due_on or NO_DAY),
        )

    def _office(self, token: machine.Token, office: str) -> str:
        collection, item = self.way.item_of(token)
        if office == "each" and item >= 0:
            return str(self.way.data[collection][item])
        return self.conducting.lead

    def _post_timers(self, fresh: Iterable[machine.Token]) -> None:
        for token in fresh:
            event = self.way.model.nodes[token.node].event
            if event is not None and event.kind == "timer":
                due = self.conducting.moment_of(self.instance.model, event.value)
                post_timer(self.instance, token.id, due, self.now)


def is_in_working_days(event: Event | None) -> bool:
    """Tell whether an event is a timer that counts the working days of a clock."""
    return event is not None and event.kind == "timer" and event.value.endswith(f" {WORKING_DAYS}")


def post_timer(instance: Instance, token: int, due: datetime, now: datetime) -> None:
    """Have a token go on when its time has come."""
    payload: dict[str, JSON] = {"subject": instance.subject, "instance": instance.pk, "token": token}
    post(kind=TIMER, key=timer_key(instance.pk, token), payload=payload, now=now, due=due)


def timer_key(instance: int, token: int) -> str:
    """Return the key of the message that a timer is."""
    return f"{instance}:{token}"


def with_former(names: Collection[str], former: Mapping[str, Sequence[str]]) -> frozenset[str]:
    """Return the names of nodes with what they were called before: whoever did one under an old name did it."""
    return frozenset(names).union(*(former.get(name, ()) for name in names))


def kept_data(
    data: Mapping[str, Any], inner: Mapping[int, Mapping[str, Any]], former: Mapping[str, Sequence[str]]
) -> str:
    """Return what an instance keeps of what is known, as text."""
    return msgspec.json.encode({"data": data, "inner": inner, **({"former": former} if former else {})}).decode()


def read_data(text: str) -> tuple[dict[str, Any], dict[int, dict[str, Any]], dict[str, Sequence[str]]]:
    """Return what is known in an instance, what is known only in a scope, and what nodes were called before."""
    kept = _data.decode(text)
    return kept["data"], {int(scope): dict(own) for scope, own in kept["inner"].items()}, kept.get("former", {})


def fresh_run(*, instance: Instance, data: Data, conducting: Conducting, now: datetime) -> Run:
    """Return a run that has not begun yet."""
    return Run(instance, Way(model_of(instance.definition_id), dict(data)), conducting, now, frozenset())


def resumed_run(
    instance: Instance, conducting: Conducting, now: datetime, tokens: Sequence[machine.Token] | None = None
) -> Run:
    """Return an instance as it was written down; ``tokens`` are where it waits, if they have been read."""
    data, inner, former = read_data(instance.data)
    tokens = tokens_of(instance.pk) if tokens is None else tokens
    state = machine.State(tuple(tokens), instance.next_token)
    way = Way(model_of(instance.definition_id), data, inner, state)
    return Run(instance, way, conducting, now, frozenset(token.id for token in tokens), former)
