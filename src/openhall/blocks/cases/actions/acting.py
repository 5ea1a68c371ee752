"""What every act on a case begins with: its lock, and the right of whoever acts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from openhall.blocks.authorities.facade import Office, Role, Seat, may, office_of, seats_for
from openhall.blocks.cases.conducting import Conductor, conductor_of
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.models import ActKey, Case
from openhall.blocks.cases.reading import answers_of
from openhall.blocks.cases.sealing import basis_of
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import Reader, append_leaf, do_later, inserting
from openhall.blocks.processes.facade import TaskFacts, TaskTaken, task_of, tasks_of, tasks_of_each
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal


class NoSuchTask(Refusal):
    """There is no such task for whoever asks: it is another office's, or nobody's."""

    code = "unknown-task"


class NotYourTask(Refusal):
    """The officer's office sees the task, but this officer may not do it; ``why`` says which rule stands against it.

    ``role``: none of their posts has the role. ``limit``: the amount is above what their post may sign.
    ``same-person``: they did the step that this one has to check. ``stood-in``: whoever they stand in for did it.
    ``own-matter``: they are the applicant, or sent it for them, or stand in for one of these.
    ``others-question``: they neither asked the applicant nor hold the task.
    """

    code = "not-your-task"

    def __init__(self, why: str) -> None:
        super().__init__(why=why)
        self.why = why


class CaseChanged(Refusal):
    """Something happened to the case since the page was drawn: what was to be done may not fit any more."""

    code = "case-changed"


class CaseEnded(Refusal):
    """The case is decided or withdrawn: nothing more can be done with it."""

    code = "case-ended"


@dataclass(frozen=True, slots=True)
class Acting:
    """An officer at a task: the case is locked, the right is checked. ``tasks`` are all of the case."""

    task: TaskFacts
    tasks: Collection[TaskFacts]
    seat: Seat
    conductor: Conductor

    @property
    def case(self) -> Case:
        """The case, locked."""
        return self.conductor.case


def seen_task(task: int, office: Office | None) -> TaskFacts:
    """Return a task to an officer of its office, or raise ``NoSuchTask``."""
    return _seen(task_of(task), office)


def _seen(facts: TaskFacts | None, office: Office | None) -> TaskFacts:
    if facts is None or office is None or facts.authority != office.authority:
        raise NoSuchTask
    return facts


def concerned_in(case: Case) -> frozenset[str]:
    """Return whose matter a case is: its person, and whoever sent it for them. None of these decides it."""
    return frozenset({case.person, case.helper} - {""})


def seat_for(
    task: TaskFacts, concerned: Collection[str], office: Office, tasks: Collection[TaskFacts] | None = None
) -> Seat:
    """Return the post in which an officer may do a task of a case of ``concerned``, or raise ``NotYourTask``.

    ``tasks`` are all of the case, where whoever asks has them.
    """
    role = cast("Role", task.role)
    seats = seats_for(office, role=role, authority=task.authority, amount=task.amount)
    if not seats:
        has_role = may(office, role=role, authority=task.authority) is not None
        raise NotYourTask("limit" if has_role else "role")
    seats = tuple(each for each in seats if each.instead_of not in concerned)
    if office.person in concerned or not seats:
        raise NotYourTask("own-matter")
    if not task.other:
        return seats[0]
    done = tasks_of(task.subject) if tasks is None else tasks
    if task.is_barred(office.person, done):
        raise NotYourTask("same-person")
    # Who stands in for somebody is a second pair of eyes only from another seat than that somebody's.
    seat = next((each for each in seats if not each.instead_of or not task.is_barred(each.instead_of, done)), None)
    if seat is None:
        raise NotYourTask("stood-in")
    return seat


def why_not(task: TaskFacts, *, visitor: Visitor, now: datetime) -> str:
    """Return which rule keeps an officer from doing a task, as ``NotYourTask`` names it; empty where none does."""
    office = office_of(visitor.id, now=now)
    if office is None or office.authority != task.authority:
        return "role"
    try:
        seat_for(task, concerned_in(Case.objects.only("person", "helper").get(reference=task.subject)), office)
    except NotYourTask as refusal:
        return refusal.why
    return ""


def doable_by(office: Office, tasks: Collection[TaskFacts]) -> list[TaskFacts]:
    """Return those of some tasks that an officer may do: a few looks for all of them."""
    cases = Case.objects.filter(reference__in={task.subject for task in tasks})
    concerned = {case.reference: concerned_in(case) for case in cases.only("reference", "person", "helper")}
    checked = tasks_of_each({task.subject for task in tasks if task.other})
    return [task for task in tasks if task.subject in concerned and _is_doable(office, task, concerned, checked)]


def _is_doable(
    office: Office,
    task: TaskFacts,
    concerned: Mapping[str, Collection[str]],
    checked: Mapping[str, Collection[TaskFacts]],
) -> bool:
    try:
        seat_for(task, concerned[task.subject], office, checked.get(task.subject, ()))
    except NotYourTask:
        return False
    return True


def people_of(office: Office) -> tuple[str, ...]:
    """Return whose work somebody does: their own, and that of those whom they stand in for."""
    return (office.person, *sorted({seat.instead_of for seat in office.seats} - {""}))


def begin_act(
    *, task: int, visitor: Visitor, now: datetime, seen: int | None = None, or_rank: int | None = None
) -> Acting:
    """Lock the case of a task for an officer who may do it; ``seen`` is how many acts the officer's page knew of.

    With ``or_rank`` a post of that rank, which answers for the office, may act as well, whoever has the task.
    Raise ``NoSuchTask``, ``NotYourTask``, ``TaskTaken`` or ``CaseChanged``.
    """
    office = office_of(visitor.id, now=now)
    facts = seen_task(task, office)
    case = locked_case(facts.subject)
    # Read again under the lock: meanwhile somebody else may have been here.
    tasks = tasks_of(case.reference)
    facts = _seen(next((each for each in tasks if each.id == task), None), office)
    if office is None:
        raise NoSuchTask
    answering = next((seat for seat in office.seats if or_rank is not None and seat.rank >= or_rank), None)
    seat = (
        seat_for(facts, concerned_in(case), office, tasks) if answering is None else _answering(answering, case, office)
    )
    is_others = facts.claimed_by not in {"", *people_of(office)}
    if facts.state != "open" or (is_others and answering is None):
        raise TaskTaken(facts)
    if seen is not None and seen != case.acts:
        raise CaseChanged
    conductor = conductor_for(case, actor=visitor.id, purpose=f"task:{facts.node}", now=now, seat=seat)
    return Acting(facts, tasks, seat, conductor)


def _answering(seat: Seat, case: Case, office: Office) -> Seat:
    if office.person in concerned_in(case):
        raise NotYourTask("own-matter")
    return seat


def conductor_for(case: Case, *, actor: str, purpose: str, now: datetime, seat: Seat | None = None) -> Conductor:
    """Return what moves a case; its answers are opened, and the read recorded, only if the process asks for them.

    ``seat`` is that of an officer who acts.
    """

    def opened() -> Mapping[str, Any]:
        reader = Reader(
            actor=actor,
            purpose=purpose,
            case=case.reference,
            now=now,
            office=seat.authority if seat else "",
            post=seat.post if seat else "",
            basis=basis_of(case),
        )
        return answers_of(case, reader)

    return conductor_of(case, opened, now)


def write_leaf(case: Case, kind: str, statement: Mapping[str, JSON], now: datetime) -> int:
    """Write an act into the log; return the leaf's id."""
    return append_leaf(kind=f"case.{kind}", subject=case.reference, statement=statement, now=now).id


@dataclass(frozen=True, slots=True)
class Once:
    """Which request an act comes from: who calls, the key that they gave, and a hash of what they sent."""

    caller: str
    key: str
    body: str


class OtherAct(Refusal):
    """The same idempotency key came with something else."""

    code = "idempotency-key-reused"


def is_repeated(once: Once | None) -> bool:
    """Tell whether the act of this request was done before; raise ``OtherAct`` when it asked for something else."""
    if once is None:
        return False
    body = ActKey.objects.filter(caller=once.caller, key=once.key).values_list("body", flat=True).first()
    if body is not None and body != once.body:
        raise OtherAct
    return body is not None


def keep_key(once: Once | None, case: Case, now: datetime) -> None:
    """Remember the request of an act, in its transaction; a twin that came a moment earlier makes this one fail."""
    if once is not None:
        do_later(inserting(ActKey(caller=once.caller, key=once.key, body=once.body, case_id=case.pk, at=now)))
