"""A question that was asked by mistake is taken back: nobody waits for an answer any more, and everybody is told."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import Settings

from openhall.blocks.cases.facade import (
    ASKED_MAIL,
    Applicant,
    NoSuchTask,
    NothingAsked,
    NotYourTask,
    Once,
    Question,
    VerdictIncomplete,
    ask_applicant,
    case_of,
    end_ask,
    supplement_case,
    take_back,
)
from openhall.blocks.cases.models import Ask, Case, CaseEvent
from openhall.blocks.cases.tests.applying import NOW, everything, prepared, request, submit
from openhall.blocks.cases.tests.desks import at_the_desk
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.blocks.journal.models import Message, Record
from openhall.blocks.processes.models import Task
from openhall.channels.mail.sending import send_letter
from tests.followers import KEEPER, WARDEN, Follower, ask, guests_case, task_at, words_of

HARBOUR, LATER = Visitor("amal-haddad"), NOW + timedelta(days=7)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["open", pytest.param("walled", marks=pytest.mark.postgres)])
def _walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Take back again behind the walls of PostgreSQL, within those of the officer's office."""
    if request.param == "walled":
        request.getfixturevalue("ordinary_role")
        monkeypatch.setattr(request.module, "take_back", at_the_desk(take_back))


@pytest.fixture(autouse=True)
def _today(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.OPENHALL_DEMO = True
    monkeypatch.setattr(timezone, "now", lambda: LATER)


@pytest.fixture
def reference() -> str:
    """Return a case whose applicant was asked for something by mistake."""
    found = guests_case()
    ask(found)
    return found


def back(reference: str, who: Visitor = KEEPER, now: datetime = LATER, once: Once | None = None) -> None:
    take_back(task=task_at(reference).id, visitor=who, now=now, once=once)


def answered(reference: str) -> None:
    supplement_case(reference=reference, answers={"cooking": "gas"}, applicant=Applicant(GUEST), now=LATER)


def asked_too() -> str:
    """Return a second case of the town whose applicant was asked for the same."""
    found = submit(prepared(), request("two")).reference
    ask(found)
    return found


def stands(reference: str) -> tuple[object, ...]:
    """Return where a case and its task stand."""
    case, task = case_of(reference), Task.objects.get(pk=task_at(reference).id)
    assert case is not None
    return (
        (case.status, case.holder, case.due_on, case.paused_on),
        (task.state, task.claimed_by, task.legal_on, task.due_on, task.pressing_on),
    )


def test_the_task_opens_and_the_clock_goes_on_exactly_as_after_an_answer(reference: str) -> None:
    other = asked_too()
    answered(other)
    back(reference)

    assert stands(reference) == stands(other)
    assert stands(reference)[0] == ("in-progress", "parks-office", date(2026, 3, 10), None)
    assert Ask.objects.get(case__reference=reference).state == "taken-back"
    event = CaseEvent.objects.filter(case__reference=reference).latest("id")
    assert (event.kind, event.actor, event.office) == ("taken-back", KEEPER.id, "parks-office")
    assert Record.objects.filter(kind="case.taken-back", subject=reference).count() == 1
    assert Message.objects.filter(kind="mail", payload__contains="taken-back").count() == 1


def test_a_letter_that_has_not_gone_out_yet_asks_for_nothing_any_more(
    reference: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("openhall.channels.mail.letters.contact_in", lambda *_: "somebody@example.org")
    assert send_letter(reference=reference, template=ASKED_MAIL, key="asked", now=LATER)
    back(reference)
    assert not send_letter(reference=reference, template=ASKED_MAIL, key="late", now=LATER)
    assert [each.subject for each in mail.outbox] == [f"Please answer: {reference}"]


def test_whoever_asked_or_has_the_task_takes_it_back_and_nobody_else(reference: str) -> None:
    before = everything()
    with pytest.raises(NotYourTask, match="others-question"):
        back(reference, WARDEN)
    with pytest.raises(NoSuchTask):
        back(reference, HARBOUR)
    with pytest.raises(NoSuchTask):
        back(reference, Visitor("noor"))
    assert everything() == before

    Task.objects.filter(subject=reference).update(claimed_by=WARDEN.id)
    back(reference, WARDEN)
    assert task_at(reference).state == "open"


def test_what_is_answered_over_or_taken_back_is_not_taken_back(reference: str) -> None:
    once = Once("desk:keeper", "k" * 64, "b" * 64)
    for _ in range(2):
        back(reference, once=once)
    before = everything()
    with pytest.raises(NothingAsked):
        back(reference)
    assert everything() == before
    assert CaseEvent.objects.filter(kind="taken-back").count() == 1

    other = asked_too()
    answered(other)
    with pytest.raises(NothingAsked):
        back(other)


def test_when_its_time_is_over_nothing_happens_any_more(reference: str) -> None:
    row = Ask.objects.get()
    back(reference)
    before = everything()
    end_ask(reference=reference, ask=row.pk, now=LATER + timedelta(days=30))
    assert everything() == before


def test_the_pause_has_been_and_asking_again_takes_a_supervisors_reason(reference: str) -> None:
    back(reference)
    again = Question(("cooking",), "The right question this time.")
    with pytest.raises(VerdictIncomplete) as refused:
        ask_applicant(task=task_at(reference).id, question=again, visitor=KEEPER, now=LATER)
    assert refused.value.faults == (("why", "supervisor-needed"),)
    with_reason = Question(("cooking",), "The right one.", why="The first was meant for another case.")
    asked = ask_applicant(task=task_at(reference).id, question=with_reason, visitor=WARDEN, now=LATER)

    assert asked.number == 2
    assert Case.objects.get(reference=reference).pauses == 2


def test_the_link_says_kindly_that_it_is_settled(reference: str) -> None:
    owner = Follower.with_secret(reference)
    page = owner.look("answer")
    fields = dict(re.findall(r'type="hidden" name="(_\w+)" value="([^"]*)"', page.content.decode()))
    back(reference)
    before = everything()

    for shown in (owner.look("answer"), owner.send("answer", {**fields, "cooking": "gas"})):
        told = words_of(shown)
        assert shown.status_code == 409
        assert "This is settled: you need not answer" in told
        assert "The office took its question back." in told
        assert f'href="{owner.place()}"' in shown.content.decode()
    assert everything() == before
    told = words_of(owner.look())
    assert "The office took its question back Parks and Markets Office You need not answer it any more." in told
    assert "Nothing is needed from you now." in told
    assert "Answer now" not in told


def test_the_link_of_a_withdrawn_case_says_that_instead(reference: str) -> None:
    owner = Follower.with_secret(reference)
    owner.send("withdraw", {})
    assert "This is settled" not in words_of(owner.look("answer"))
