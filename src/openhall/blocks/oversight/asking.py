"""Ask why one's data were read, and answer: one question for each read, with a day by which the answer is due."""

from collections.abc import Collection, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from openhall.blocks.authorities.facade import office_of
from openhall.blocks.cases.facade import after_working_days, matters_named
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import (
    OWN,
    Delivery,
    KeyDestroyedError,
    Purpose,
    Reader,
    append_leaf,
    post,
    read_named,
    seal,
    unseal,
)
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.blocks.oversight.definitions import AlreadyAnswered, AnswerRefused, NoSuchRead, NotAllowedToJudge
from openhall.blocks.oversight.looking import judging_seat
from openhall.blocks.oversight.models import Question
from openhall.blocks.oversight.rules import MOST_ANSWER
from openhall.kernel.canonical import JSON

#: The kind of message in the outbox that asks to put an answer into an inbox.
LOOK_ANSWER = "look-answer"
_TEMPLATE, _ACTOR = "look-answer", "openhall"


def context_of_answer(question: int) -> bytes:
    """Return what an answer is bound to in the vault."""
    return f"look:answer:{question}".encode()


def ask_why(*, read: int, owners: Collection[str], person: str, language: str, now: datetime, case: str = "") -> int:
    """Ask the office that read one's data why; return the id of the question, the same however often it is asked.

    Whoever asks must have shown that they are ``owners``; ``person`` is empty for a guest, and of a
    ``case`` nothing else is asked. Raise ``NoSuchRead``, also
    for a read of one's own.
    """
    facts = read_named(read, owners)
    if facts is None or facts.purpose == OWN or case not in {"", facts.case}:
        raise NoSuchRead
    lead = next((each.authority for each in matters_named(references=[facts.case])), "") if facts.case else ""
    office = facts.office or lead
    if not office:
        raise NoSuchRead
    catalogue = current_catalogue()
    today = now.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    fresh = Question(
        read=read,
        owner=facts.owner,
        person=person,
        case=facts.case,
        office=office,
        post=facts.post,
        actor=facts.actor,
        read_at=facts.at,
        purpose=facts.purpose,
        language=language,
        asked_at=now,
        due_on=after_working_days(catalogue, today, catalogue.jurisdiction.answer_looks_within),
    )
    with transaction.atomic():
        before = Question.objects.filter(read=read).values_list("pk", flat=True).first()
        if before is not None:
            return before
        # Two may ask at once: the database keeps one question.
        Question.objects.bulk_create([fresh], ignore_conflicts=True)
        kept = Question.objects.get(read=read)
        told: dict[str, JSON] = {"question": kept.pk, "office": office, "due_on": kept.due_on.isoformat()}
        append_leaf(kind="look.asked", subject=facts.case or str(read), statement=told, now=now)
        return kept.pk


def answer_question(*, question: int, words: str, titles: Mapping[str, str], visitor: Visitor, now: datetime) -> None:
    """Answer in plain words, once: it stands beside the read, and goes as a letter (``titles`` by language) too.

    Raise ``NotAllowedToJudge`` (so too for a question that is not there), ``AnswerRefused`` or ``AlreadyAnswered``.
    """
    office = office_of(visitor.id, now=now)
    with transaction.atomic():
        mine = Question.objects.filter(pk=question, office=office.authority if office else "")
        row = mine.select_for_update().first()
        seat = judging_seat(office, row.office, about=row.actor) if row is not None else None
        if row is None or seat is None:
            raise NotAllowedToJudge
        if row.answered_at is not None:
            raise AlreadyAnswered
        if not words.strip() or len(words) > MOST_ANSWER:
            raise AnswerRefused
        row.sealed = seal(owner=row.owner, plain=words.encode(), context=context_of_answer(row.pk))
        row.answered_at, row.answered_by, row.answer_post = now, visitor.id, seat.post
        row.save(update_fields=["sealed", "answered_at", "answered_by", "answer_post"])
        told: dict[str, JSON] = {
            "question": row.pk,
            "office": row.office,
            "post": seat.post,
            "is_late": row.due_on < now.date(),
        }
        append_leaf(kind="look.answered", subject=row.case or str(row.read), statement=told, now=now)
        if row.person:
            # No office reaches into inboxes: the hall delivers.
            payload: dict[str, JSON] = {"question": row.pk, "titles": dict(titles)}
            post(kind=LOOK_ANSWER, key=f"{_TEMPLATE}:{row.pk}", payload=payload, now=now)


def deliver_answer(delivery: Delivery, *, now: datetime) -> None:
    """Put an answer into the inbox of whoever asked, once; not where their key was destroyed since."""
    given = delivery.payload
    row, titles = Question.objects.get(pk=given["question"]), given["titles"]
    if row.sealed is None or not isinstance(titles, dict):
        raise TypeError("an answer and its titles are expected here")
    reader = Reader(_ACTOR, Purpose.NOTIFY, row.case, now)
    try:
        words = unseal(owner=row.owner, sealed=bytes(row.sealed), context=context_of_answer(row.pk), reader=reader)
    except KeyDestroyedError:
        return
    letter = _letter(row, words.decode(), {code: str(title) for code, title in titles.items()})
    deliver_to_inbox(letter=letter, now=now)


def _letter(row: Question, words: str, titles: Mapping[str, str]) -> NewLetter:
    return NewLetter(
        key=f"look-answer:{row.pk}",
        subject=row.case,
        owner=row.owner,
        person=row.person,
        template=_TEMPLATE,
        language=row.language,
        words={code: (title, words) for code, title in titles.items()},
        authority=row.office,
    )
