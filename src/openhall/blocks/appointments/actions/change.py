"""Move, cancel, and say who came: what happens to an appointment after it was booked."""

from datetime import datetime, timedelta

from django.db import transaction

from openhall.blocks.appointments.actions.book import refuse_unless_free, write_down
from openhall.blocks.appointments.definitions import Booking as Facts
from openhall.blocks.appointments.definitions import Diary, FreeSlot
from openhall.blocks.appointments.keeping import (
    facts_of,
    free_seat,
    locked_booking,
    new_id,
    seat_at,
    take_turns,
)
from openhall.blocks.appointments.models import Booking
from openhall.blocks.appointments.reminding import post_reminders
from openhall.blocks.appointments.rules import NoBooking, SlotTaken, TokenRefused, TooLate
from openhall.blocks.appointments.tokens import is_token_of, opened_token


def move_booking(*, diary: Diary, booking: str, subject: str, office: str, starts_at: datetime, now: datetime) -> Facts:
    """Give ``subject`` another place for the one that it has as ``booking``, whose seat is free from then on.

    The id is a new one, so that an old token opens nothing; the ``uid`` stays. Raise ``NoBooking`` when it was moved
    or ended meanwhile, ``TooLate``, or ``SlotTaken``; then it stands as it stood.
    """
    with transaction.atomic():
        take_turns()
        row = own_booking(booking, subject)
        _refuse_late(row, diary, now)
        if (row.office, row.starts_at) == (office, starts_at):
            raise SlotTaken
        refuse_unless_free(diary, office, starts_at, now)
        return facts_of(moved_to(row, diary, FreeSlot(office, starts_at, 1), now))


def moved_to(row: Booking, diary: Diary, slot: FreeSlot, now: datetime) -> Booking:
    """Give a place up for another one, inside a transaction that ends with ``SlotTaken`` when it is not free."""
    _end(row, "moved", now, counts=False)
    free_seat(row)
    newer = Booking(
        id=new_id(),
        uid=row.uid,
        sequence=row.sequence + 1,
        subject=row.subject,
        owner=row.owner,
        kind=row.kind,
        authority=row.authority,
        booked_at=now,
        changed_at=now,
    )
    if not seat_at(newer, diary, slot):
        raise SlotTaken
    write_down(newer, "moved", now)
    post_reminders(newer, now)
    return newer


def cancel_booking(*, diary: Diary, booking: str, subject: str, now: datetime) -> Facts:
    """Give up the place of ``subject``: somebody else can have it. Raise ``NoBooking`` or ``TooLate``."""
    with transaction.atomic():
        row = own_booking(booking, subject)
        _refuse_late(row, diary, now)
        return cancelled(row, now)


def drop_booking(*, subject: str, now: datetime) -> Facts | None:
    """Give up the place of a matter that has ended, however near it is; ``None`` when it has none."""
    with transaction.atomic():
        row = locked_booking(subject)
        return None if row is None else cancelled(row, now)


def mark_attended(*, subject: str, now: datetime) -> Facts:
    """Note that somebody came. Raise ``NoBooking`` when no place is kept for the matter."""
    return _mark(subject, "attended", now)


def mark_missed(*, subject: str, now: datetime) -> Facts:
    """Note that nobody came. Raise ``NoBooking`` when no place is kept for the matter."""
    return _mark(subject, "missed", now)


def present_token(*, token: str, subject: str, now: datetime) -> Facts:
    """Let in whoever shows the token of the appointment of ``subject``, once.

    Raise ``TokenRefused`` for one that is no token, was used, or was passed on. A place whose token somebody else
    shows is given up: selling it brings nothing, and it is free for others.
    """
    with transaction.atomic():
        row = Booking.objects.select_for_update().filter(pk=opened_token(token)).first()
        if row is None or not is_token_of(row, token) or row.state != "booked":
            raise TokenRefused
        is_own = row.subject == subject
        facts = _ended(row, "attended", now) if is_own else cancelled(row, now)
    if not is_own:
        raise TokenRefused("appointment-token-passed-on")
    return facts


def own_booking(booking: str, subject: str) -> Booking:
    """Return the place of ``subject`` that is known as ``booking``, under its lock, or raise ``NoBooking``."""
    row = locked_booking(subject)
    if row is None or row.pk != booking:
        raise NoBooking
    return row


def _refuse_late(row: Booking, diary: Diary, now: datetime) -> None:
    if row.starts_at < now + timedelta(hours=diary.kind.notice_hours):
        raise TooLate(hours=diary.kind.notice_hours)


def cancelled(row: Booking, now: datetime) -> Facts:
    """End a place that nobody comes for: somebody else can have it."""
    free_seat(row)
    return _ended(row, "cancelled", now)


def _mark(subject: str, state: str, now: datetime) -> Facts:
    with transaction.atomic():
        row = locked_booking(subject)
        if row is None:
            raise NoBooking
        return _ended(row, state, now)


def _ended(row: Booking, state: str, now: datetime) -> Facts:
    _end(row, state, now, counts=True)
    write_down(row, state, now)
    return facts_of(row)


def _end(row: Booking, state: str, now: datetime, *, counts: bool) -> None:
    row.state, row.changed_at = state, now
    row.sequence += counts
    row.save(update_fields=["state", "changed_at", "sequence"])
