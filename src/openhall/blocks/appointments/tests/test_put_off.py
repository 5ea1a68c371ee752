"""An office has to stay shut on a day for which places are kept: another place, at the same office, never earlier."""

from datetime import date, timedelta

import pytest

from openhall.blocks.appointments import models
from openhall.blocks.appointments.facade import (
    Booking,
    Diary,
    FreeSlot,
    KindOffice,
    NoBooking,
    Wishes,
    book_slot,
    book_won_slots,
    booking_before,
    booking_by_id,
    booking_of,
    close_draw,
    close_office,
    closed_at,
    enter_draw,
    free_slots,
    hold_draw,
    is_open_now,
    mark_attended,
    open_draw,
    places_on_closed_days,
    put_off_booking,
    to_be_reminded_of,
)
from openhall.blocks.appointments.tests.diaries import FRIDAY, MONDAY, NOW, diary
from openhall.blocks.journal.facade import sequence_leaves
from openhall.blocks.rules.facade import declare_closed
from tools.rows import rows_of

pytestmark = pytest.mark.django_db
ANYWHERE = Wishes(offices=("hall",))
WEDNESDAY = date(2026, 12, 2)


def book(subject: str, wishes: Wishes = ANYWHERE, at: Diary | None = None) -> Booking:
    """Book in the town's diary."""
    return book_slot(diary=at or diary(), subject=subject, owner=f"case:{subject}", wishes=wishes, now=NOW)


def local(booking: Booking) -> str:
    """Return when a booking is, by the town's clock."""
    return booking.starts_at.astimezone(diary().zone).strftime("%a %d %H:%M")


def written(kind: str) -> int:
    """Count the records of a kind in the log."""
    return sum(kind in row for row in rows_of("journal_record"))


def put_off_all(at: Diary | None = None) -> list[Booking]:
    """Put off everybody whose office is shut."""
    town = at or diary()
    return [
        put_off_booking(diary=town, booking=each.id, subject=each.subject, now=NOW)
        for each in places_on_closed_days(town, since=FRIDAY)
    ]


def test_whoever_was_to_come_gets_the_next_day_at_the_same_time_of_day() -> None:
    morning, afternoon = book("A"), book("B", Wishes(offices=("hall",), day=FRIDAY, time="afternoon"))
    other = book("C", Wishes(offices=("hall",), day=WEDNESDAY))
    assert [local(each) for each in (morning, afternoon, other)] == ["Fri 27 09:00", "Fri 27 14:00", "Wed 02 09:00"]
    declare_closed(day=FRIDAY, reason="typhoon", now=NOW)

    moved = put_off_all()

    # Tuesday is a holiday there; Monday has room.
    assert [local(each) for each in moved] == ["Mon 30 09:00", "Mon 30 14:00"]
    assert [each.state for each in moved] == ["booked", "booked"]
    assert [(each.uid, each.sequence) for each in moved] == [(morning.uid, 1), (afternoon.uid, 1)]
    assert booking_of("A") == moved[0]
    assert booking_before(moved[0]) == booking_by_id(morning.id)
    assert booking_of("C") == other
    # The reminder of the lost day is silent, that of the new one is not.
    assert to_be_reminded_of(booking=morning.id, now=NOW) is None
    assert to_be_reminded_of(booking=moved[0].id, now=NOW) == moved[0]
    assert not models.Seat.objects.filter(day=FRIDAY).exists()
    assert written("appointment.moved") == 2


def test_done_again_nobody_is_moved_again() -> None:
    first = book("A")
    declare_closed(day=FRIDAY, reason="typhoon", now=NOW)
    (moved,) = put_off_all()

    assert put_off_all() == []
    for stale in (first.id, moved.id):
        with pytest.raises(NoBooking):
            put_off_booking(diary=diary(), booking=stale, subject="A", now=NOW)
    assert booking_of("A") == moved


def test_who_has_come_already_stays() -> None:
    book("A")
    mark_attended(subject="A", now=NOW + timedelta(days=1))
    declare_closed(day=FRIDAY, reason="flood", now=NOW)

    assert put_off_all() == []


def test_nobody_is_sent_to_another_office_or_to_an_earlier_day() -> None:
    """Monday is taken: it is Wednesday, farther than others can book. Where every day is lost it is called off."""
    short = diary(ahead_days=5, offices=(KindOffice("hall", 1), KindOffice("quay", 1)))
    for number in range(4):
        book(f"M{number}", Wishes(offices=("hall",), day=MONDAY), short)
    late = book("A", Wishes(offices=("hall",), day=FRIDAY), short)
    assert local(late) == "Fri 27 09:00"
    declare_closed(day=FRIDAY, reason="typhoon", now=NOW)
    # Beyond the days that others can book, to the next after them.
    (moved,) = put_off_all(short)
    assert (local(moved), moved.office) == ("Wed 02 09:00", "hall")

    for day in range(2, 31):
        declare_closed(day=date(2026, 12, day), reason="flood", now=NOW)
    declare_closed(day=date(2026, 12, 31), reason="flood", now=NOW)
    (ended,) = put_off_all(short)

    assert (ended.state, ended.id) == ("cancelled", moved.id)
    assert booking_of("A") == ended
    assert models.Seat.objects.filter(booking=moved.id).count() == 0


def test_one_office_is_shut_and_the_others_are_open() -> None:
    book("A")
    quay = book("Q", Wishes(offices=("quay",), day=FRIDAY))
    assert close_office(office="hall", day=FRIDAY, reason="a burst pipe", now=NOW)
    assert not close_office(office="hall", day=FRIDAY, reason="again", now=NOW)

    assert (set(closed_at("hall")), set(closed_at("quay"))) == ({FRIDAY}, set())
    assert {each.office for each in free_slots(diary(), first=FRIDAY, last=FRIDAY, now=NOW)} == {"quay"}
    assert [local(each) for each in put_off_all()] == ["Mon 30 09:00"]
    assert booking_of("Q") == quay
    assert not is_open_now(diary(), office="hall", now=NOW + timedelta(days=1))
    assert written("office.closed") == 1


def test_a_won_place_on_a_lost_day_goes_back_to_no_draw() -> None:
    town = diary()
    slot = FreeSlot("hall", NOW + timedelta(days=1), 1)
    draw = open_draw(diary=town, slots=[slot], opens_at=NOW, closes_at=NOW + timedelta(hours=1), now=NOW)
    for name in "AB":
        enter_draw(draw=draw.id, subject=name, owner=f"case:{name}", now=NOW)
    later = NOW + timedelta(hours=2)
    close_draw(draw=draw.id, now=later)
    sequence_leaves(now=later)
    hold_draw(draw=draw.id, now=later)
    (won,) = book_won_slots(diary=town, draw=draw.id, now=later)
    declare_closed(day=FRIDAY, reason="typhoon", now=later)

    (moved,) = put_off_all(town)

    assert (moved.subject, local(moved)) == (won.subject, "Mon 30 09:00")
    # The other one is given nothing on a day on which nobody is seen.
    assert [each.subject for each in book_won_slots(diary=town, draw=draw.id, now=later)] == [won.subject]
