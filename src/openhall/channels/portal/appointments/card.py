"""The appointment of a case as a card: when, where, what to bring, and what can be done with it."""

from datetime import datetime

from openhall.blocks.appointments.facade import Booking, Diary, booking_of, is_changeable
from openhall.blocks.cases.facade import CaseFacts, EventKind, Status
from openhall.blocks.catalogue.facade import Catalogue, diary_of
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language, pick
from openhall.ui.case_views import AppointmentCard
from openhall.ui.formats import moment

APPOINTMENT, CANCEL = "appointment", "cancel"
_LATE = _("It begins soon, so it cannot be changed here any more. If you cannot come, please call the office.")
_ENDED = frozenset({Status.DECIDED, Status.WITHDRAWN})
_BOOK = "book"


def card_of(facts: CaseFacts, catalogue: Catalogue, language: Language, now: datetime) -> AppointmentCard | None:
    """Return the appointment of a case; ``None`` where its service has none, or none was kept and it has ended."""
    diary, booking = diary_of(catalogue.jurisdiction, facts.service), booking_of(facts.reference)
    place = f"/{language.slug}/track/{facts.reference}/"
    if diary is None:
        return None
    if booking is None:
        return _none_yet(diary, language, place) if may_choose_first(facts, diary) else None
    is_open = facts.status not in _ENDED
    is_booked = booking.state == "booked"
    if not is_open and not is_booked and booking.state != "attended":
        return None
    may_change = is_open and diary.kind.attends and (not is_booked or is_changeable(diary, booking, now))
    office = diary.offices.get(booking.office)
    return AppointmentCard(
        state=booking.state,
        kind=pick(diary.kind.name, language),
        when=when(catalogue, booking, language),
        place=pick(office.name, language) if office else "",
        address=pick(office.address, language) if office else "",
        bring=pick(diary.kind.bring, language),
        calendar_href=f"{place}appointment.ics" if diary.kind.attends else "",
        choose_href=f"{place}{APPOINTMENT}/" if may_change else "",
        cancel_href=f"{place}{APPOINTMENT}/{CANCEL}/" if may_change and is_booked else "",
        late="" if may_change or not is_open or not diary.kind.attends else saying(language)(_LATE),
        has_to_come=diary.kind.attends,
    )


def may_choose_first(facts: CaseFacts, diary: Diary) -> bool:
    """Tell whether a case without a place can choose one: its process has come to it, and nothing was free then."""
    is_asked = any(event.kind == EventKind.ACT_DONE and event.detail == _BOOK for event in facts.timeline)
    return is_asked and diary.kind.attends and facts.status not in _ENDED


def when(catalogue: Catalogue, booking: Booking, language: Language) -> str:
    """Return when an appointment begins, by the clock of the place."""
    return moment(booking.starts_at, language, catalogue.jurisdiction.time_zone)


def _none_yet(diary: Diary, language: Language, place: str) -> AppointmentCard:
    return AppointmentCard("none", pick(diary.kind.name, language), choose_href=f"{place}{APPOINTMENT}/")
