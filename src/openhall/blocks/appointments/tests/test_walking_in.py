"""Numbers of people who walk in."""

from datetime import timedelta

import pytest

from openhall.blocks.appointments.facade import NobodyWaits, board_of, call_next, take_ticket
from openhall.blocks.appointments.tests.diaries import FRIDAY, MONDAY, NOW

pytestmark = pytest.mark.django_db


def test_numbers_are_taken_and_called_in_order() -> None:
    taken = [take_ticket(office="hall", kind="visit", day=FRIDAY, now=NOW) for _ in range(3)]
    elsewhere = take_ticket(office="quay", kind="visit", day=FRIDAY, now=NOW)

    assert [each.number for each in taken] == [1, 2, 3]
    assert elsewhere.number == take_ticket(office="hall", kind="visit", day=MONDAY, now=NOW).number == 1
    called = [call_next(office="hall", day=FRIDAY, counter=n, now=NOW - timedelta(minutes=n)) for n in (4, 2)]
    assert [(each.number, each.counter) for each in called] == [(1, 4), (2, 2)]
    board = board_of("hall", FRIDAY)
    assert [(each.number, each.counter) for each in board.called] == [(2, 2), (1, 4)]
    assert board.waiting == 1


def test_when_nobody_waits_nobody_is_called() -> None:
    with pytest.raises(NobodyWaits):
        call_next(office="hall", day=FRIDAY, counter=1, now=NOW)

    assert board_of("hall", FRIDAY).called == ()
