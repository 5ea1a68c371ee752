"""Looks without a case and questions about looks, for whoever they are about and whoever answers for them."""

import json
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec

from openhall.blocks.authorities.facade import Office
from openhall.blocks.journal.facade import OWN, How, KeyDestroyedError, Purpose, Reader, record_each, unseal
from openhall.blocks.oversight.asking import context_of_answer
from openhall.blocks.oversight.definitions import LookFacts, NoSuchLook, QuestionFacts
from openhall.blocks.oversight.looking import NOTE, REASON, owner_of_look
from openhall.blocks.oversight.models import Look, Question
from openhall.blocks.oversight.rules import LookState

_A_DAY = timedelta(days=1)
_said = msgspec.json.Decoder(dict[str, str])


def look_of(*, look: str, actor: str, now: datetime) -> LookFacts:
    """Return a look to the officer who made it; raise ``NoSuchLook``."""
    row = Look.objects.filter(pk=look, actor=actor).first()
    if row is None:
        raise NoSuchLook
    return _look(row, Reader(actor, OWN, "", now), 0)


def looks_of_office(office: Office, *, is_open: bool, now: datetime, most: int = 50) -> tuple[LookFacts, ...]:
    """Return looks without a case of an office: those that nobody judged, the oldest first; else the newest others.

    For whoever answers for the office, who has to have been asked for; that they read the reasons is recorded.
    """
    rows = Look.objects.filter(office=office.authority)
    rows = rows.filter(state=LookState.FLAGGED) if is_open else rows.exclude(state=LookState.FLAGGED)
    shown = list(rows.order_by("at" if is_open else "-at")[:most])
    near = Look.objects.filter(office=office.authority, actor__in={row.actor for row in shown})
    days = Counter((actor, at.date()) for actor, at in near.values_list("actor", "at"))
    readers = {row.pk: _overseer(office, row, now) for row in shown}
    # What was looked for is a name or number of whoever was found: they see that it was read here too.
    record_each((f"person:{person}", readers[row.pk]) for row in shown for person in json.loads(row.found))
    return tuple(_look(row, readers[row.pk], days[row.actor, row.at.date()]) for row in shown)


def own_looks(*, actor: str, now: datetime, most: int = 10) -> tuple[LookFacts, ...]:
    """Return the newest looks of an officer, with what was said of them."""
    reader = Reader(actor, OWN, "", now)
    return tuple(_look(row, reader, 0) for row in Look.objects.filter(actor=actor).order_by("-at")[:most])


def reasons_of(looks: Collection[str], *, actor: str, now: datetime) -> Mapping[str, str]:
    """Return why these looks were made, by id, to somebody who was found by them."""
    reader = Reader(actor, OWN, "", now)
    return {row.pk: _opened(row, reader).get("reason", "") for row in Look.objects.filter(pk__in=set(looks) - {""})}


def questions_about(reads: Collection[int], *, actor: str, now: datetime) -> Mapping[int, QuestionFacts]:
    """Return what was asked about these reads, by read, with the answers. They have to be of the asker's own data."""
    rows = Question.objects.filter(read__in=list(reads))
    return {row.read: _question(row, Reader(actor, OWN, row.case, now)) for row in rows}


def questions_for(office: Office, *, is_open: bool, most: int = 50) -> tuple[QuestionFacts, ...]:
    """Return the questions to an office: those without an answer, the first due first; else the newest answered."""
    rows = Question.objects.filter(office=office.authority, answered_at__isnull=is_open)
    shown = rows.order_by("due_on", "pk") if is_open else rows.order_by("-answered_at")
    return tuple(_question(row, None) for row in shown[:most])


def count_overdue(office: str, *, today: date) -> int:
    """Count the questions and looks of an office that should have had an answer by now."""
    asked = Question.objects.filter(office=office, answered_at=None, due_on__lt=today).count()
    return asked + Look.objects.filter(office=office, state=LookState.FLAGGED, due_on__lt=today).count()


def _overseer(office: Office, row: Look, now: datetime) -> Reader:
    return Reader(
        actor=office.person,
        purpose=Purpose.OVERSEE,
        case="",
        now=now,
        office=office.authority,
        post=office.seats[0].post,
        how=How.OPENED,
        look=row.pk,
    )


def _opened(row: Look, reader: Reader) -> dict[str, str]:
    try:
        return _said.decode(
            unseal(owner=owner_of_look(row.pk), sealed=bytes(row.sealed), context=REASON, reader=reader)
        )
    except KeyDestroyedError:
        return {}


def _look(row: Look, reader: Reader, today: int) -> LookFacts:
    said = _opened(row, reader)
    note = unseal(owner=owner_of_look(row.pk), sealed=bytes(row.note), context=NOTE, reader=reader) if row.note else b""
    found: list[Any] = json.loads(row.found)
    return LookFacts(
        id=row.pk,
        actor=row.actor,
        office=row.office,
        post=row.post,
        purpose=row.purpose,
        reason=said.get("reason", ""),
        sought=said.get("sought", ""),
        by=said.get("by", ""),
        found=len(found),
        at=row.at,
        due_on=row.due_on,
        state=row.state,
        note=note.decode(),
        today=today,
    )


def _question(row: Question, reader: Reader | None) -> QuestionFacts:
    answer = b""
    if reader is not None and row.sealed is not None:
        try:
            answer = unseal(owner=row.owner, sealed=bytes(row.sealed), context=context_of_answer(row.pk), reader=reader)
        except KeyDestroyedError:
            answer = b""
    return QuestionFacts(
        id=row.pk,
        read=row.read,
        case=row.case,
        office=row.office,
        post=row.post,
        actor=row.actor,
        purpose=row.purpose,
        read_at=row.read_at,
        asked_at=row.asked_at,
        due_on=row.due_on,
        answered_at=row.answered_at,
        answer=answer.decode(),
    )
