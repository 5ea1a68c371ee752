"""Put appointments off: offices have to stay shut on a day, and whoever was to come is told of another time, once."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from openhall.blocks.appointments.facade import (
    Booking,
    Diary,
    NoBooking,
    close_office,
    places_on_closed_days,
    put_off_booking,
)
from openhall.blocks.cases.actions.move_appointment import keep_day, note_appointment
from openhall.blocks.cases.actions.note_visit import NoSuchOffice
from openhall.blocks.cases.appointing import post_place
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.messages import Template
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.rules import ENDED, HALL, EventKind
from openhall.blocks.catalogue.facade import current_catalogue, diary_of_kind

#: A day that is declared so long after it was lost still puts off who was to come then.
_LOOKS_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class PutOff:
    """How many people have another time, and how many have to choose one."""

    moved: int
    called_off: int


def close_one_office(*, office: str, day: date, reason: str, now: datetime) -> bool:
    """Declare that one office is shut on ``day``; tell whether that is news. Raise ``NoSuchOffice``."""
    if office not in {each.id for each in current_catalogue().jurisdiction.booking_offices}:
        raise NoSuchOffice(office=office)
    return close_office(office=office, day=day, reason=reason, now=now)


def put_off_appointments(*, now: datetime) -> PutOff:
    """Give everybody whose office is shut on their day another time, and ask for the letters that tell it.

    Each is a transaction of its own. Done again, or twice at once, nobody is moved or written to twice; what was cut
    short goes on.
    """
    jurisdiction = current_catalogue().jurisdiction
    since = now.astimezone(ZoneInfo(jurisdiction.time_zone)).date() - _LOOKS_BACK
    ended = list[str]()
    for kind in jurisdiction.bookable:
        diary = diary_of_kind(jurisdiction, kind.id)
        for place in places_on_closed_days(diary, since=since) if diary else ():
            put_off = _put_off(diary, place, now) if diary else None
            ended += [put_off.state] if put_off else []
    return PutOff(ended.count("booked"), ended.count("cancelled"))


def _put_off(diary: Diary, place: Booking, now: datetime) -> Booking | None:
    """Put one off; ``None`` where somebody was faster, or the case is over and nobody comes any more."""
    try:
        with transaction.atomic():
            case = locked_case(place.subject)
            if case.status in ENDED:
                return None
            fresh = put_off_booking(diary=diary, booking=place.id, subject=place.subject, now=now)
            is_moved = fresh.state == "booked"
            template = Template.APPOINTMENT_PUT_OFF if is_moved else Template.APPOINTMENT_CALLED_OFF
            post_place(template=template, booking=fresh, now=now)
            note_appointment(case, EventKind.MOVED if is_moved else EventKind.GIVEN_UP, fresh, now, actor=HALL)
            if is_moved:
                keep_day(case, fresh, now)
    except (NoBooking, Case.DoesNotExist):
        return None
    return fresh
