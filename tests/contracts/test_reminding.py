"""Whoever has a task is reminded before its day, and those who answer for the office are told when it has passed.

A task without a clock of its own has the day of its case. The dates below were counted by hand on the town's calendar.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import TASK_CLOCK, Verdict, case_of, complete_task, look_at_clock
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import NOW, STALL, opened, prepared, submit
from openhall.blocks.catalogue.facade import Pledge
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.journal.models import Message
from openhall.blocks.processes.facade import tasks_of
from openhall.blocks.processes.models import Task
from openhall.blocks.processes.tests.drawn import SIGNED
from openhall.project.handlers import HANDLERS
from tests.desks import CLERK, KEEPER, Browser, apply_for_mooring, demo_town, published_town, words_of
from tests.followers import KEEPER as OFFICER

pytestmark = pytest.mark.django_db
__all__ = ["demo_town", "published_town"]
#: Three working days after a Monday in the town; its last moment, and the morning before.
PLEDGED = date(2026, 3, 5)
TOO_SOON, SOON = datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 3, 4, 9, tzinfo=UTC)
LATE = NOW + timedelta(days=6)
Worker = Callable[[datetime], int]


@pytest.fixture
def reference(settings: Settings) -> str:
    settings.OPENHALL_DEMO = True
    catalogue = opened(pledge=Pledge(3, "working_days", "high"), appointment=SIGNED)
    return submit(prepared(of=catalogue.service(STALL))).reference


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Return what does all that is due at some moment, as the worker does: nothing is kept in its memory."""

    def worked(moment: datetime) -> int:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        handlers = {TASK_CLOCK: HANDLERS[TASK_CLOCK]}
        return sum(iter(lambda: deliver_due(handlers=handlers, now=moment), 0))

    return worked


def told(reference: str) -> list[tuple[str, str]]:
    found = case_of(reference)
    assert found is not None
    return [(event.kind, event.node) for event in found.timeline if event.kind in {"reminded", "escalated"}]


def test_a_task_without_a_clock_has_the_day_of_its_case(reference: str, work: Worker) -> None:
    task = Task.objects.get()
    assert (task.node, task.due_on, task.legal_on) == ("review", None, PLEDGED)
    assert work(TOO_SOON) == 0
    work(SOON)
    assert told(reference) == [("reminded", "review")]
    work(SOON + timedelta(hours=1))
    work(LATE)
    work(LATE + timedelta(days=30))
    assert told(reference) == [("reminded", "review"), ("escalated", "review")]
    assert not Message.objects.filter(kind=TASK_CLOCK, state="waiting").exists()


def test_the_task_after_it_is_watched_too_by_the_earlier_of_both_days(reference: str, work: Worker) -> None:
    work(SOON)
    complete_task(task=Task.objects.get().id, verdict=Verdict("approve"), visitor=OFFICER, now=SOON)
    # Its own clock ends later than the case is due: five working days.
    task = Task.objects.get(node="decide")
    assert task.due_on is not None
    assert task.due_on > PLEDGED
    work(SOON)
    work(LATE)
    assert told(reference) == [("reminded", "review"), ("reminded", "decide"), ("escalated", "decide")]


def test_its_own_day_counts_where_the_case_has_none(reference: str) -> None:
    Task.objects.update(due_on=date(2026, 3, 12), legal_on=None)
    task = Task.objects.get()
    for moment in (datetime(2026, 3, 11, 9, tzinfo=UTC), datetime(2026, 3, 13, 9, tzinfo=UTC)) * 2:
        look_at_clock(reference=reference, task=task.id, now=moment)
    assert told(reference) == [("reminded", "review"), ("escalated", "review")]


def test_a_day_that_moves_takes_the_reminder_along(reference: str, work: Worker) -> None:
    later = date(2026, 3, 12)
    Case.objects.filter(reference=reference).update(due_on=later)
    Task.objects.update(legal_on=later, pressing_on=later)
    work(SOON)
    assert told(reference) == []
    work(datetime(2026, 3, 11, 9, tzinfo=UTC))
    assert told(reference) == [("reminded", "review")]


@pytest.mark.usefixtures("demo_town")
def test_the_list_says_that_it_is_due_soon_until_its_day_moves() -> None:
    reference = apply_for_mooring()
    today = datetime.now(UTC).date()
    seen = Task.objects.filter(subject=reference)
    seen.update(pressing_on=today, reminded_at=datetime.now(UTC))
    assert "Read the application Due soon" in words_of(Browser(CLERK).look("/desk/?tab=office"))
    assert "即将到期" in words_of(Browser(CLERK, "zh-Hans").look("/desk/?tab=office"))
    assert "Due soon" not in words_of(Browser(KEEPER).look("/desk/?tab=office"))
    seen.update(pressing_on=today + timedelta(days=30))
    assert "Due soon" not in words_of(Browser(CLERK).look("/desk/?tab=office"))
    seen.update(pressing_on=today, escalated_at=datetime.now(UTC))
    assert "Read the application Escalated" in words_of(Browser(CLERK).look("/desk/?tab=office"))
    assert [task.reminded_at is not None for task in tasks_of(reference)] == [True]
