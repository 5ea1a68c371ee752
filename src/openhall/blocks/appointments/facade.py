"""The door of ``appointments``: what can be booked, kept places, draws for scarce ones, tickets of walk-ins."""

from openhall.blocks.appointments.actions.book import book_slot
from openhall.blocks.appointments.actions.change import (
    cancel_booking,
    drop_booking,
    mark_attended,
    mark_missed,
    move_booking,
    present_token,
)
from openhall.blocks.appointments.definitions import (
    BookableKind,
    Booking,
    BookingOffice,
    Diary,
    FreeSlot,
    KindOffice,
    TimeOfDay,
    Wishes,
    WishQuestions,
)
from openhall.blocks.appointments.queries import (
    booking_of,
    bookings_of,
    free_slots,
    is_changeable,
    next_free,
    token_for,
)
from openhall.blocks.appointments.reminding import APPOINTMENT_REMINDER, to_be_reminded_of
from openhall.blocks.appointments.rules import (
    NoBooking,
    NoSlotFree,
    SlotTaken,
    TokenRefused,
    TooLate,
    slots_on,
    spans_of,
)

__all__ = [
    "APPOINTMENT_REMINDER",
    "BookableKind",
    "Booking",
    "BookingOffice",
    "Diary",
    "FreeSlot",
    "KindOffice",
    "NoBooking",
    "NoSlotFree",
    "SlotTaken",
    "TimeOfDay",
    "TokenRefused",
    "TooLate",
    "WishQuestions",
    "Wishes",
    "book_slot",
    "booking_of",
    "bookings_of",
    "cancel_booking",
    "drop_booking",
    "free_slots",
    "is_changeable",
    "mark_attended",
    "mark_missed",
    "move_booking",
    "next_free",
    "present_token",
    "slots_on",
    "spans_of",
    "to_be_reminded_of",
    "token_for",
]
