"""Take part in a draw with a case, and show the token of its appointment: what is won is for whoever won it."""

from datetime import datetime
from hmac import compare_digest
from zoneinfo import ZoneInfo

from django.db import transaction

from openhall.blocks.appointments.facade import (
    Booking,
    NoBooking,
    NoSuchDraw,
    booking_of,
    draw_of,
    enter_draw,
    present_token,
    token_for,
)
from openhall.blocks.cases.actions.acting import CaseEnded
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.rules import ENDED
from openhall.blocks.catalogue.facade import current_catalogue, diary_of
from openhall.kernel.errors import Refusal


class HasAppointment(Refusal):
    """A place is kept for the case already: it needs none from a draw."""

    code = "has-appointment"


class NotToday(Refusal):
    """The appointment is on another day."""

    code = "not-today"


def take_part_in_draw(*, reference: str, draw: str, now: datetime) -> str:
    """Let a case, which its owner has shown to be theirs, take part in a draw; return its ticket, always the same.

    Raise ``NoSuchDraw`` for one of another kind than what the case is about, ``DrawNotOpen``, ``HasAppointment`` or
    ``CaseEnded``.
    """
    with transaction.atomic():
        case = locked_case(reference)
        if case.status in ENDED:
            raise CaseEnded(status=case.status)
        diary = diary_of(current_catalogue().jurisdiction, case.service)
        if diary is None or draw_of(draw).kind != diary.kind.id:
            raise NoSuchDraw
        kept = booking_of(reference)
        if kept is not None and kept.state == "booked":
            raise HasAppointment
        return enter_draw(draw=draw, subject=reference, owner=case.owner, now=now)


def arrive_at_appointment(*, reference: str, token: str, now: datetime) -> Booking:
    """Let in whoever shows the token of the appointment of their own case, on its day, once.

    Raise ``TokenRefused`` (another's place is given up by it), ``NotToday`` or ``NoBooking``.
    """
    zone = ZoneInfo(current_catalogue().jurisdiction.time_zone)
    own = booking_of(reference)
    if own is None:
        raise NoBooking
    is_own = own.state == "booked" and compare_digest(token.encode(), token_for(own.id).encode())
    if is_own and own.starts_at.astimezone(zone).date() != now.astimezone(zone).date():
        raise NotToday
    return present_token(token=token, subject=reference, now=now)
