"""The diary of a service: what it books, with everything that the free moments follow from."""

from zoneinfo import ZoneInfo

from openhall.blocks.appointments.facade import BookableKind, Diary
from openhall.blocks.catalogue.definitions import Jurisdiction


def diary_of(jurisdiction: Jurisdiction, service: str) -> Diary | None:
    """Return the diary that a service books in, or ``None`` when it books nothing."""
    kind = next((each for each in jurisdiction.bookable if service in each.services), None)
    return None if kind is None else _diary(jurisdiction, kind)


def diary_of_kind(jurisdiction: Jurisdiction, kind: str) -> Diary | None:
    """Return the diary of a kind of appointments, or ``None`` when there is no such kind."""
    found = next((each for each in jurisdiction.bookable if each.id == kind), None)
    return None if found is None else _diary(jurisdiction, found)


def _diary(jurisdiction: Jurisdiction, kind: BookableKind) -> Diary:
    offered = {each.office for each in kind.offices}
    offices = {each.id: each for each in jurisdiction.booking_offices if each.id in offered}
    return Diary(kind, offices, jurisdiction.working_calendar, ZoneInfo(jurisdiction.time_zone))
