"""Attack 13: two officers decide one case in the same moment: one does, the other is told and loses nothing."""

from datetime import UTC, datetime

import pytest
from pytest_django import Settings

from openhall.blocks.authorities.facade import (
    ChangeKind,
    Proposal,
    appoint_administrator,
    decide_change,
    officers_of,
    propose_change,
)
from openhall.blocks.cases.models import CaseEvent, Judgement
from openhall.blocks.catalogue.facade import publish_catalogue
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.journal.models import Message
from openhall.blocks.processes.models import Task
from tests.desks import CLERK, HARBOUR, MASTER, Browser, apply_for_mooring, task_at, text_of, words_of
from tests.reports import report_of
from tools.together import at_once

ROUNDS = 3


@pytest.fixture
def second_clerk(shared_database: None, settings: Settings) -> str:
    """Publish the town, and give the harbour a second clerk."""
    del shared_database
    settings.OPENHALL_DEMO, now = True, datetime.now(UTC)
    report = report_of("example")
    publish_catalogue(report=report, actor="test", now=now)
    keep_sample_files(now=now)
    appoint_administrator(authority=HARBOUR, person="rae", name={"en": "Rae"}, is_another=True, actor="test", now=now)
    appointed = Proposal(kind=ChangeKind.APPOINT, post="harbour-clerk", name={"en": "Bo Marsh"})
    change = propose_change(authority=HARBOUR, proposal=appointed, actor="rae", now=now)
    decide_change(change=change.id, is_accepted=True, actor=MASTER, now=now)
    return next(each.person for each in officers_of(HARBOUR) if each.name == {"en": "Bo Marsh"})


@pytest.mark.django_db(transaction=True)
def test_one_decides_and_the_other_is_told_with_everything_kept(second_clerk: str) -> None:
    for _ in range(ROUNDS):
        reference = apply_for_mooring()
        task = task_at(reference).id
        place = f"/desk/cases/{reference}/tasks/{task}/decide/"
        browsers = (Browser(CLERK), Browser(second_clerk))
        sent = (
            {"decision": "approve", "note": "All is well with it."},
            {"decision": "refuse", "reasons": "boat-not-safe", "facts": "boat_length", "note": "It leaks astern."},
        )
        answers = at_once(2, lambda number, b=browsers, s=sent, p=place: b[number].send(p, **s[number]))  # type: ignore[misc]

        assert sorted(answer.status_code for answer in answers) == [303, 409]
        late = next(number for number, answer in enumerate(answers) if answer.status_code == 409)
        judged = Judgement.objects.get(case__reference=reference)
        assert judged.decision == sent[1 - late]["decision"]
        assert judged.by == (CLERK, second_clerk)[1 - late]
        assert CaseEvent.objects.filter(case__reference=reference, kind="task-done").count() == 1
        assert Task.objects.get(pk=task).state == "done"
        words = words_of(answers[late])
        assert "Somebody else was faster. Nothing that you sent was done." in words
        assert ("Amal Haddad", "Bo Marsh")[1 - late] in words
        assert sent[late]["note"] in text_of(answers[late])


@pytest.mark.django_db(transaction=True)
def test_one_takes_the_question_back_and_the_other_is_told(second_clerk: str) -> None:
    reference = apply_for_mooring()
    task = task_at(reference).id
    browsers = (Browser(CLERK), Browser(second_clerk))
    browsers[0].act(reference, "ask", asked=["boat_mark"], words="Which one?", days="14")
    Task.objects.filter(pk=task).update(claimed_by=second_clerk)
    place = f"/desk/cases/{reference}/tasks/{task}/take-back/"
    answers = at_once(2, lambda number: browsers[number].send(place))

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    late = next(number for number, answer in enumerate(answers) if answer.status_code == 409)
    assert CaseEvent.objects.filter(case__reference=reference, kind="taken-back").count() == 1
    assert Message.objects.filter(key__contains=f"{reference}:taken-back").count() == 1
    words = words_of(answers[late])
    assert "The question to the applicant was taken back" in words
    assert ("Amal Haddad", "Bo Marsh")[1 - late] in words


@pytest.mark.django_db(transaction=True)
def test_one_takes_and_the_other_sees_who_has_it(second_clerk: str) -> None:
    reference = apply_for_mooring()
    task = task_at(reference).id
    browsers = (Browser(CLERK), Browser(second_clerk))
    answers = at_once(2, lambda number: browsers[number].send(f"/desk/cases/{reference}/tasks/{task}/take/"))

    assert sorted(answer.status_code for answer in answers) == [303, 409]
    late = next(number for number, answer in enumerate(answers) if answer.status_code == 409)
    assert Task.objects.get(pk=task).claimed_by == (CLERK, second_clerk)[1 - late]
    assert f"{('Amal Haddad', 'Bo Marsh')[1 - late]} has this task now." in words_of(answers[late])
