"""What goes in and out of a process: values, never rows."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from openhall.blocks.processes.rules import REFUSE, RETURN, TaskState
from openhall.kernel.bpmn.model import EARLIER
from openhall.kernel.canonical import JSON


def no_day() -> None:
    """Say that a matter is not due on any day."""


@dataclass(frozen=True, slots=True)
class Conducting:
    """What a process needs from whoever runs it.

    ``act`` does a service task (its act, its node) in the same transaction, or begins it and returns ``False``: then
    the process waits there until ``finish_act``. ``judge`` answers a business-rule task
    (its table) with one word. ``day_of`` turns a model and the name of a clock into the day on which it runs out, and
    ``moment_of`` a model and the duration of a timer into a moment. ``lead`` is the authority that leads, ``topic``
    the service. ``legal_on`` is asked when a task is opened: what was done just before may have moved the day.
    """

    lead: str
    topic: str
    act: Callable[[str, str], bool]
    judge: Callable[[str], str]
    day_of: Callable[[str, str], date | None]
    moment_of: Callable[[str, str], datetime]
    legal_on: Callable[[], date | None] = no_day
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Doer:
    """Who did a task: the person, the post in which they did it, and up to which amount it may sign (none: any).

    ``instead_of`` is empty for a post of their own, else whom they stand in for.
    """

    person: str
    post: str
    limit: int | None = None
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """A task as it stands. ``other`` names the tasks whose doer may not do this one."""

    id: int
    subject: str
    serial: int
    topic: str
    model: str
    node: str
    authority: str
    role: str
    decisions: tuple[str, ...]
    other: frozenset[str]
    amount: int | None
    state: str
    opened_at: datetime
    due_on: date | None
    legal_on: date | None
    pressing_on: date
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    claimed_by: str = ""
    done_by: str = ""
    done_at: datetime | None = None
    decision: str = ""

    @property
    def last_day(self) -> date | None:
        """The day by which it has to be done: its own, or that of the whole matter where that is earlier."""
        return min(filter(None, (self.due_on, self.legal_on)), default=None)

    @property
    def is_signature(self) -> bool:
        """Tell whether what somebody else decided is signed here, or sent back: nothing is decided anew."""
        return RETURN in self.decisions and REFUSE not in self.decisions

    def is_barred(self, person: str, tasks: "Iterable[TaskFacts]") -> bool:
        """Tell whether somebody may not do this task because of one of the matter's ``tasks`` that they did."""
        return any(
            task.done_by == person
            and task.state == TaskState.DONE
            and (task.node in self.other if task.serial == self.serial else self._bars_earlier(task))
            for task in tasks
        )

    def _bars_earlier(self, task: "TaskFacts") -> bool:
        return EARLIER in self.other and task.serial < self.serial


@dataclass(frozen=True, slots=True)
class Progress:
    """What came of a step: the instance's serial, the tasks that were opened, and the outcome if it has ended."""

    serial: int
    opened: tuple[TaskFacts, ...]
    outcome: str


@dataclass(frozen=True, slots=True)
class Position:
    """How far an instance has come: which model, where it waits, and what is behind it, by the names of that model.

    ``former`` tells what nodes were called in the models that it was in before, where that was otherwise.
    """

    definition: int
    serial: int
    here: tuple[str, ...]
    passed: tuple[str, ...]
    outcome: str
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workload:
    """How much work somebody has in hand: open tasks, and how many of them are late."""

    person: str
    open: int
    late: int


Data = Mapping[str, JSON]
