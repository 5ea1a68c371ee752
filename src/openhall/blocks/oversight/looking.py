"""Look for a person without a case: allowed for a written reason, flagged to whoever answers for the office."""

import json
import secrets
from datetime import date, datetime
from zoneinfo import ZoneInfo

import msgspec
from django.db import transaction

from openhall.blocks.authorities.facade import Office, Seat, may, office_of
from openhall.blocks.cases.facade import after_working_days, open_matters
from openhall.blocks.catalogue.facade import Catalogue, current_catalogue
from openhall.blocks.identity.facade import Visitor, people_found, people_like
from openhall.blocks.journal.facade import How, Reader, append_leaf, seal
from openhall.blocks.oversight.definitions import (
    AlreadyAnswered,
    AnswerRefused,
    LookIncomplete,
    Looking,
    LookResult,
    NoSuchLook,
    NotAllowedToJudge,
    NotAllowedToLook,
    TooManyLooks,
)
from openhall.blocks.oversight.models import Look
from openhall.blocks.oversight.rules import (
    ANSWERING_ROLE,
    LOOK_PURPOSES,
    LOOKING_ROLES,
    MOST_ANSWER,
    MOST_LOOKS,
    LookState,
    reason_fault,
)
from openhall.kernel.canonical import JSON

_ID_BYTES, _MOST_FOUND = 12, 20
REASON, NOTE = b"look:reason", b"look:note"


def owner_of_look(look: str) -> str:
    """Return the owner in the vault of what was written about a look."""
    return f"look:{look}"


def looking_seat(office: Office | None) -> Seat | None:
    """Return the seat from which somebody may look for people without a case, or ``None``."""
    seats = () if office is None else office.seats
    return next((seat for seat in seats if seat.role in LOOKING_ROLES), None)


def judging_seat(office: Office | None, authority: str, *, about: str) -> Seat | None:
    """Return the seat from which somebody answers for what ``about`` looked at; nobody does for themselves."""
    seat = may(office, role=ANSWERING_ROLE, authority=authority)  # type: ignore[arg-type]  # one of the roles
    if office is None or seat is None or about in {office.person, seat.instead_of}:
        return None
    return seat


def look_for(*, looking: Looking, visitor: Visitor, key: str, now: datetime) -> str:
    """Look for a person by exact name or number; return the id of the look, the same for the same ``key``.

    Nothing of anybody is handed out here: ``look_results`` does. Raise ``NotAllowedToLook``, ``LookIncomplete``,
    ``TooManyLooks``.
    """
    office = office_of(visitor.id, now=now)
    seat = looking_seat(office)
    if office is None or seat is None:
        raise NotAllowedToLook
    known = Look.objects.filter(actor=visitor.id, key=key).values_list("pk", flat=True).first()
    if known is not None:
        return known
    _check(looking)
    with transaction.atomic():
        made = _kept(looking, visitor, seat, key, now)
    if not made:
        append_leaf(kind="look.stopped", subject=visitor.id, statement={"office": seat.authority}, now=now)
        raise TooManyLooks
    return made


def _check(looking: Looking) -> None:
    faults = []
    if bool(looking.name.strip()) == bool(looking.number.strip()):
        faults.append(("name", "one-of-both"))
    if looking.purpose not in LOOK_PURPOSES:
        faults.append(("purpose", "missing"))
    if fault := reason_fault(looking.reason):
        faults.append(("reason", fault))
    if faults:
        raise LookIncomplete(tuple(faults))


def _kept(looking: Looking, visitor: Visitor, seat: Seat, key: str, now: datetime) -> str:
    """Keep a look in the next place of the hour; return its id, or nothing where there is no place any more."""
    catalogue = current_catalogue()
    made, hour = secrets.token_hex(_ID_BYTES), now.replace(minute=0, second=0, microsecond=0)
    numbers = catalogue.jurisdiction.person_numbers
    people = people_like(name=looking.name, number=looking.number, facts=numbers)
    found = [each for each in people if each != visitor.id][:_MOST_FOUND]
    said = {
        "reason": looking.reason,
        "sought": looking.name or looking.number,
        "by": "name" if looking.name else "number",
    }
    row = Look(
        id=made,
        actor=visitor.id,
        office=seat.authority,
        post=seat.post,
        purpose=looking.purpose,
        sealed=seal(owner=owner_of_look(made), plain=msgspec.json.encode(said), context=REASON),
        found=json.dumps(found),
        at=now,
        hour=hour,
        key=key,
        due_on=_due(catalogue, now),
    )
    for serial in range(Look.objects.filter(actor=visitor.id, hour=hour).count() + 1, MOST_LOOKS + 1):
        row.serial = serial
        # Two requests may come at once: the database gives the place to one of them.
        Look.objects.bulk_create([row], ignore_conflicts=True)
        there = Look.objects.filter(actor=visitor.id, key=key).values_list("pk", flat=True).first()
        if there is not None:
            if there == made:
                told: dict[str, JSON] = {
                    "office": seat.authority,
                    "post": seat.post,
                    "purpose": looking.purpose,
                    "found": len(found),
                }
                append_leaf(kind="look.made", subject=made, statement=told, now=now)
            return there
    return ""


def _due(catalogue: Catalogue, now: datetime) -> date:
    today = now.astimezone(ZoneInfo(catalogue.jurisdiction.time_zone)).date()
    return after_working_days(catalogue, today, catalogue.jurisdiction.answer_looks_within)


def look_results(*, look: str, visitor: Visitor, now: datetime) -> tuple[LookResult, ...]:
    """Return whom a look found, to the officer who made it, within the hour; each is written down as a read.

    Raise ``NoSuchLook``.
    """
    row = Look.objects.filter(pk=look, actor=visitor.id).first()
    office = office_of(visitor.id, now=now)
    if row is None or office is None or office.authority != row.office or (now - row.at).total_seconds() > _OPEN_FOR:
        raise NoSuchLook
    reader = Reader(
        actor=visitor.id,
        purpose=row.purpose,
        case="",
        now=now,
        office=row.office,
        post=row.post,
        how=How.FOUND,
        look=row.pk,
    )
    with transaction.atomic():
        found = people_found(json.loads(row.found), reader=reader)
        return tuple(LookResult(each, _cases_of(each.id, row.office)) for each in found)


_OPEN_FOR = 3600.0


def _cases_of(person: str, office: str) -> tuple[str, ...]:
    return tuple(each.reference for each in open_matters(person=person) if each.authority == office)


def judge_look(*, look: str, is_accepted: bool, words: str, visitor: Visitor, now: datetime) -> None:
    """Accept a look, or question it in words, which its officer reads; once.

    Raise ``NoSuchLook``, ``NotAllowedToJudge``, ``AnswerRefused`` or ``AlreadyAnswered``.
    """
    office = office_of(visitor.id, now=now)
    row = Look.objects.filter(pk=look, office=office.authority if office else "").first()
    if row is None:
        raise NoSuchLook
    seat = judging_seat(office, row.office, about=row.actor)
    if seat is None:
        raise NotAllowedToJudge
    if len(words) > MOST_ANSWER or not (is_accepted or words.strip()):
        raise AnswerRefused
    state = LookState.ACCEPTED if is_accepted else LookState.QUESTIONED
    with transaction.atomic():
        note = seal(owner=owner_of_look(look), plain=words.encode(), context=NOTE) if words.strip() else None
        done = Look.objects.filter(pk=look, state=LookState.FLAGGED).update(
            state=state, judged_by=visitor.id, judged_at=now, note=note
        )
        if not done:
            raise AlreadyAnswered
        append_leaf(kind="look.judged", subject=look, statement={"state": str(state), "post": seat.post}, now=now)
