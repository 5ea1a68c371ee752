"""Run instances: let the pure interpreter go on from rows, do what waits for nobody, and write down where it waits."""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import msgspec

from openhall.blocks.journal.facade import insert_row, post, update_row
from openhall.blocks.processes.definitions import Conducting, Data, Progress, TaskFacts
from openhall.blocks.processes.models import Definition, Instance
from openhall.blocks.processes.rows import add_steps, add_tasks, add_tokens, drop_tasks, drop_tokens, tokens_of
from openhall.blocks.processes.rules import TaskState, severest
from openhall.kernel.bpmn import machine
from openhall.kernel.bpmn.model import Model, Node, NodeKind
from openhall.kernel.bpmn.reading import read_model

#: The outbox's kind of message for a timer of a process.
TIMER = "process-timer"
_BY_ITSELF = frozenset({NodeKind.SERVICE, NodeKind.RULE})
#: What a step changes of an instance.
_MOVING: tuple[str, ...] = ("data", "next_token", "steps")
_ENDING = ("ended_at", "outcome")
_data = msgspec.json.Decoder(dict[str, Any])
#: Sorts what has no day behind everything that has one.
NO_DAY = date(9999, 12, 31)


@lru_cache(maxsize=256)
def model_of(definition: int) -> Model:
    """Return a kept model, read once in each process: it never changes."""
    return read_model(Definition.objects.values_list("xml", flat=True).get(pk=definition).encode())


@dataclass(slots=True)
class Run:
    """One instance in motion, inside a transaction that holds the lock of its matter."""

    instance: Instance
    model: Model
    conducting: Conducting
    now: datetime
    state: machine.State
    data: dict[str, Any]
    inner: dict[int, dict[str, Any]]
    before: frozenset[int]
    #: Node, item and result of each.
    steps: list[tuple[str, int, str]] = field(default_factory=list)
    ended: str = ""
    #: The token that was let go on.
    finished: int = 0

    def begin(self) -> Progress:
        """Begin at the model's start."""
        return self._go(machine.begin(self.model, self._facts()))

    def finish(self, token: int, result: str) -> Progress:
        """Let what waits at ``token`` go on with a result (empty for an event)."""
        self.finished = token
        return self._go(self._finished(token, result))

    def _facts(self) -> machine.Facts:
        return machine.Facts(self.data, self.inner)

    def _token(self, number: int) -> machine.Token:
        return next(each for each in self.state.tokens if each.id == number)

    def _finished(self, number: int, result: str) -> machine.Step:
        token = self._token(number)
        if result:
            self._record(token, result)
        item = self._item_of(token)[1]
        self.steps.append((token.node, item, result))
        return machine.finish(self.model, self.state, number, self._facts())

    def _record(self, token: machine.Token, result: str) -> None:
        """Write a result down for conditions: the item's own inside a loop, the severest of this round outside it."""
        by_id = {each.id: each for each in self.state.tokens}
        value, scope = result, token.scope
        while scope:
            within = by_id[scope]
            own = self.inner.setdefault(scope, {})
            # A scope that holds several items sees the severest of those that are done.
            holds_items = bool(within.via) and self.model.nodes[within.node].loop is not None
            own[token.node] = severest(str(own[token.node]), value) if holds_items and token.node in own else value
            value, scope = own[token.node], within.scope
        self.data[token.node] = value

    def _item_of(self, token: machine.Token) -> tuple[str, int]:
        """Return the collection and the place in it of the loop's item that ``token`` belongs to."""
        by_id = {each.id: each for each in self.state.tokens}
        here: machine.Token | None = token
        while here is not None:
            loop = self.model.nodes[here.node].loop
            if here.item >= 0 and loop is not None:
                return loop.collection, here.item
            here = by_id.get(here.scope)
        return "", -1

    def _go(self, step: machine.Step) -> Progress:
        waiting = deque[int]()
        self._take(step, waiting)
        while waiting and not self.ended:
            number = waiting.popleft()
            node = self.model.nodes[self._token(number).node]
            self._take(self._finished(number, self._done_by_itself(node)), waiting)
        return self._write()

    def _take(self, step: machine.Step, waiting: deque[int]) -> None:
        self.state, self.ended = step.state, step.ended
        for token in step.opened:
            if self.model.nodes[token.node].kind in _BY_ITSELF:
                waiting.append(token.id)
        alive = {token.id for token in step.state.tokens}
        for scope in [scope for scope in self.inner if scope not in alive]:
            del self.inner[scope]
        for number in [number for number in waiting if number not in alive]:
            waiting.remove(number)

    def _done_by_itself(self, node: Node) -> str:
        if node.kind is NodeKind.RULE:
            return self.conducting.judge(node.attributes["decision"])
        self.conducting.act(node.attributes["act"], node.id)
        return ""

    def _write(self) -> Progress:
        instance, alive = self.instance, {token.id: token for token in self.state.tokens}
        gone = sorted(self.before - alive.keys())
        fresh = [token for number, token in alive.items() if number not in self.before]
        first = instance.steps
        self._write_instance()
        add_steps(instance.pk, [(serial, *step, self.now) for serial, step in enumerate(self.steps, first)])
        if gone:
            drop_tokens(instance.pk, gone)
        # Every other that vanished may have had a task; that of the one that finished is done.
        if others := [number for number in gone if number != self.finished]:
            drop_tasks(instance.pk, others)
        add_tokens(instance.pk, fresh)
        opened = self._opened(fresh)
        self._post_timers(fresh)
        return Progress(instance.serial, tuple(opened), instance.outcome)

    def _write_instance(self) -> None:
        instance = self.instance
        instance.data = msgspec.json.encode({"data": self.data, "inner": self.inner}).decode()
        instance.next_token, instance.steps = self.state.next_id, instance.steps + len(self.steps)
        if self.ended:
            instance.ended_at, instance.outcome = self.now, self.model.nodes[self.ended].attributes["outcome"]
        if instance.pk is None:
            insert_row(instance)
        else:
            update_row(instance, _MOVING + (_ENDING if self.ended else ()))

    def _opened(self, fresh: Iterable[machine.Token]) -> list[TaskFacts]:
        users = [token for token in fresh if self.model.nodes[token.node].kind is NodeKind.USER]
        return add_tasks(self.instance.pk, [self._task(token) for token in users], [token.id for token in users])

    def _task(self, token: machine.Token) -> TaskFacts:
        node, conducting = self.model.nodes[token.node], self.conducting
        said = node.attributes
        due_on = conducting.day_of(self.instance.model, said["clock"]) if "clock" in said else None
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
            other=frozenset(said.get("other", "").split()),
            amount=conducting.amount if said.get("by-amount") == "yes" else None,
            state=TaskState.OPEN,
            opened_at=self.now,
            due_on=due_on,
            legal_on=conducting.legal_on,
            pressing_on=min(conducting.legal_on or NO_DAY, due_on or NO_DAY),
        )

    def _office(self, token: machine.Token, office: str) -> str:
        collection, item = self._item_of(token)
        if office == "each" and item >= 0:
            return str(self.data[collection][item])
        return self.conducting.lead

    def _post_timers(self, fresh: Iterable[machine.Token]) -> None:
        for token in fresh:
            event = self.model.nodes[token.node].event
            if event is not None and event.kind == "timer":
                post(
                    kind=TIMER,
                    key=timer_key(self.instance.pk, token.id),
                    payload={"subject": self.instance.subject, "instance": self.instance.pk, "token": token.id},
                    now=self.now,
                    due=self.conducting.moment_of(self.instance.model, event.value),
                )


def timer_key(instance: int, token: int) -> str:
    """Return the key of the message that a timer is."""
    return f"{instance}:{token}"


def fresh_run(*, instance: Instance, data: Data, conducting: Conducting, now: datetime) -> Run:
    """Return a run that has not begun yet."""
    return Run(
        instance, model_of(instance.definition_id), conducting, now, machine.State((), 1), dict(data), {}, frozenset()
    )


def resumed_run(instance: Instance, conducting: Conducting, now: datetime) -> Run:
    """Return an instance as it was written down."""
    kept = _data.decode(instance.data)
    tokens = tuple(tokens_of(instance.pk))
    return Run(
        instance=instance,
        model=model_of(instance.definition_id),
        conducting=conducting,
        now=now,
        state=machine.State(tokens, instance.next_token),
        data=kept["data"],
        inner={int(scope): dict(values) for scope, values in kept["inner"].items()},
        before=frozenset(token.id for token in tokens),
    )
