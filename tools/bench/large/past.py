"""Run by `tools.bench.inside`: many ended cases of a process, and a dry replay of them over a changed model.

Some hundred go through the hall's own code, with decisions by chance; the others are copies of their rows. Only what a
replay reads is copied: instances and steps.
"""

import random
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import msgspec
from django.conf import settings
from django.db import connection, transaction

from openhall.blocks.processes.facade import (
    Conducting,
    Doer,
    TaskFacts,
    TaskState,
    begin_process,
    finish_task,
    fire_timer,
    replay,
    tasks_of,
)
from openhall.blocks.processes.models import Instance, Token
from openhall.kernel.bpmn.reading import read_model
from tools.bench.large.replaying import Replayed

PATTERN = "joint-approval"
#: Whoever refused at the first look is not heard any more: some cases end otherwise.
_CHANGE = ("review == 'refuse' or decide == 'refuse'", "decide == 'refuse'")
_REAL, _MOST_STEPS = 250, 60
_APPROVED, _SILENT = 0.85, 0.05
_FAR = timedelta(days=36_500)
_COPY_INSTANCES = """
INSERT INTO processes_instance (id, subject, serial, model, definition_id, data, next_token, steps, begun_at, ended_at,
  outcome)
WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n < %s - 1)
SELECT %s + n, 'past-' || (%s + n), 1, model, definition_id, data, next_token, steps, begun_at, ended_at, outcome
FROM processes_instance, series WHERE id = %s"""
_COPY_STEPS = """
INSERT INTO processes_step (instance_id, serial, node, item, result, at)
WITH RECURSIVE series(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM series WHERE n < %s - 1)
SELECT %s + n, serial, node, item, result, at FROM series, processes_step WHERE instance_id = %s ORDER BY 1, 2"""


def main() -> int:
    """Make as many as the argument says, replay them, and write what came of it."""
    many, now, chance = int(sys.argv[1]), datetime.now(UTC), random.Random(1)  # noqa: S311 - no secret
    real = list(_real(chance, now))
    started = time.monotonic()
    _copy(real, many)
    print(f"{many:,} ended cases after {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    path = settings.JURISDICTION_FOLDER / "processes" / f"{PATTERN}.bpmn"
    model = read_model(path.read_text("utf-8").replace(*_CHANGE).encode())
    started, used = time.monotonic(), time.process_time()
    found = replay(model=model, pattern=PATTERN, most=many)
    told = Replayed(
        cases=found.cases,
        alike=found.alike,
        otherwise=found.otherwise.total(),
        stuck=found.stuck.total(),
        ways=found.ways,
        seconds=time.monotonic() - started,
        processor_seconds=time.process_time() - used,
    )
    sys.stdout.buffer.write(msgspec.json.encode(told))
    return 0


def _real(chance: random.Random, now: datetime) -> Iterator[int]:
    """Yield the instances of cases that went through the process."""
    offices = [f"office-{number}" for number in range(5)]
    for number in range(_REAL):
        subject = f"real-{number}"
        departments = offices[: chance.randint(2, 4)]
        with transaction.atomic():
            begin_process(
                subject=subject,
                serial=1,
                model=PATTERN,
                data={
                    "departments": [*departments],
                    "consulted": [],
                    "offices": [*departments],
                    "silence": chance.choice(("escalate", "no-objection")),
                    "amount": None,
                    "has_amount": False,
                },
                conducting=_conducting(now),
                now=now,
            )
            _go(subject, chance, now)
        instance = Instance.objects.get(subject=subject)
        if instance.ended_at is not None:
            yield instance.pk


def _go(subject: str, chance: random.Random, now: datetime) -> None:
    for step in range(_MOST_STEPS):
        waiting = [task for task in tasks_of(subject) if task.state == TaskState.OPEN]
        if not waiting:
            return
        timers = Token.objects.filter(instance__subject=subject, node__startswith="silent")
        if chance.random() < _SILENT and (timer := timers.first()):
            fire_timer(instance=timer.instance_id, token=timer.number, conducting=_conducting(now), now=now)
            continue
        task = chance.choice(waiting)
        decision = _decision(task, chance)
        # Somebody else each time: who may not do what is not the question here.
        doer = Doer(f"officer-{step}", "post")
        finish_task(task=task.id, decision=decision, doer=doer, conducting=_conducting(now), now=now)


def _decision(task: TaskFacts, chance: random.Random) -> str:
    first, *others = task.decisions
    return first if not others or chance.random() < _APPROVED else chance.choice(others)


def _conducting(now: datetime) -> Conducting:
    return Conducting(
        lead="office-0",
        topic="office-0/licence",
        act=lambda _act, _node: True,
        judge=lambda _table: "pass",
        day_of=lambda _model, _clock: date.max,
        moment_of=lambda _model, _duration: now + _FAR,
    )


def _copy(real: Sequence[int], many: int) -> None:
    """Copy whole instances with their steps, the same number of each."""
    begin = Instance.objects.latest("id").pk + 1
    for place, instance in enumerate(real):
        first, end = (begin + many * at // len(real) for at in (place, place + 1))
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_COPY_INSTANCES, [end - first, first, first, instance])
            cursor.execute(_COPY_STEPS, [end - first, first, instance])


if __name__ == "__main__":
    sys.exit(main())
