"""Kept places: who gets which, and what the database refuses."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from openhall.blocks.appointments import models
from openhall.blocks.appointments.facade import (
    APPOINTMENT_REMINDER,
    Booking,
    Diary,
    KindOffice,
    NoBooking,
    NoSlotFree,
    SlotTaken,
    TokenRefused,
    TooLate,
    Wishes,
    book_slot,
    booking_of,
    cancel_booking,
    choose_slot,
    drop_booking,
    free_slots,
    mark_attended,
    mark_missed,
    move_booking,
    next_free,
    present_token,
    slots_on,
    to_be_reminded_of,
    token_for,
)
from openhall.blocks.appointments.tests.diaries import FRIDAY, MONDAY, NOW, TUESDAY, diary
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.rules.facade import declare_closed
from tools.rows import rows_of

pytestmark = pytest.mark.django_db
ANYWHERE = Wishes()


def book(subject: str = "A", wishes: Wishes = ANYWHERE, now: datetime = NOW, at: Diary | None = None) -> Booking:
    """Book in the town's diary."""
    return book_slot(diary=at or diary(), subject=subject, owner=f"case:{subject}", wishes=wishes, now=now)


def local(booking: Booking) -> str:
    """Return when a booking is, by the town's clock."""
    return booking.starts_at.astimezone(diary().zone).strftime("%a %d %H:%M")


def everything() -> tuple[object, ...]:
    """Return all that an appointment leaves behind."""
    return (
        [*models.Booking.objects.order_by("id").values()],
        [*models.Seat.objects.order_by("booking").values_list("booking", "office", "starts_at", "number")],
        rows_of("journal_record"),
        rows_of("journal_message"),
    )


def test_the_earliest_free_place_is_kept() -> None:
    booked = book()

    assert (booked.office, local(booked), booked.state, booked.seat) == ("hall", "Fri 27 09:00", "booked", 0)
    assert booked.ends_at - booked.starts_at == timedelta(minutes=30)
    assert booking_of("A") == booked
    assert rows_of("journal_record", "kind", "subject") == [("appointment.booked", "A")]


def test_wishes_are_followed_office_first_then_day_then_time() -> None:
    assert local(book("A", Wishes(("quay",)))) == "Fri 27 18:00"
    assert local(book("B", Wishes(day=MONDAY))) == "Mon 30 09:00"
    assert local(book("C", Wishes(day=MONDAY, time="afternoon"))) == "Mon 30 14:00"
    # A holiday: the nearest days lie around it, and the later one leaves more time.
    assert local(book("D", Wishes(day=TUESDAY))) == "Wed 02 09:00"
    # Longer ahead than can be booked: as near as can be.
    assert local(book("E", Wishes(day=date(2027, 3, 1)))) == "Thu 03 09:00"


def test_the_very_place_that_was_chosen_is_kept() -> None:
    def choose(subject: str, office: str, starts_at: datetime) -> Booking:
        return choose_slot(diary=diary(), subject=subject, owner=subject, office=office, starts_at=starts_at, now=NOW)

    evening = slot("quay", 1)
    chosen = choose("A", "quay", evening)
    before = everything()

    assert (chosen.office, chosen.starts_at) == ("quay", evening)
    assert choose("A", "hall", evening) == chosen
    for office, moment in (("quay", evening), ("hall", evening), ("none", evening), ("hall", NOW)):
        with pytest.raises(SlotTaken):
            choose("B", office, moment)
    assert everything() == before


def test_a_full_office_sends_people_to_another() -> None:
    first = [book(name, Wishes(("quay",))) for name in ("A", "B")]
    third = book("C", Wishes(("quay",)))

    assert [(each.office, each.seat) for each in first] == [("quay", 0), ("quay", 0)]
    assert third.office == "hall"


def test_one_matter_has_one_place_however_often_it_is_booked() -> None:
    booked = book()
    before = everything()

    assert book(wishes=Wishes(("quay",))) == booked
    assert everything() == before


def test_when_nothing_is_free_nothing_changes() -> None:
    small = diary(offices=(KindOffice("quay", 1),), ahead_days=2)
    book("A", at=small)
    book("B", at=small)
    before = everything()

    with pytest.raises(NoSlotFree):
        book("C", at=small)

    assert everything() == before
    assert free_slots(small, first=FRIDAY, last=MONDAY, now=NOW) == ()
    assert next_free(small, office="quay", now=NOW) is None


def test_the_database_gives_a_seat_to_one() -> None:
    booked = book()
    seat = models.Seat.objects.get(booking=booked.id)

    seat.pk, seat.booking = None, "0" * 32
    with pytest.raises(IntegrityError), transaction.atomic():
        seat.save(force_insert=True)

    row = models.Booking.objects.get()
    row.pk = row.uid = "1" * 32
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_the_database_keeps_what_was_booked_as_it_was() -> None:
    booked = book()
    for change in ({"office": "quay"}, {"starts_at": NOW}, {"subject": "B"}, {"uid": "0" * 32}):
        with pytest.raises(IntegrityError), transaction.atomic():
            models.Booking.objects.filter(pk=booked.id).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Booking.objects.filter(pk=booked.id).delete()
    mark_missed(subject="A", now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Booking.objects.filter(pk=booked.id).update(state="booked")

    assert models.Booking.objects.get().state == "missed"


def test_nobody_is_seen_on_holidays_on_lost_days_or_where_the_calendar_ends() -> None:
    town = diary()

    assert slots_on(town, "hall", TUESDAY, frozenset()) == []
    assert slots_on(town, "hall", date(2028, 3, 1), frozenset()) == []
    assert len(slots_on(town, "hall", MONDAY, frozenset())) == 4
    declare_closed(day=FRIDAY, reason="typhoon", now=NOW)
    assert local(book()) == "Mon 30 09:00"


def test_a_zone_whose_clock_jumps_has_no_slot_in_the_hour_that_is_left_out() -> None:
    """In Lisbon one o'clock in the morning of 28 March 2027 does not exist; a year has one more on 31 October."""
    town = diary("Europe/Lisbon")
    early = (
        diary("Europe/Lisbon")
        .offices["hall"]
        .__replace__(hours={"sunday": ("00:30-02:30",), "monday": ("09:00-10:00",)}, open_on_holidays=True)
    )
    town = Diary(town.kind, {"hall": early}, town.calendar, town.zone)

    spring = slots_on(town, "hall", date(2027, 3, 28), frozenset())
    autumn = slots_on(town, "hall", date(2027, 10, 31), frozenset())

    assert [f"{each:%H:%M}" for each in spring] == ["00:30", "01:00"]
    assert [f"{each.astimezone(town.zone):%H:%M}" for each in spring] == ["00:30", "02:00"]
    assert len(autumn) == len(set(autumn)) == 4
    # The same hour by the wall, another one by the sun.
    assert slots_on(town, "hall", date(2027, 3, 22), frozenset())[0] == datetime(2027, 3, 22, 9, tzinfo=UTC)
    assert slots_on(town, "hall", date(2027, 3, 29), frozenset())[0] == datetime(2027, 3, 29, 8, tzinfo=UTC)


def move(booked: Booking, office: str, starts_at: datetime, now: datetime = NOW) -> Booking:
    """Move a booking in the town's diary."""
    return move_booking(
        diary=diary(), booking=booked.id, subject=booked.subject, office=office, starts_at=starts_at, now=now
    )


def slot(office: str, number: int, now: datetime = NOW) -> datetime:
    """Return when a free slot of an office begins."""
    return free_slots(diary(), office=office, first=FRIDAY, last=date(2026, 12, 31), now=now)[number].starts_at


def test_moving_frees_the_seat_and_keeps_what_a_calendar_knows_it_by() -> None:
    booked = book()
    moved = move(booked, "quay", slot("quay", 0))

    assert (moved.office, moved.uid, moved.sequence) == ("quay", booked.uid, 1)
    assert moved.id != booked.id
    assert booking_of("A") == moved
    assert local(book("B")) == "Fri 27 09:00"
    assert models.Seat.objects.count() == 2


def test_a_full_slot_a_shut_office_and_the_same_place_are_refused_and_it_stands_as_it_stood() -> None:
    booked = book()
    full = book("B", Wishes(("quay",))).starts_at
    before = everything()
    tuesday = datetime(2026, 12, 1, 6, tzinfo=UTC)

    for office, moment in (
        ("quay", full),
        ("hall", tuesday),
        ("hall", booked.starts_at),
        ("nowhere", full),
        ("hall", full),
        ("hall", datetime(2027, 6, 1, 6, tzinfo=UTC)),
    ):
        with pytest.raises(SlotTaken):
            move(booked, office, moment)

    assert everything() == before


def test_moved_twice_from_the_same_page_it_is_moved_once() -> None:
    booked = book()
    moved = move(booked, "hall", slot("hall", 3))
    before = everything()

    with pytest.raises(NoBooking):
        move(booked, "quay", slot("quay", 0))

    assert everything() == before
    assert booking_of("A") == moved


def test_too_late_it_can_be_neither_moved_nor_cancelled() -> None:
    booked = book()
    late = booked.starts_at - timedelta(hours=23)
    before = everything()

    with pytest.raises(TooLate):
        move(booked, "quay", slot("quay", 0), late)
    with pytest.raises(TooLate):
        cancel_booking(diary=diary(), booking=booked.id, subject="A", now=late)

    assert everything() == before


def test_a_cancelled_place_is_free_again() -> None:
    booked = book()
    ended = cancel_booking(diary=diary(), booking=booked.id, subject="A", now=NOW)

    assert (ended.state, ended.sequence, ended.uid) == ("cancelled", 1, booked.uid)
    assert booking_of("A") == ended
    assert not models.Seat.objects.exists()
    assert book("B").starts_at == booked.starts_at
    with pytest.raises(NoBooking):
        cancel_booking(diary=diary(), booking=booked.id, subject="A", now=NOW)
    # What ends with its matter ends quietly.
    assert drop_booking(subject="A", now=NOW) is None
    assert drop_booking(subject="B", now=NOW + timedelta(days=1)) is not None


def test_another_matter_cannot_touch_it() -> None:
    booked = book()
    book("B")
    before = everything()

    with pytest.raises(NoBooking):
        cancel_booking(diary=diary(), booking=booked.id, subject="B", now=NOW)

    assert everything() == before


def test_whoever_came_or_did_not_can_book_again() -> None:
    first = book()
    assert mark_missed(subject="A", now=first.ends_at).state == "missed"
    second = book(now=first.ends_at)
    assert second.id != first.id
    assert mark_attended(subject="A", now=second.ends_at).state == "attended"
    with pytest.raises(NoBooking):
        mark_attended(subject="A", now=second.ends_at)


def test_a_token_lets_its_owner_in_once() -> None:
    booked = book()
    token = token_for(booked.id)

    assert present_token(token=token, subject="A", now=booked.starts_at).state == "attended"
    before = everything()
    for shown in (token, token[:-1] + ("A" if token[-1] != "A" else "B"), "", "x.y", booked.id):
        with pytest.raises(TokenRefused):
            present_token(token=shown, subject="A", now=booked.starts_at)
    assert everything() == before


def test_a_token_of_before_a_move_opens_nothing() -> None:
    booked = book()
    old = token_for(booked.id)
    moved = move(booked, "hall", slot("hall", 3))

    with pytest.raises(TokenRefused):
        present_token(token=old, subject="A", now=NOW)

    assert booking_of("A") == moved


def test_a_token_that_was_passed_on_opens_nothing_and_the_place_is_free() -> None:
    booked = book()

    with pytest.raises(TokenRefused) as refused:
        present_token(token=token_for(booked.id), subject="B", now=booked.starts_at)

    assert refused.value.code == "appointment-token-passed-on"
    last = booking_of("A")
    assert last is not None
    assert last.state == "cancelled"
    assert not models.Seat.objects.exists()


def test_reminders_go_off_two_days_and_one_day_before_unless_it_was_moved_or_cancelled() -> None:
    kept, moved, cancelled = (book(name, Wishes(day=date(2026, 12, 3))) for name in "ABC")
    move(moved, "hall", slot("hall", 0))
    cancel_booking(diary=diary(), booking=cancelled.id, subject="C", now=NOW)
    reminded = list[tuple[str, object]]()

    def remind_until(moment: datetime) -> None:
        deliver_due(
            handlers={
                APPOINTMENT_REMINDER: lambda message: reminded.append(
                    (booking.subject, message.payload["days"])
                    if (booking := to_be_reminded_of(booking=str(message.payload["booking"]), now=moment))
                    else ("", 0)
                )
            },
            now=moment,
        )

    remind_until(kept.starts_at - timedelta(hours=49))
    assert reminded == []
    remind_until(kept.starts_at - timedelta(hours=47))
    assert [each for each in reminded if each[0]] == [("A", 2)]
    remind_until(kept.starts_at - timedelta(hours=23))
    assert [each for each in reminded if each[0]] == [("A", 2), ("A", 1)]


def test_who_books_for_tomorrow_is_not_reminded_of_what_is_past() -> None:
    assert book().starts_at - NOW == timedelta(days=1)
    assert rows_of("journal_message") == []
