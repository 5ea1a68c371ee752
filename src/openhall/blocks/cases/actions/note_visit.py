"""Note whether somebody came to their appointment, and call who waits next at a counter."""

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from django.db import transaction

from openhall.blocks.appointments.facade import (
    Booking,
    NoBooking,
    Ticket,
    booking_of,
    call_next,
    mark_attended,
    mark_missed,
)
from openhall.blocks.authorities.facade import office_of
from openhall.blocks.cases.actions.acting import NotYourTask, Once, is_repeated, keep_key, write_leaf
from openhall.blocks.cases.actions.answering import WORKS, case_for, seat_of_rank
from openhall.blocks.cases.actions.decide import VerdictIncomplete
from openhall.blocks.cases.keeping import keep_case
from openhall.blocks.catalogue.facade import Jurisdiction, current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import append_leaf
from openhall.kernel.canonical import JSON
from openhall.kernel.errors import Refusal

MOST_COUNTERS = 99


class NoSuchOffice(Refusal):
    """The officer's authority sees nobody at this office."""

    code = "no-such-office"


def note_visit(
    *,
    reference: str,
    booking: str,
    came: Literal["attended", "missed"],
    visitor: Visitor,
    now: datetime,
    once: Once | None = None,
) -> Booking:
    """Note that the applicant came, or did not; ``booking`` is the one that the officer saw. Again, it is no harm.

    Nobody came before the day of it, nor is missed before it begins: that raises ``NotYourTask`` (``not-yet``). Raise
    ``NoSuchCase``, ``NotYourTask`` or ``NoBooking`` as well.
    """
    with transaction.atomic():
        case, office = case_for(reference, visitor, now)
        known = booking_of(reference)
        if known is None or known.id != booking:
            raise NoBooking
        if is_repeated(once) or known.state == came:
            return known
        seat_of_rank(case, office, WORKS)
        if not may_be_noted(known, came, current_catalogue().jurisdiction, now):
            raise NotYourTask("not-yet")
        mark = mark_attended if came == "attended" else mark_missed
        marked = mark(subject=reference, now=now)
        write_leaf(case, "visit", {"booking": booking, "state": marked.state, "authority": case.authority}, now)
        case.acts += 1
        keep_case(case)
        keep_key(once, case, now)
    return marked


def may_be_noted(booking: Booking, came: str, jurisdiction: Jurisdiction, now: datetime) -> bool:
    """Tell whether it can be known by now whether somebody came."""
    if came == "missed":
        return booking.starts_at <= now
    zone = ZoneInfo(jurisdiction.time_zone)
    return booking.starts_at.astimezone(zone).date() <= now.astimezone(zone).date()


def call_ticket(*, office: str, counter: int, visitor: Visitor, now: datetime) -> Ticket:
    """Call whoever waits longest at an office of the officer's authority. Two counters never call the same number.

    Raise ``NoSuchOffice``, ``NotYourTask``, ``VerdictIncomplete`` or ``NobodyWaits``.
    """
    jurisdiction = current_catalogue().jurisdiction
    seats = office_of(visitor.id, now=now)
    if seats is None or office not in offices_of(jurisdiction, seats.authority):
        raise NoSuchOffice
    if not any(seat.authority == seats.authority and seat.rank >= WORKS for seat in seats.seats):
        raise NotYourTask("role")
    if not 1 <= counter <= MOST_COUNTERS:
        raise VerdictIncomplete([("counter", "not-possible")])
    today = now.astimezone(ZoneInfo(jurisdiction.time_zone)).date()
    with transaction.atomic():
        ticket = call_next(office=office, day=today, counter=counter, now=now)
        told: dict[str, JSON] = {"ticket": ticket.id, "number": ticket.number, "counter": counter}
        append_leaf(kind="walk-in.called", subject=office, statement=told, now=now)
    return ticket


def offices_of(jurisdiction: Jurisdiction, authority: str) -> tuple[str, ...]:
    """Return the offices where an authority sees people."""
    kinds = (kind for kind in jurisdiction.bookable if kind.authority == authority)
    return tuple(dict.fromkeys(each.office for kind in kinds for each in kind.offices))
