"""Give the places of a draw to those who won them, and places that came back to those next in the order."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from openhall.blocks.appointments.actions.book import new_row, write_down
from openhall.blocks.appointments.definitions import Booking as Facts
from openhall.blocks.appointments.definitions import Diary, FreeSlot
from openhall.blocks.appointments.draws import Entry, order_of, slots_of
from openhall.blocks.appointments.keeping import facts_of, release_draw, seat_at, take_from_draw
from openhall.blocks.appointments.models import Booking
from openhall.blocks.appointments.reminding import post_reminders


def book_won_slots(
    *, diary: Diary, draw: str, now: datetime, may_win: Callable[[str], bool] = lambda _subject: True
) -> tuple[Facts, ...]:
    """Book what was won in a draw that was held, in its order; return who has a place now.

    ``may_win`` says whether a matter can still have one.

    Done again, nothing is booked twice. A place that was given up, or whose token was passed on, goes to the next in
    the order; whoever lost one in this way gets none again. What nobody of the draw wants is free for everybody.
    """
    left, waiting, booked = list(slots_of(draw)), list[Entry](), list[Facts]()
    for entry in order_of(draw):
        row = _place_of(entry, draw)
        if row is None:
            waiting.append(entry)
        elif row.state == "booked":
            booked.append(facts_of(row))
            left = _without(left, row)
    for entry in waiting:
        if not may_win(entry.subject):
            continue
        row = _seated(diary, entry, left, draw, now)
        if row is None:
            return tuple(booked)
        booked.append(facts_of(row))
        left = _without(left, row)
    release_draw(draw)
    return tuple(booked)


def _place_of(entry: Entry, draw: str) -> Booking | None:
    """Return the place that somebody has, or else had by this draw; one that they gave up before it does not count."""
    rows = Booking.objects.filter(subject=entry.subject).exclude(state="moved")
    return rows.filter(state="booked").first() or rows.filter(draw=draw).order_by("-booked_at").first()


def _seated(diary: Diary, entry: Entry, left: list[FreeSlot], draw: str, now: datetime) -> Booking | None:
    for slot in left:
        with transaction.atomic():
            row = new_row(diary, entry.subject, entry.owner, now)
            row.draw = draw
            if slot.starts_at > now and take_from_draw(slot, draw) and seat_at(row, diary, slot):
                write_down(row, "booked", now)
                post_reminders(row, now)
                return row
    return None


def _without(slots: list[FreeSlot], row: Booking) -> list[FreeSlot]:
    """Return slots without the first one that ``row`` has."""
    taken = FreeSlot(row.office, row.starts_at, 1)
    place = slots.index(taken) if taken in slots else len(slots)
    return [*slots[:place], *slots[place + 1 :]]
