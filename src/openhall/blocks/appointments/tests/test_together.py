"""Many at once on both databases: the last place goes to one, and nobody loses theirs.

Threads of one process share a database of SQLite only as a file, so there a process of its own does the same.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.db import connections

from openhall.blocks.appointments import models
from openhall.blocks.appointments.facade import (
    Booking,
    KindOffice,
    NoSlotFree,
    SlotTaken,
    Wishes,
    book_slot,
    booking_of,
    close_office,
    free_slots,
    move_booking,
    put_off_booking,
)
from openhall.blocks.appointments.tests.diaries import FRIDAY, NOW, diary
from openhall.kernel.errors import Refusal
from tests.migrated import begin_migrated

#: One office, one evening, two slots with one seat each: of which one is gone already.
SMALL = diary(offices=(KindOffice("quay", 1),), ahead_days=2)


def _at_once(acts: Sequence[Callable[[], Booking]]) -> list[Booking | Refusal]:
    together = threading.Barrier(len(acts))

    def run(act: Callable[[], Booking]) -> Booking | Refusal:
        together.wait()
        try:
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def _booking(subject: str) -> Callable[[], Booking]:
    return lambda: book_slot(diary=SMALL, subject=subject, owner=subject, wishes=Wishes(), now=NOW)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_fifty_at_the_last_place_one_gets_it() -> None:
    first = _booking("first")()

    ended = _at_once([_booking(f"S{number}") for number in range(50)])

    got = [each for each in ended if isinstance(each, Booking)]
    assert len(got) == 1
    assert sum(isinstance(each, NoSlotFree) for each in ended) == 49
    assert got[0].starts_at > first.starts_at
    assert models.Booking.objects.count() == models.Seat.objects.count() == 2


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_the_same_matter_many_times_at_once_has_one_place() -> None:
    ended = _at_once([_booking("same")] * 12)

    assert len({each.id for each in ended if isinstance(each, Booking)}) == 1
    assert models.Booking.objects.count() == models.Seat.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_want_each_others_place_do_not_wait_for_ever() -> None:
    one, two = _booking("one")(), _booking("two")()

    def moving(mine: Booking, wanted: Booking) -> Callable[[], Booking]:
        return lambda: move_booking(
            diary=SMALL,
            booking=mine.id,
            subject=mine.subject,
            office=wanted.office,
            starts_at=wanted.starts_at,
            now=NOW,
        )

    ended = _at_once([moving(one, two), moving(two, one)])

    assert all(isinstance(each, SlotTaken) for each in ended)
    assert [booking_of("one"), booking_of("two")] == [one, two]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_moved_twice_at_once_it_is_moved_once() -> None:
    town = diary()
    booked = book_slot(diary=town, subject="A", owner="A", wishes=Wishes(), now=NOW)
    free = free_slots(town, first=FRIDAY, last=date(2026, 12, 31), now=NOW)

    def moving(number: int) -> Callable[[], Booking]:
        slot = free[number]
        return lambda: move_booking(
            diary=town, booking=booked.id, subject="A", office=slot.office, starts_at=slot.starts_at, now=NOW
        )

    ended = _at_once([moving(number) for number in range(2, 6)])

    (moved,) = [each for each in ended if isinstance(each, Booking)]
    assert booking_of("A") == moved
    assert moved.sequence == 1
    assert models.Seat.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_put_off_many_times_at_once_it_is_put_off_once() -> None:
    """The command, the worker and a second worker come at the same moment, and its owner moves it."""
    town = diary()
    booked = book_slot(diary=town, subject="A", owner="A", wishes=Wishes(), now=NOW)
    close_office(office=booked.office, day=FRIDAY, reason="a burst pipe", now=NOW)
    free = free_slots(town, office=booked.office, first=FRIDAY, last=date(2026, 12, 31), now=NOW)[-1]

    def put_off() -> Booking:
        return put_off_booking(diary=town, booking=booked.id, subject="A", now=NOW)

    def move() -> Booking:
        return move_booking(
            diary=town, booking=booked.id, subject="A", office=free.office, starts_at=free.starts_at, now=NOW
        )

    ended = _at_once([put_off, put_off, put_off, move])

    (moved,) = [each for each in ended if isinstance(each, Booking)]
    assert booking_of("A") == moved
    assert moved.sequence == 1
    assert models.Seat.objects.count() == 1


_HALL = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "openhall.project.settings"
import django; django.setup()
from openhall.blocks.appointments.tests import test_together
getattr(test_together, sys.argv[1])()
"""


@pytest.mark.parametrize(
    "act",
    [
        test_of_fifty_at_the_last_place_one_gets_it,
        test_moved_twice_at_once_it_is_moved_once,
        test_put_off_many_times_at_once_it_is_put_off_once,
    ],
)
def test_threads_of_a_hall_on_sqlite_do_the_same(tmp_path: Path, act: Callable[[], None]) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "OPENHALL_URL"}}
    begin_migrated(tmp_path, kept)

    subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", _HALL, act.__name__], env={**kept, "OPENHALL_HOME": str(tmp_path)}, check=True
    )
