"""Days on which offices had to stay shut: the dates below were counted by hand on the town's calendar.

In the town offices work from Sunday to Thursday; 20 and 21 March 2026 are a holiday there and a Saturday.
"""

from datetime import UTC, date, datetime

import pytest

from openhall.blocks.cases.facade import NoWorkingDay, case_of, close_day
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import STALL, opened, prepared, request, submit
from openhall.blocks.catalogue.facade import Pledge, current_catalogue
from openhall.blocks.journal.models import Record
from openhall.blocks.processes.models import Task
from openhall.blocks.processes.tests.drawn import SIGNED

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY, THURSDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 5)
STORM = datetime(2026, 3, 3, 20, tzinfo=UTC)


@pytest.fixture
def reference() -> str:
    catalogue = opened(pledge=Pledge(1, "working_days", "high"), appointment=SIGNED)
    return submit(prepared(of=catalogue.service(STALL))).reference


def due(reference: str) -> date | None:
    found = case_of(reference)
    assert found is not None
    return found.due_on


def test_a_lost_day_moves_what_was_counted_over_it(reference: str) -> None:
    # Received on Monday; one working day: Tuesday. Tuesday is lost: Wednesday. Wednesday too: Thursday.
    assert due(reference) == TUESDAY
    assert close_day(day=TUESDAY, reason="The harbour is flooded.", now=STORM).cases == 1
    assert due(reference) == date(2026, 3, 4)
    assert not close_day(day=TUESDAY, reason="The harbour is flooded.", now=STORM).is_new
    close_day(day=date(2026, 3, 4), reason="Still flooded.", now=STORM)
    assert due(reference) == THURSDAY
    # Friday and Saturday are the weekend there: a lost Thursday makes it Sunday.
    close_day(day=THURSDAY, reason="Still flooded.", now=STORM)
    assert due(reference) == date(2026, 3, 8)
    assert Task.objects.get().pressing_on == date(2026, 3, 8)
    assert Record.objects.filter(kind="calendar.closed").count() == 3
    found = case_of(reference)
    assert found is not None
    assert [event.detail for event in found.timeline if event.kind == "day-closed"] == [
        "2026-03-03",
        "2026-03-04",
        "2026-03-05",
    ]


def test_a_lost_day_before_or_after_moves_nothing(reference: str) -> None:
    for day in (date(2026, 3, 1), MONDAY, date(2026, 3, 4)):
        assert close_day(day=day, reason="Storm.", now=STORM).cases == 0
    assert due(reference) == TUESDAY


def test_what_comes_later_counts_the_lost_day_from_the_beginning(reference: str) -> None:
    close_day(day=TUESDAY, reason="Storm.", now=STORM)
    again = submit(prepared(of=current_catalogue().service(STALL)), request("two"))
    assert again.reference != reference
    assert due(again.reference) == date(2026, 3, 4)


def test_a_clock_that_stands_is_counted_when_it_goes_on(reference: str) -> None:
    Case.objects.filter(reference=reference).update(paused_on=MONDAY)
    assert close_day(day=TUESDAY, reason="Storm.", now=STORM).cases == 0


def test_a_period_set_by_law_runs_on_to_the_next_day(reference: str) -> None:
    Case.objects.filter(reference=reference).update(statutory_on=THURSDAY, due_on=None)
    close_day(day=THURSDAY, reason="Storm.", now=STORM)
    # Friday is a weekly holiday in law there; Saturday only an office's day off.
    assert Case.objects.get(reference=reference).statutory_on == date(2026, 3, 7)


@pytest.mark.parametrize("day", [date(2026, 3, 6), date(2031, 3, 4)])
def test_a_day_on_which_nobody_works_cannot_be_closed(reference: str, day: date) -> None:
    with pytest.raises(NoWorkingDay):
        close_day(day=day, reason="Storm.", now=STORM)
    assert due(reference) == TUESDAY
