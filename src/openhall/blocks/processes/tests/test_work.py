"""Lists of work: cut and ordered as asked, and never more than one look-up in an index for each part."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openhall.blocks.processes.facade import (
    NOBODY,
    Cut,
    TaskState,
    claim_task,
    count_work,
    escalate_task,
    hold_task,
    keep_definition,
    work_of,
    workloads,
)
from openhall.blocks.processes.models import Definition, Instance, Task
from openhall.blocks.processes.tests.drawn import SIGNED

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HERE, BOAT, STALL = "harbour-office", "harbour-office/mooring-permit", "harbour-office/stall"
OFFICE = Cut(HERE, ("case-officer", "supervisor"))
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _tasks(db: None) -> None:
    """Put six tasks there, due on the 1st to the 6th; the third is a supervisor's, the last another office's."""
    del db
    keep_definition(name="signed", xml=SIGNED, now=NOW)
    model = Definition.objects.get()
    for number in range(1, 7):
        instance = Instance.objects.create(
            subject=f"case-{number}", model="signed", definition=model, data="{}", begun_at=NOW
        )
        Task.objects.create(
            id=number,
            instance=instance,
            token=1,
            subject=f"case-{number}",
            topic=BOAT if number % 2 else STALL,
            model="signed",
            node="review",
            authority="fire" if number == 6 else HERE,
            role="supervisor" if number == 3 else "case-officer",
            decisions="approve",
            opened_at=NOW,
            pressing_on=date(2026, 3, number),
        )


def found(cut: Cut, **more: object) -> list[int]:
    return [task.id for task in work_of(cut, most=9, **more)]  # type: ignore[arg-type]


def test_the_most_pressing_comes_first_whatever_the_role() -> None:
    assert found(OFFICE) == [1, 2, 3, 4, 5]
    assert found(replace(OFFICE, roles=("supervisor",))) == [3]
    assert [task.id for task in work_of(OFFICE, most=2)] == [1, 2]


def test_a_list_goes_on_after_a_task_also_within_a_day() -> None:
    Task.objects.filter(pk__in=[2, 3, 4]).update(pressing_on=date(2026, 3, 2))
    assert found(OFFICE, after=(date(2026, 3, 2), 2)) == [3, 4, 5]
    assert found(OFFICE, after=(date(2026, 3, 2), 4)) == [5]
    assert found(OFFICE, after=(date(2026, 3, 5), 5)) == []


def test_it_is_cut_by_service_holder_lateness_state_and_escalation() -> None:
    claim_task(task=2, person="anna", now=NOW)
    claim_task(task=3, person="ben", now=NOW)
    escalate_task(task=4, now=NOW)
    hold_task(task=5)

    assert found(replace(OFFICE, topic=BOAT)) == [1, 3]
    assert found(replace(OFFICE, holders=("anna",))) == [2]
    assert found(replace(OFFICE, holders=("anna", "ben"))) == [2, 3]
    assert found(replace(OFFICE, holders=NOBODY)) == [1, 4]
    assert found(replace(OFFICE, holders=NOBODY, topic=STALL)) == [4]
    assert found(replace(OFFICE, late_before=date(2026, 3, 2))) == [1]
    assert found(replace(OFFICE, states=(TaskState.WAITING,))) == [5]
    assert found(replace(OFFICE, is_escalated=True)) == [4]
    assert found(replace(OFFICE, is_escalated=True, topic=BOAT)) == []
    assert found(replace(OFFICE, holders=("anna", "ben"), topic=BOAT)) == [3]


def test_counting_stops_where_it_is_told_to() -> None:
    assert count_work([OFFICE, replace(OFFICE, topic=BOAT), replace(OFFICE, roles=())], most=99) == [5, 3, 0]
    assert count_work([OFFICE], most=3) == [3]
    assert count_work([replace(OFFICE, holders=NOBODY)], most=4) == [4]


def test_who_has_how_much_in_hand() -> None:
    for number, person in ((1, "anna"), (4, "anna"), (2, "ben")):
        claim_task(task=number, person=person, now=NOW)

    loads = workloads(HERE, ["ben", "anna", "carl"], today=date(2026, 3, 3), most=9)
    assert [(each.person, each.open, each.late) for each in loads] == [("anna", 2, 1), ("ben", 1, 1), ("carl", 0, 0)]


CUTS = (
    OFFICE,
    replace(OFFICE, topic=BOAT),
    replace(OFFICE, holders=("anna",)),
    replace(OFFICE, holders=("anna",), topic=BOAT),
    replace(OFFICE, holders=NOBODY),
    replace(OFFICE, holders=NOBODY, topic=BOAT),
    replace(OFFICE, states=(TaskState.WAITING,)),
    replace(OFFICE, late_before=date(2026, 3, 4)),
    replace(OFFICE, is_escalated=True),
    replace(OFFICE, is_escalated=True, topic=BOAT),
    replace(OFFICE, states=(TaskState.WAITING,), topic=BOAT),
)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the plan is read in the words of SQLite")
@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_each_part_of_a_list_is_one_walk_along_an_index(cut: Cut) -> None:
    with CaptureQueriesContext(connection) as asked:
        work_of(cut, most=25, after=(date(2026, 3, 2), 2))
        count_work([cut], most=100)

    for query in asked.captured_queries:
        plan = _plan(query["sql"])
        assert "USE TEMP B-TREE" not in plan, plan
        assert _index_of(cut) in plan, plan


def _index_of(cut: Cut) -> str:
    """Return the index that was made for a cut."""
    if cut.states != (TaskState.OPEN,):
        return "processes_work_that_waits"
    if cut.is_escalated:
        return "processes_escalated_work"
    if cut.holders == NOBODY:
        return "processes_free_of_a_service" if cut.topic else "processes_work_of_nobody"
    if cut.holders:
        return "processes_work_of_one"
    return "processes_work_of_a_service" if cut.topic else "processes_work_of_an_office"


def _plan(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {query}")
        rows: Sequence[Sequence[object]] = cursor.fetchall()
    return "\n".join(str(row[3]) for row in rows)
