"""Which answers of a case an office reads."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from openhall.blocks.catalogue.facade import Service
from openhall.blocks.processes.facade import Position, TaskFacts


def readable_by(
    service: Service, office: str, lead: str, tasks: Iterable[TaskFacts], position: Position | None
) -> frozenset[str]:
    """Return the questions whose answers an office reads: those that its tasks name, the leading one's all of them.

    The papers that the service asks for as evidence are the leading office's, and others' where a task names them.
    A task without a list of its own (a supervisor who steps in) reads what the other tasks of its office read.
    """
    reads = service.process.reads
    if office == lead:
        return frozenset(name for names in reads.values() for name in names) | {each.id for each in service.evidence}
    nodes = {task.node for task in tasks if task.authority == office}
    if position is not None:
        # The service says it by the names of the process that it was submitted to.
        nodes |= {name for node in nodes for name in position.former.get(node, ())}
    own = [reads[node] for node in nodes if node in reads]
    # Only departments that are asked are not the lead: what they read stands under the tasks that are not its own.
    return frozenset(name for names in (own or list(_of_departments(service))) for name in names)


def _of_departments(service: Service) -> Iterator[tuple[str, ...]]:
    yield from (names for task, names in service.process.reads.items() if task == "opinion")


def readable_part(answers: Mapping[str, Any], readable: frozenset[str] | None) -> dict[str, Any]:
    """Return the answers that were given and are read; all of them where nothing says which."""
    return {
        name: value
        for name, value in answers.items()
        if value is not None and (readable is None or is_readable(name, readable))
    }


def is_readable(name: str, readable: frozenset[str]) -> bool:
    """Tell whether a question is among those that are read, by itself or by one of the questions in its group."""
    return name in readable or any(each.partition(".")[0] == name for each in readable)
