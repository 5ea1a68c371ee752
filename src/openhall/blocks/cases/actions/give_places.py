"""Hold the draws whose time is over, and give their places to cases: each winner is written to, once."""

from datetime import datetime, timedelta

from django.db import transaction

from openhall.blocks.appointments.facade import (
    Booking,
    DrawFacts,
    DrawNotReady,
    NoSuchDraw,
    book_won_slots,
    close_draw,
    draws,
    hold_draw,
)
from openhall.blocks.cases.appointing import post_place
from openhall.blocks.cases.messages import Template
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import ENDED
from openhall.blocks.catalogue.facade import current_catalogue, diary_of_kind

#: So long after a place was given its letter is asked for, in case that was cut short; it is one letter all the same.
_TOLD_FOR = timedelta(days=1)


def hold_due_draws(*, now: datetime) -> int:
    """Hold the draws whose time is over, and give their places, also those that came back; return how many are given.

    A draw that the log has not taken in yet is held the next time. Done again, nothing is drawn or given twice.
    """
    return sum(_given(each, now) for each in draws() if each.closes_at <= now and _has_future(each, now))


def _has_future(draw: DrawFacts, now: datetime) -> bool:
    """Tell whether there is still something to give: it is not drawn, or a place of it is still to come."""
    places = draw.result.get("slots", ())
    return not draw.result or any(datetime.fromisoformat(moment) > now for _office, moment in places)


def _given(draw: DrawFacts, now: datetime) -> int:
    try:
        if not draw.result:
            close_draw(draw=draw.id, now=now)
            hold_draw(draw=draw.id, now=now)
        return len(give_places(draw=draw.id, kind=draw.kind, now=now))
    except (DrawNotReady, NoSuchDraw):
        return 0


def give_places(*, draw: str, kind: str, now: datetime) -> tuple[Booking, ...]:
    """Give the places of a draw that was held, in its order, and ask for the letters that tell it; return who has one.

    Cases that have ended are passed over. Raise ``NoSuchDraw`` where there is no such kind any more.
    """
    diary = diary_of_kind(current_catalogue().jurisdiction, kind)
    if diary is None:
        raise NoSuchDraw
    booked = book_won_slots(diary=diary, draw=draw, now=now, may_win=_may_win)
    for each in booked:
        if each.changed_at > now - _TOLD_FOR:
            _tell(each, now)
    return booked


def _may_win(subject: str) -> bool:
    return not Case.objects.filter(reference=subject, status__in=ENDED).exists()


def _tell(booking: Booking, now: datetime) -> None:
    with transaction.atomic():
        post_place(template=Template.APPOINTMENT_BOOKED, booking=booking, now=now)
