"""The rows of a step, read and written by hand: writing these queries takes the framework longer than answering them.

A step of a process is a handful of rows, and millions of them are made. What is read once a page goes through the ORM.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from openhall.blocks.journal.facade import Statement, day, do_all, moment
from openhall.blocks.processes.definitions import Doer, TaskFacts
from openhall.kernel.bpmn.machine import Token

#: What `read_task` takes, in this order.
TASK_COLUMNS = (
    "t.id, t.subject, i.serial, t.topic, t.model, t.node, t.authority, t.role, t.decisions, t.other, t.amount, t.state,"
    " t.opened_at, t.due_on, t.legal_on, t.pressing_on, t.reminded_at, t.escalated_at, t.claimed_by, t.done_by,"
    " t.done_at, t.decision"
)
_TASKS = f"SELECT {TASK_COLUMNS} FROM processes_task t JOIN processes_instance i ON i.id = t.instance_id WHERE "  # noqa: S608 - ours
_TOKENS = "SELECT number, node, scope, item, via FROM processes_token WHERE instance_id = %s ORDER BY number"
_TOKENS_OF_TASK = (
    "SELECT number, node, scope, item, via FROM processes_token"
    " WHERE instance_id = (SELECT instance_id FROM processes_task WHERE id = %s) ORDER BY number"
)
_NEWEST = (
    "SELECT id, definition_id, serial, outcome, data FROM processes_instance WHERE subject = %s"
    " ORDER BY serial DESC LIMIT 1"
)
_HERE_AND_PASSED = (
    "SELECT 0, number, node FROM processes_token WHERE instance_id = %s"
    " UNION ALL SELECT 1, serial, node FROM processes_step WHERE instance_id = %s ORDER BY 1, 2"
)
_ENDED = (
    "SELECT id, definition_id, outcome, data FROM processes_instance"
    " WHERE model = %s AND id < %s AND ended_at IS NOT NULL ORDER BY id DESC LIMIT %s"
)
_STEPS = (
    "SELECT instance_id, node, item, result FROM processes_step WHERE instance_id BETWEEN %s AND %s"
    " ORDER BY instance_id, serial"
)
_MIGRATED = (
    "SELECT m.instance_id, m.at_step, p.from_definition_id, p.nodes FROM processes_instancemigration m"
    " JOIN processes_migrationplan p ON p.id = m.plan_id WHERE m.instance_id BETWEEN %s AND %s"
    " ORDER BY m.instance_id, m.id"
)
_AT_ONCE, _BEYOND_ALL = 5_000, 2**62
_first = itemgetter(0)
_nodes = msgspec.json.Decoder(dict[str, str]).decode
#: Node, item and result of each step of an instance.
Steps = tuple[tuple[str, int, str], ...]
_DO = (
    "UPDATE processes_task SET state = 'done', decision = %s, done_by = %s, done_for = %s, done_post = %s,"
    " done_limit = %s, done_at = %s WHERE id = %s AND state = 'open' RETURNING instance_id, token"
)
_NEW_TASK = (
    "instance_id, token, subject, topic, model, node, authority, role, decisions, other, amount, state, opened_at,"
    " due_on, legal_on, pressing_on, claimed_by, done_by, done_post, decision"
)


def tasks_where(condition: str, *given: str | int) -> list[TaskFacts]:
    """Return the tasks for which a condition of ours holds, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_TASKS}{condition} ORDER BY t.id", given)
        return [read_task(row) for row in cursor.fetchall()]


def read_task(row: Sequence[Any]) -> TaskFacts:
    """Return a task from its columns."""
    (number, subject, serial, topic, model, node, authority, role, decisions, other, amount, state, *rest) = row
    opened_at, due_on, legal_on, pressing_on, reminded_at, escalated_at, claimed_by, done_by, done_at, decision = rest
    return TaskFacts(
        id=number,
        subject=subject,
        serial=serial,
        topic=topic,
        model=model,
        node=node,
        authority=authority,
        role=role,
        decisions=tuple(decisions.split()),
        other=frozenset(other.strip(",").split(",")) - {""},
        amount=amount,
        state=state,
        opened_at=moment(opened_at),
        due_on=day(due_on),
        legal_on=day(legal_on),
        pressing_on=day(pressing_on) or date.max,
        reminded_at=moment(reminded_at) if reminded_at else None,
        escalated_at=moment(escalated_at) if escalated_at else None,
        claimed_by=claimed_by,
        done_by=done_by,
        done_at=moment(done_at) if done_at else None,
        decision=decision,
    )


class Whereabouts(NamedTuple):
    """Where an instance waits, and the node and serial of each step that it did."""

    instance: int
    definition: int
    serial: int
    outcome: str
    data: str
    here: Sequence[str]
    steps: Sequence[tuple[str, int]]


def newest_of(subject: str) -> Whereabouts | None:
    """Return how far the newest instance of a matter has come."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [subject])
        newest = cursor.fetchone()
        if newest is None:
            return None
        instance, definition, number, outcome, data = newest
        cursor.execute(_HERE_AND_PASSED, [instance, instance])
        rows = cursor.fetchall()
    here = [node for is_passed, _, node in rows if not is_passed]
    steps = [(node, serial) for is_passed, serial, node in rows if is_passed]
    return Whereabouts(instance, definition, number, outcome, data, here, steps)


def newest_definition(name: str) -> int | None:
    """Return the newest kept model with this name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM processes_definition WHERE name = %s ORDER BY number DESC LIMIT 1", [name])
        found = cursor.fetchone()
    return None if found is None else int(found[0])


def do_task(task: int, doer: Doer, decision: str, now: datetime) -> tuple[int, int, list[Token]] | None:
    """Write down who did an open task; return its instance, its token and where all the instance waits.

    Return ``None`` when it is not open any more.
    """
    done = (_DO, [decision, doer.person, doer.instead_of, doer.post, doer.limit, _adapted(now), task])
    found, tokens = do_all([done, (_TOKENS_OF_TASK, [task])])
    return (found[0][0], found[0][1], [Token(*row) for row in tokens]) if found else None


def tokens_of(instance: int) -> list[Token]:
    """Return where an instance waits."""
    with connection.cursor() as cursor:
        cursor.execute(_TOKENS, [instance])
        return [Token(*row) for row in cursor.fetchall()]


def dropping_tokens(instance: int, numbers: Sequence[int]) -> Statement:
    """Return the statement that lets tokens vanish."""
    places = ", ".join(["%s"] * len(numbers))
    sql = f"DELETE FROM processes_token WHERE instance_id = %s AND number IN ({places})"  # noqa: S608 - only places
    return sql, [instance, *numbers]


def dropping_tasks(instance: int, numbers: Sequence[int]) -> Statement:
    """Return the statement that lets tasks of tokens that vanished be nobody's any more, where they are not done."""
    places = ", ".join(["%s"] * len(numbers))
    sql = (
        "UPDATE processes_task SET state = 'cancelled' WHERE instance_id = %s"  # noqa: S608 - as above
        f" AND token IN ({places}) AND state IN ('open', 'waiting')"
    )
    return sql, [instance, *numbers]


def adding_tokens(instance: int, tokens: Sequence[Token]) -> Statement:
    """Return the statement that writes down where an instance waits from now on."""
    return _inserting(
        "processes_token (instance_id, number, node, scope, item, via)",
        [(instance, token.id, token.node, token.scope, token.item, token.via) for token in tokens],
    )


def adding_steps(instance: int, steps: Sequence[tuple[int, str, int, str, datetime]]) -> Statement:
    """Return the statement that writes down what an instance did: serial, node, item, result and moment of each."""
    return _inserting(
        "processes_step (instance_id, serial, node, item, result, at)",
        [(instance, *rest, _adapted(at)) for *rest, at in steps],
    )


def between_commas(names: Collection[str]) -> str:
    """Return names as a task keeps them, so that each can be looked for with a comma before and behind it."""
    return f",{','.join(sorted(names))}," if names else ""


def adding_tasks(instance: int, tasks: Sequence[TaskFacts], tokens: Sequence[int]) -> Statement:
    """Return the statement that writes tasks of tokens and returns their ids."""
    rows = [
        (
            *(instance, token, task.subject, task.topic, task.model, task.node, task.authority, task.role),
            *(" ".join(task.decisions), between_commas(task.other), task.amount),
            *(task.state, _adapted(task.opened_at), adapted_day(task.due_on), adapted_day(task.legal_on)),
            *(adapted_day(task.pressing_on), "", "", "", ""),
        )
        for task, token in zip(tasks, tokens, strict=True)
    ]
    return _inserting(f"processes_task ({_NEW_TASK})", rows, " RETURNING id")


def _inserting(into: str, rows: Sequence[Sequence[Any]], returning: str = "") -> Statement:
    one = f"({', '.join(['%s'] * len(rows[0]))})"
    sql = f"INSERT INTO {into} VALUES {', '.join([one] * len(rows))}{returning}"  # noqa: S608 - only places
    return sql, [value for row in rows for value in row]


def _adapted(value: datetime) -> Any:  # noqa: ANN401 - whatever the database's driver takes
    return connection.ops.adapt_datetimefield_value(value)


def adapted_day(value: date | None) -> Any:  # noqa: ANN401 - as above
    """Return a day as the database takes it."""
    return connection.ops.adapt_datefield_value(value)


class Moved(NamedTuple):
    """An instance was moved out of a model before a step; ``nodes`` are old names to new ones."""

    at_step: int
    definition: int
    nodes: Mapping[str, str]


def moves_of(first: int, last: int) -> dict[int, list[Moved]]:
    """Return how instances between two numbers were moved from model to model, the first move first."""
    with connection.cursor() as cursor:
        cursor.execute(_MIGRATED, [first, last])
        rows = cursor.fetchall()
    return {
        number: [Moved(at_step, definition, _nodes(nodes)) for _, at_step, definition, nodes in these]
        for number, these in groupby(rows, _first)
    }


def called_now(node: str, serial: int, moves: Sequence[Moved]) -> str:
    """Return what the node of a step is called in the model that its instance is in by now."""
    for move in moves:
        if serial < move.at_step:
            node = move.nodes.get(node, node)
    return node


def ended_instances(model: str, most: int | None) -> Iterator[list[tuple[tuple[int, ...], str, str, Steps]]]:
    """Yield what ended instances of a model left, the newest first, some thousands at once.

    That is the definitions that they were in, the last one first; the outcome; the data as it was written; and the
    node, item and result of each step, by the names of the last definition.
    """
    before, left = _BEYOND_ALL, most
    while left is None or left > 0:
        with connection.cursor() as cursor:
            cursor.execute(_ENDED, [model, before, _AT_ONCE if left is None else min(left, _AT_ONCE)])
            rows = cursor.fetchall()
            if not rows:
                return
            before = rows[-1][0]
            cursor.execute(_STEPS, [before, rows[0][0]])
            # Those of other models lie between them, and are left.
            steps = {number: tuple(row[1:] for row in these) for number, these in groupby(cursor, _first)}
        left = None if left is None else left - len(rows)
        moves = moves_of(before, rows[0][0])
        for number, moved in moves.items():
            told = enumerate(steps.get(number, ()))
            steps[number] = tuple((called_now(node, at, moved), *rest) for at, (node, *rest) in told)
        yield [
            ((definition, *(each.definition for each in moves.get(number, ()))), outcome, data, steps.get(number, ()))
            for number, definition, outcome, data in rows
        ]
