"""Decide: an officer does a task, with reasons where something is refused or sent back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import msgspec
from django.db import transaction

from openhall.blocks.cases.actions.acting import Acting, begin_act, write_leaf
from openhall.blocks.cases.actions.set_award import AwardSaid, award_faults, set_award
from openhall.blocks.cases.actions.set_fee import FeeSaid, fee_faults, set_fee
from openhall.blocks.cases.awarding import was_granted
from openhall.blocks.cases.collecting import REFUSED
from openhall.blocks.cases.grounds import WHOLE, Ground, grounds_for
from openhall.blocks.cases.models import Case, Judgement
from openhall.blocks.cases.objecting import objections_to
from openhall.blocks.cases.parts import note_part
from openhall.blocks.cases.returning import give_up
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.cases.sealing import seal_part
from openhall.blocks.cases.workings import dropping_workings
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import do_later, inserting
from openhall.blocks.processes.facade import APPROVE, REFUSE, RETURN, Doer, TaskFacts, TaskState, TaskTaken, finish_task
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Text

MOST_NOTE = 4_000
_DONE = "done"


class VerdictIncomplete(Refusal):
    """Something is missing or unknown in what an officer decided; ``faults`` are pairs of a member and what is wrong.

    What is wrong is ``missing``, ``unknown``, ``too-long``, ``not-possible``, ``objected`` or
    ``no-post``. Members of a fee are called ``fee.amount`` and ``fee.reason``, those of a sum that is granted
    ``award.amount`` (also ``as-asked``, ``above-limit``) and ``award.reason``.
    """

    code = "verdict-incomplete"

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)


class ReasonNeeded(VerdictIncomplete):
    """Somebody approves what an office objects to, and does not say why: ``offices`` are their names by id."""

    code = "reason-needed"

    def __init__(self, faults: Sequence[tuple[str, str]], offices: Mapping[str, Text]) -> None:
        super().__init__(faults)
        self.offices = offices


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an officer decides at a task: ids of reasons and of the questions they rest on; a note for everybody.

    ``fee_amount`` (in major units) and ``fee_reason`` are what an approval sets as the fee, where nobody else has told
    it. Whoever sends it ``asks_fee`` where nobody else can set it later, so that it is not forgotten. ``award_amount``
    and ``award_reason`` are what an approval grants instead of the sum that was asked for.
    """

    decision: str
    reasons: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    note: str = ""
    fee_amount: str = ""
    fee_reason: str = ""
    asks_fee: bool = False
    award_amount: str = ""
    award_reason: str = ""

    @property
    def fee(self) -> FeeSaid | None:
        """Return the fee that it sets, if any."""
        is_said = self.fee_amount.strip() or self.fee_reason.strip()
        return FeeSaid(self.fee_amount, self.fee_reason) if is_said else None

    @property
    def award(self) -> AwardSaid | None:
        """Return the other sum that it grants, if any."""
        is_said = self.award_amount.strip() or self.award_reason.strip()
        return AwardSaid(self.award_amount, self.award_reason) if is_said else None


@dataclass(frozen=True, slots=True)
class Done:
    """A task that is done, and where the case stands then."""

    task: int
    reference: str
    decision: str
    status: str


def complete_task(*, task: int, verdict: Verdict, visitor: Visitor, now: datetime, seen: int | None = None) -> Done:
    """Do a task. Whoever did it already with the same decision gets the same answer again.

    Raise ``NoSuchTask``, ``NotYourTask``, ``TaskTaken``, ``CaseChanged``, ``VerdictIncomplete`` or ``ReasonNeeded``.
    """
    with transaction.atomic():
        try:
            acting = begin_act(task=task, visitor=visitor, now=now, seen=seen)
        except TaskTaken as taken:
            if _is_same(taken.task, visitor, verdict):
                reference = taken.task.subject
                status = Case.objects.values_list("status", flat=True).get(reference=reference)
                return Done(task, reference, verdict.decision, status)
            raise
        against = _against(acting, verdict)
        grounds = _checked(acting, verdict, against)
        _judge(acting, verdict, grounds, against, visitor, now)
        if (fee := verdict.fee) is not None and verdict.decision == APPROVE:
            set_fee(acting, fee, visitor, now)
        if (award := verdict.award) is not None and verdict.decision == APPROVE:
            set_award(acting, award, visitor, now)
        case, conductor, seat = acting.case, acting.conductor, acting.seat
        progress = finish_task(
            task=task,
            decision=verdict.decision,
            doer=Doer(visitor.id, seat.post, seat.limit, seat.instead_of),
            conducting=conductor.conducting(),
            now=now,
        )
        if progress.outcome == REFUSED and not was_granted(case):
            give_up(conductor, REFUSED)
        conductor.settle(progress)
        return Done(task, case.reference, verdict.decision, case.status)


def _is_same(task: TaskFacts, visitor: Visitor, verdict: Verdict) -> bool:
    return task.state == TaskState.DONE and task.done_by == visitor.id and task.decision == verdict.decision


def _against(acting: Acting, verdict: Verdict) -> tuple[str, ...]:
    """Return the offices whose objection this verdict goes against."""
    if verdict.decision != APPROVE:
        return ()
    return tuple(dict.fromkeys(each.authority for each in objections_to(acting.task, acting.tasks)))


def _checked(acting: Acting, verdict: Verdict, against: Sequence[str]) -> list[Ground]:
    """Return the grounds of a verdict, or raise ``VerdictIncomplete`` with all that is wrong."""
    conductor = acting.conductor
    known = {ground.id: ground for ground in grounds_for(conductor.catalogue, conductor.service, verdict.decision)}
    faults = list(_faults(acting, verdict, known))
    if against and not verdict.note.strip():
        authorities = conductor.catalogue.authorities
        names = {each: authorities[each].name if each in authorities else {"en": each} for each in against}
        raise ReasonNeeded([*faults, ("note", "objected")], names)
    if faults:
        raise VerdictIncomplete(faults)
    return [known[reason] for reason in dict.fromkeys(verdict.reasons)]


def _faults(acting: Acting, verdict: Verdict, known: dict[str, Ground]) -> Iterator[tuple[str, str]]:
    if verdict.decision not in acting.task.decisions:
        yield "decision", "not-possible"
        return
    if any(reason not in known for reason in verdict.reasons):
        yield "reasons", "unknown"
    if verdict.decision in {REFUSE, RETURN} and not verdict.reasons:
        yield "reasons", "missing"
    if any(fact != WHOLE and fact not in acting.conductor.form.by_id for fact in verdict.facts):
        yield "facts", "unknown"
    grounds = [known[reason] for reason in verdict.reasons if reason in known]
    if verdict.decision == REFUSE and not verdict.facts and any(ground.needs_facts for ground in grounds):
        yield "facts", "missing"
    if len(verdict.note) > MOST_NOTE:
        yield "note", "too-long"
    if verdict.decision == APPROVE:
        yield from fee_faults(acting, verdict.fee, must=verdict.asks_fee)
        yield from award_faults(acting, verdict.award)


def _judge(
    acting: Acting, verdict: Verdict, grounds: list[Ground], against: Sequence[str], visitor: Visitor, now: datetime
) -> None:
    case, task, conductor = acting.case, acting.task, acting.conductor
    refused = verdict.decision == REFUSE
    facts = verdict.facts or ((WHOLE,) if refused else ())
    said: dict[str, JSON] = {
        "task": task.id,
        "node": task.node,
        "authority": task.authority,
        "post": acting.seat.post,
        "decision": verdict.decision,
        "reasons": [ground.id for ground in grounds],
        "facts": [*facts],
    }
    if acting.seat.instead_of:
        said["instead_of"] = acting.seat.instead_of
    note = seal_part(case, note_part(task.id), {"text": verdict.note}) if verdict.note else None
    if against and note is not None:
        # The log proves which objection was overruled, and that the reason is still the one that was given.
        said |= {"against": [*against], "note_sha256": sha256(note).hexdigest()}
    leaf = write_leaf(case, "judged", said, now)
    judgement = Judgement(
        case_id=case.pk,
        task=task.id,
        node=task.node,
        authority=task.authority,
        post=acting.seat.post,
        by=visitor.id,
        at=now,
        decision=verdict.decision,
        reasons=msgspec.json.encode(grounds).decode(),
        facts=msgspec.json.encode(facts).decode(),
        appeal=msgspec.json.encode(conductor.appeal()).decode() if refused else "{}",
        note=note,
        leaf=leaf,
    )
    # Where nothing but going on was possible, nothing was approved.
    detail = _DONE if task.decisions == (APPROVE,) else verdict.decision
    told = conductor.line(EventKind.TASK_DONE, actor=visitor.id, node=task.node, office=task.authority, detail=detail)
    do_later(inserting(judgement), inserting(told), dropping_workings(case, task.id))
