"""The appointment of a case, on its page: when, where, what to bring, and what can be done with it."""

from openhall.blocks.appointments.facade import Booking, Diary, booking_of, is_changeable
from openhall.blocks.cases.facade import Status
from openhall.blocks.catalogue.facade import diary_of
from openhall.channels.portal.following.opening import Following
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import pick
from openhall.ui.appointment_views import AppointmentCard
from openhall.ui.formats import moment

APPOINTMENT, CANCEL = "appointment", "cancel"
_LATE = _("It begins soon, so it cannot be changed here any more. If you cannot come, please call the office.")
_AT = _("%(when)s, %(place)s")
_ENDED = frozenset({Status.DECIDED, Status.WITHDRAWN})


def appointment_of(following: Following) -> AppointmentCard | None:
    """Return the appointment of a case; ``None`` where its service has none, or none was kept and it has ended."""
    diary, booking = diary_of(following.catalogue.jurisdiction, following.facts.service), _booking(following)
    if diary is None or booking is None:
        return None
    is_open = following.facts.status not in _ENDED
    is_booked = booking.state == "booked"
    if not is_open and not is_booked and booking.state != "attended":
        return None
    may_change = is_open and diary.kind.attends and (not is_booked or is_changeable(diary, booking, following.now))
    office = diary.offices.get(booking.office)
    return AppointmentCard(
        state=booking.state,
        kind=pick(diary.kind.name, following.language),
        when=when(following, booking),
        place=pick(office.name, following.language) if office else "",
        address=pick(office.address, following.language) if office else "",
        bring=pick(diary.kind.bring, following.language),
        calendar_href=following.href()[:-1] + "/appointment.ics" if diary.kind.attends else "",
        choose_href=following.href(APPOINTMENT) if may_change else "",
        cancel_href=following.href(APPOINTMENT, CANCEL) if may_change and is_booked else "",
        late="" if may_change or not is_open or not diary.kind.attends else saying(following.language)(_LATE),
        has_to_come=diary.kind.attends,
    )


def when(following: Following, booking: Booking) -> str:
    """Return when an appointment begins, by the clock of the place."""
    return moment(booking.starts_at, following.language, following.catalogue.jurisdiction.time_zone)


def when_and_where(following: Following, diary: Diary, booking: Booking) -> str:
    """Return when and where an appointment is, in one line."""
    office = diary.offices.get(booking.office)
    place = pick(office.name, following.language) if office else booking.office
    return saying(following.language)(_AT) % {"when": when(following, booking), "place": place}


def _booking(following: Following) -> Booking | None:
    return booking_of(following.facts.reference)
