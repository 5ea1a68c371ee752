"""Several answers in one moment to what somebody has to agree to, or the last moment itself: one counts, once."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.agreed import Agreement
from openhall.blocks.cases.facade import NoSuchAgreement, answer_agreement, fire_case_timer
from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.tests.applying import NOW
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.journal.facade import verify_log
from openhall.blocks.journal.models import Message
from openhall.blocks.processes.models import Task, Token
from tests.agreed import LIN, apply, open_for_two
from tools.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, PRESSES = 3, 4
LATER = NOW + timedelta(days=4)


@pytest.fixture(autouse=True)
def _town(shared_database: None, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    del shared_database
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    open_for_two()
    keep_sample_files(now=NOW)


def says(reference: str, *, agrees: bool) -> Callable[[], str]:
    """Return an answer that can be given: it tells what came of it."""

    def act() -> str:
        try:
            answer_agreement(reference=reference, visitor=LIN, agrees=agrees, now=NOW)
        except NoSuchAgreement:
            return "late"
        return "taken"

    return act


def time_is_over(reference: str) -> Callable[[], str]:
    """Return the end of the time to answer."""
    token = Token.objects.get(instance__subject=reference, node="silent")

    def act() -> str:
        fire_case_timer(reference=reference, instance=token.instance_id, token=token.number, now=LATER)
        return "timer"

    return act


def together(acts: Sequence[Callable[[], str]]) -> list[str]:
    """Do all of it in the same moment."""
    return at_once(len(acts), lambda number: acts[number]())


def came_to(reference: str) -> str:
    """Return how a case stands, once everything about it says the same."""
    case, row = Case.objects.get(reference=reference), Agreement.objects.get(case__reference=reference)
    told = list(CaseEvent.objects.filter(case=case).values_list("kind", flat=True))
    task = Task.objects.get(pk=row.task)
    papers = Message.objects.filter(kind="paper", key__contains=reference).count()
    if row.agreed:
        assert (case.status, case.decision) == ("in-progress", "")
        assert (told.count("agreed"), told.count("declined"), told.count("decided"), papers) == (1, 0, 0, 1)
        assert (task.state, task.decision) == ("done", "approve")
        return "yes"
    assert (case.status, case.decision, papers) == ("decided", "lapsed", 0)
    assert (told.count("agreed"), told.count("decided")) == (0, 1)
    if row.agreed is None:
        assert (told.count("declined"), row.by) == (0, "")
        assert task.state != "done"
        return "silent"
    assert told.count("declined") == 1
    assert (task.state, task.decision) == ("done", "refuse")
    return "no"


def test_a_yes_pressed_several_times_is_said_once() -> None:
    for number in range(ROUNDS):
        reference = apply(f"round {number}")
        assert together([says(reference, agrees=True)] * PRESSES) == ["taken"] * PRESSES
        assert came_to(reference) == "yes"
    assert verify_log() == []


def test_of_a_yes_and_a_no_in_one_moment_one_counts_and_the_other_is_told() -> None:
    for number in range(ROUNDS):
        reference = apply(f"round {number}")
        yes, also, no, again = together(
            [says(reference, agrees=agrees) for agrees in (True, True, False, False)],
        )
        assert yes == also
        assert no == again
        assert {yes, no} == {"taken", "late"}
        assert came_to(reference) == ("yes" if yes == "taken" else "no")
    assert verify_log() == []


def test_a_yes_in_the_last_moment_counts_or_comes_too_late() -> None:
    for number in range(ROUNDS):
        reference = apply(f"round {number}")
        yes, _, again = together([says(reference, agrees=True), time_is_over(reference), says(reference, agrees=True)])
        assert yes == again
        assert came_to(reference) == ("yes" if yes == "taken" else "silent")
    assert verify_log() == []
