"""Who may act for the office that answers for a case, where no task of its process says so: by rank and by amount."""

from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist

from openhall.blocks.authorities.facade import Office, Seat, covers, office_of
from openhall.blocks.cases.actions.acting import NotYourTask, concerned_in
from openhall.blocks.cases.actions.write import NoSuchCase
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.models import Case
from openhall.blocks.identity.facade import Visitor

#: Whoever works on cases, and whoever answers for them as well.
WORKS, ANSWERS = 1, 2


def case_for(reference: str, visitor: Visitor, now: datetime) -> tuple[Case, Office]:
    """Lock a case for an officer of the office that leads it, or raise ``NoSuchCase``."""
    office = office_of(visitor.id, now=now)
    try:
        case = locked_case(reference)
    except ObjectDoesNotExist:
        raise NoSuchCase from None
    if office is None or office.authority != case.authority:
        raise NoSuchCase
    return case, office


def seat_of_rank(case: Case, office: Office, rank: int, *, amount: int | None = None, but: str = "") -> Seat:
    """Return the post of at least ``rank`` from which an officer acts, or raise ``NotYourTask``.

    ``amount`` has to be within its limit. Nobody acts in their own matter; ``but`` is whose step this one checks:
    neither they nor, from their seat, somebody who stands in for them.
    """
    fitting = [seat for seat in office.seats if seat.authority == case.authority and seat.rank >= rank]
    if not fitting:
        raise NotYourTask("rank" if rank >= ANSWERS else "role")
    concerned = concerned_in(case)
    if office.person in concerned:
        raise NotYourTask("own-matter")
    if but and but == office.person:
        raise NotYourTask("same-person")
    others = [seat for seat in fitting if not seat.instead_of or seat.instead_of not in {*concerned, but}]
    if not others:
        raise NotYourTask("stood-in")
    seat = next((each for each in others if covers(each.limit, amount)), None)
    if seat is None:
        raise NotYourTask("limit")
    return seat


def why_not_of_rank(case_person: str, office: Office, rank: int) -> str:
    """Return what keeps an officer of the leading office from an act of ``rank``; empty where nothing does."""
    if not any(seat.rank >= rank for seat in office.seats):
        return "rank" if rank >= ANSWERS else "role"
    return "own-matter" if case_person and case_person == office.person else ""
