"""The appointment of a case, on its page and in the sentences of its other pages."""

from zoneinfo import ZoneInfo

from openhall.blocks.appointments.facade import Booking, Diary, booking_by_id, why_put_off
from openhall.channels.portal.appointments import card
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.case_views import AppointmentCard

APPOINTMENT, CANCEL = card.APPOINTMENT, card.CANCEL
_AT, _WHY = _("%(when)s, %(place)s"), _("Why it is shut: %(why)s")


def appointment_of(following: Following) -> AppointmentCard | None:
    """Return the appointment of a case; ``None`` where its service has none, or none was kept and it has ended."""
    return card.card_of(following.facts, following.catalogue, following.language, following.now)


def why_shut_words(following: Following, booking: str) -> str:
    """Return the reason for which an office shut on the day of a place that was put off, as it was given."""
    found = booking_by_id(booking)
    zone = ZoneInfo(following.catalogue.jurisdiction.time_zone)
    why = why_put_off(found, zone) if found else ""
    return saying(following.language)(_WHY) % {"why": why} if why else ""


def when(following: Following, booking: Booking) -> str:
    """Return when an appointment begins, by the clock of the place."""
    return card.when(following.catalogue, booking, following.language)


def when_and_where(following: Following, diary: Diary, booking: Booking) -> str:
    """Return when and where an appointment is, in one line."""
    office = diary.offices.get(booking.office)
    place = pick(office.name, following.language) if office else booking.office
    return saying(following.language)(_AT) % {"when": when(following, booking), "place": place}
