"""Remind people of their appointment: messages for later, which see for themselves whether it still stands."""

from datetime import datetime, timedelta

from openhall.blocks.appointments.definitions import Booking as Facts
from openhall.blocks.appointments.keeping import facts_of
from openhall.blocks.appointments.models import Booking
from openhall.blocks.journal.facade import post

#: The outbox's kind of message that reminds of an appointment.
APPOINTMENT_REMINDER = "appointment-reminder"
#: So many days before it begins somebody is reminded.
_DAYS_BEFORE = (2, 1)


def post_reminders(row: Booking, now: datetime) -> None:
    """Have the applicant reminded; what is nearer than that already needs no reminder."""
    for days in _DAYS_BEFORE:
        due = row.starts_at - timedelta(days=days)
        if due > now:
            post(
                kind=APPOINTMENT_REMINDER,
                key=f"{row.id}:{days}",
                payload={"booking": row.id, "days": days},
                now=now,
                due=due,
            )


def to_be_reminded_of(*, booking: str, now: datetime) -> Facts | None:
    """Return the booking that a reminder is about, or ``None`` when it was moved or cancelled, or is over."""
    row = Booking.objects.filter(pk=booking, state="booked", starts_at__gt=now).first()
    return None if row is None else facts_of(row)
