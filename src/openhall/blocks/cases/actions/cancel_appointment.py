"""Cancel an appointment: the applicant gives the place up, and another one can have it. The case goes on."""

from datetime import datetime

from django.db import transaction

from openhall.blocks.appointments.facade import Booking, NoBooking, booking_of, cancel_booking
from openhall.blocks.cases.actions.acting import Once, is_repeated, keep_key
from openhall.blocks.cases.actions.move_appointment import diary_of_case, note_appointment
from openhall.blocks.cases.appointing import post_place
from openhall.blocks.cases.keeping import locked_case
from openhall.blocks.cases.messages import Template
from openhall.blocks.cases.rules import EventKind


def cancel_appointment(*, reference: str, booking: str, now: datetime, once: Once | None = None) -> Booking:
    """Give up the place of a case that its owner has shown to be theirs. Raise ``NoBooking`` or ``TooLate``."""
    with transaction.atomic():
        case = locked_case(reference)
        if is_repeated(once):
            known = booking_of(reference)
            if known is None:
                raise NoBooking
            return known
        ended = cancel_booking(diary=diary_of_case(case), booking=booking, subject=reference, now=now)
        post_place(template=Template.APPOINTMENT_CANCELLED, booking=ended, now=now)
        note_appointment(case, EventKind.GIVEN_UP, ended, now)
        keep_key(once, case, now)
    return ended
