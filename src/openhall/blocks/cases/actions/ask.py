"""Ask for what is missing: an officer marks questions or papers; the applicant gets a link to just those."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from django.db import transaction

from openhall.blocks.authorities.facade import Office, office_of
from openhall.blocks.cases.actions.acting import Acting, Once, begin_act, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.decide import VerdictIncomplete
from openhall.blocks.cases.deadlines import pause
from openhall.blocks.cases.messages import ASKED_MAIL, post_mail
from openhall.blocks.cases.models import Ask
from openhall.blocks.cases.parts import ask_part
from openhall.blocks.cases.rules import EventKind
from openhall.blocks.cases.sealing import seal_part
from openhall.blocks.cases.workings import drop_working
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import post
from openhall.blocks.processes.facade import hold_task, task_of

#: The outbox's kind of message for the end of the time that an applicant has.
ASK_ENDS = "ask-ends"
MOST_WORDS = 2_000
MOST_WHY = 500
FEWEST_DAYS, USUAL_DAYS, MOST_DAYS = 3, 14, 90
#: What stands for a reason where it is not sealed.
WHY_SEALED = "sealed"
#: A second pause keeps the applicant waiting again: somebody who answers for the office has to say why.
_SECOND_RANK = 2


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: ids of the service's questions (files among them), in which words, and for how many days.

    ``why`` is the reason for asking once more, which only a supervisor can give.
    """

    questions: tuple[str, ...]
    words: str
    days: int = USUAL_DAYS
    why: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An ask that was sent: the case, and how many there have been."""

    reference: str
    number: int


def ask_applicant(
    *,
    task: int,
    question: Question,
    visitor: Visitor,
    now: datetime,
    seen: int | None = None,
    once: Once | None = None,
) -> Asked:
    """Ask the applicant, set the task aside and let the clock stand.

    From the second time on it takes a post of rank and its reason. Raise what ``complete_task`` raises.
    """
    with transaction.atomic():
        before = Ask.objects.filter(task=task).order_by("-number").first() if is_repeated(once) else None
        if before is not None:
            return Asked(before.case.reference, before.number)
        facts = task_of(task)
        is_second = facts is not None and Ask.objects.filter(case__reference=facts.subject).exists()
        rank = _SECOND_RANK if is_second else None
        acting = begin_act(task=task, visitor=visitor, now=now, seen=seen, or_rank=rank)
        faults = list(_faults(acting, question, office_of(visitor.id, now=now)))
        if faults:
            raise VerdictIncomplete(faults)
        number = _ask(acting, question, visitor, now)
        drop_working(acting.case, task, "ask", visitor.id)
        keep_key(once, acting.case, now)
        return Asked(acting.case.reference, number)


def _faults(acting: Acting, question: Question, office: Office | None) -> Iterator[tuple[str, str]]:
    known = acting.conductor.form.by_id
    if not question.questions:
        yield "questions", "missing"
    if any(name not in known for name in question.questions):
        yield "questions", "unknown"
    if not question.words.strip():
        yield "words", "missing"
    if len(question.words) > MOST_WORDS:
        yield "words", "too-long"
    if not FEWEST_DAYS <= question.days <= MOST_DAYS:
        yield "days", "not-possible"
    if acting.case.pauses or acting.case.asks.exists():
        yield from _second(question, office)


def _second(question: Question, office: Office | None) -> Iterator[tuple[str, str]]:
    seats = office.seats if office else ()
    if not any(seat.rank >= _SECOND_RANK for seat in seats):
        yield "why", "supervisor-needed"
    elif not question.why.strip():
        yield "why", "missing"
    elif len(question.why) > MOST_WHY:
        yield "why", "too-long"


def _ask(acting: Acting, question: Question, visitor: Visitor, now: datetime) -> int:
    case, task, conductor = acting.case, acting.task, acting.conductor
    number = case.asks.count() + 1
    until = conductor.today + timedelta(days=question.days)
    names: Sequence[str] = tuple(dict.fromkeys(question.questions))
    leaf = write_leaf(case, "asked", {"number": number, "task": task.id, "questions": [*names]}, now)
    ask = Ask.objects.create(
        case=case,
        number=number,
        task=task.id,
        authority=task.authority,
        post=acting.seat.post,
        by=visitor.id,
        at=now,
        until=until,
        questions=msgspec.json.encode(names).decode(),
        words=seal_part(case, ask_part(number), {"text": question.words.strip(), "why": question.why.strip()}),
        why=WHY_SEALED if question.why.strip() else "",
        leaf=leaf,
    )
    hold_task(task=task.id)
    pause(case, conductor.today)
    conductor.tell(EventKind.ASKED, actor=visitor.id, node=task.node, office=task.authority, detail=str(len(names)))
    post_mail(reference=case.reference, template=ASKED_MAIL, key=f"{case.reference}:{ASKED_MAIL}:{number}", now=now)
    ends = conductor.end_of(until)
    post(kind=ASK_ENDS, key=str(ask.pk), payload={"reference": case.reference, "ask": ask.pk}, now=now, due=ends)
    conductor.settle()
    return number
