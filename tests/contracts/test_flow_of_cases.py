"""A case on its way: officers review, decide and sign, ask for what is missing, and the clock stands meanwhile."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from openhall.blocks.authorities.models import PostRow
from openhall.blocks.cases.facade import (
    AnswersRefused,
    Applicant,
    CaseChanged,
    CaseEnded,
    CaseFacts,
    Done,
    Dossier,
    KeptHere,
    NoSuchCase,
    NoSuchTask,
    NothingAsked,
    NothingToObjectTo,
    NotYourTask,
    Objection,
    Once,
    OtherAct,
    Question,
    TaskTaken,
    Verdict,
    VerdictIncomplete,
    ask_applicant,
    case_of,
    complete_task,
    end_ask,
    give_task,
    object_to_refusal,
    office_dossier,
    own_dossier,
    pass_on,
    supplement_case,
    take_task,
    withdraw_case,
    work_for,
    write_to_applicant,
    write_to_office,
)
from openhall.blocks.cases.models import Ask, Case, CaseEvent, Judgement, Supplement
from openhall.blocks.cases.tests.applying import NOW, everything, opened, prepared, submit
from openhall.blocks.cases.tests.desks import OFFICERS_ACTS, at_the_desk
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.blocks.journal.models import DataRead, Message
from openhall.blocks.processes.facade import TaskFacts, tasks_of
from openhall.blocks.processes.models import Task
from openhall.blocks.processes.tests.drawn import SIGNED, end, flow, model, user
from tests.outcomes import make_papers

KEEPER, WARDEN, ELDER = Visitor("tomas-berg"), Visitor("wen-yulan"), Visitor("old-matthias")
HARBOUR = Visitor("amal-haddad")
YES = Verdict("approve")
OBJECTED = model(
    "objection-and-review",
    '<startEvent id="begin"/>',
    user("reconsider", "reviewer", other="earlier", clock="reconsider"),
    '<exclusiveGateway id="which" default="f3"/>',
    end("changed", "approved"),
    end("upheld", "refused"),
    flow("f1", "begin", "reconsider"),
    flow("f2", "reconsider", "which"),
    flow("f3", "which", "changed"),
    flow("f4", "which", "upheld", "reconsider == 'refuse'"),
)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True, params=["open", pytest.param("walled", marks=pytest.mark.postgres)])
def _walls(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tell every story again behind the walls of PostgreSQL: officers act within those of their office."""
    if request.param == "walled":
        request.getfixturevalue("ordinary_role")
        for name in set(OFFICERS_ACTS) & set(vars(request.module)):
            monkeypatch.setattr(request.module, name, at_the_desk(getattr(request.module, name)))


@pytest.fixture
def reference(settings: Settings) -> str:
    settings.OPENHALL_DEMO = True
    opened(appointment=SIGNED, objection_and_review=OBJECTED)
    return submit(prepared()).reference


def at(reference: str, node: str = "") -> TaskFacts:
    return next(task for task in tasks_of(reference) if task.state in {"open", "waiting"} and node in {"", task.node})


def facts(reference: str) -> CaseFacts:
    found = case_of(reference)
    assert found is not None
    return found


def decide(reference: str, verdict: Verdict = YES, who: Visitor = KEEPER, now: datetime = NOW) -> Done:
    return complete_task(task=at(reference).id, verdict=verdict, visitor=who, now=now)


def refusal(*, note: str = "") -> Verdict:
    return Verdict("refuse", ("boat-not-safe",), ("cooking",), note)


def refused(reference: str) -> None:
    decide(reference)
    decide(reference, refusal(note="The gas bottle stands too near."))
    decide(reference, YES, WARDEN)


def mine(reference: str) -> Dossier:
    found = own_dossier(reference, actor="guest", now=NOW)
    assert found is not None
    return found


def test_a_case_is_reviewed_decided_and_ends(reference: str) -> None:
    assert facts(reference).status == "submitted"
    take_task(task=at(reference).id, visitor=KEEPER, now=NOW)
    assert facts(reference).status == "in-progress"
    decide(reference)
    assert decide(reference).status == "in-progress"
    make_papers(NOW)

    found = facts(reference)
    assert (found.status, found.decision, found.decided_at) == ("decided", "done", NOW)
    assert [(event.kind, event.node, event.detail) for event in found.timeline] == [
        ("submitted", "", ""),
        ("taken-up", "review", ""),
        ("task-done", "review", "approve"),
        ("task-done", "decide", "approve"),
        ("issued", "", "appointment"),
        ("decided", "", "done"),
    ]
    assert Message.objects.filter(kind="mail", payload__contains='"paper-issued"').count() == 1


def test_a_refusal_has_two_persons_reasons_facts_and_a_way_to_appeal(reference: str) -> None:
    decide(reference)
    for bad, part in (
        (Verdict("refuse", (), ("cooking",)), "reasons"),
        (Verdict("refuse", ("boat-not-safe",), ()), "facts"),
        (Verdict("refuse", ("boat-not-safe",), ("unheard-of",)), "facts"),
        (Verdict("refuse", ("unheard-of",), ("cooking",)), "reasons"),
        (Verdict("perhaps"), "decision"),
    ):
        before = everything()
        with pytest.raises(VerdictIncomplete) as incomplete:
            decide(reference, bad)
        assert part in {name for name, _ in incomplete.value.faults}
        assert everything() == before
    decide(reference, refusal(note="The gas bottle stands too near."))
    assert facts(reference).status == "in-progress"
    with pytest.raises(NotYourTask, match="role"):
        decide(reference, YES, KEEPER)
    assert decide(reference, YES, WARDEN).status == "decided"

    assert facts(reference).decision == "refused"
    judged = mine(reference).judgements[1]
    assert judged.reasons[0].letter["en"].startswith("We looked at the boat")
    assert (judged.facts, judged.appeal.days, judged.note) == (
        ("cooking",),
        30,
        "The gas bottle stands too near.",
    )


def test_the_database_refuses_what_the_program_would_not_do(reference: str) -> None:
    refused(reference)
    case = Case.objects.get(reference=reference)
    row = Judgement.objects.filter(decision="refuse").values().get()
    bare = {**row, "id": None, "task": 9_999, "leaf": 9_999}
    for missing in ({"reasons": "[]"}, {"facts": "[]"}, {"appeal": "{}"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Judgement.objects.create(**{**bare, **missing})
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.filter(pk=row["id"]).update(decision="approve")
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseEvent.objects.filter(case=case).delete()


def test_the_engine_refuses_nobody_by_itself(reference: str) -> None:
    with pytest.raises(IntegrityError, match="what was done"), transaction.atomic():
        Case.objects.filter(reference=reference).update(status="decided", decision="refused")


def test_a_signature_sends_it_back(reference: str) -> None:
    decide(reference)
    decide(reference, refusal())
    with pytest.raises(VerdictIncomplete):
        decide(reference, Verdict("return"), WARDEN)
    decide(reference, Verdict("return", ("fact-not-checked",)), WARDEN)

    assert at(reference).node == "decide"


def test_another_office_sees_nothing(reference: str) -> None:
    task = at(reference).id
    with pytest.raises(NoSuchTask):
        complete_task(task=task, verdict=YES, visitor=HARBOUR, now=NOW)
    with pytest.raises(NoSuchTask):
        take_task(task=task, visitor=HARBOUR, now=NOW)
    with pytest.raises(NoSuchTask):
        complete_task(task=task, verdict=YES, visitor=Visitor("noor"), now=NOW)
    with pytest.raises(NoSuchCase):
        office_dossier(reference, visitor=HARBOUR, now=NOW)
    assert work_for(HARBOUR, most=9, now=NOW).tasks == ()


def test_an_office_reads_just_its_part_and_is_seen_reading(reference: str) -> None:
    found = office_dossier(reference, visitor=KEEPER, now=NOW)
    assert set(found.answers) == {"evening", "sells", "full_name", "phone", "cooking"}
    read = DataRead.objects.latest("id")
    assert (read.actor, read.case, read.purpose, read.office) == ("tomas-berg", reference, "work", "parks-office")


def test_two_officers_decide_and_one_is_told(reference: str) -> None:
    task = at(reference).id
    complete_task(task=task, verdict=YES, visitor=KEEPER, now=NOW)
    again = complete_task(task=task, verdict=YES, visitor=KEEPER, now=NOW)
    assert (again.reference, again.decision) == (reference, "approve")
    with pytest.raises(TaskTaken) as taken:
        complete_task(task=task, verdict=refusal(), visitor=KEEPER, now=NOW)
    assert (taken.value.task.done_by, taken.value.task.decision) == ("tomas-berg", "approve")
    assert Judgement.objects.count() == 1


def test_what_was_drawn_before_somebody_acted_is_noticed(reference: str) -> None:
    seen = office_dossier(reference, visitor=KEEPER, now=NOW).acts
    write_to_office(reference=reference, words="One thing more.", visitor=GUEST, now=NOW)
    with pytest.raises(CaseChanged):
        complete_task(task=at(reference).id, verdict=YES, visitor=KEEPER, now=NOW, seen=seen)


def test_nobody_takes_what_they_cannot_do(reference: str) -> None:
    with pytest.raises(NotYourTask):
        take_task(task=at(reference).id, visitor=WARDEN, now=NOW)
    give_task(task=at(reference).id, person="tomas-berg", visitor=WARDEN, now=NOW)
    assert at(reference).claimed_by == "tomas-berg"
    with pytest.raises(NotYourTask):
        give_task(task=at(reference).id, person="amal-haddad", visitor=WARDEN, now=NOW)
    give_task(task=at(reference).id, person="", visitor=KEEPER, now=NOW)
    assert at(reference).claimed_by == ""


def test_nobody_decides_their_own_matter(reference: str) -> None:
    Case.objects.filter(reference=reference).update(person=KEEPER.id)
    with pytest.raises(NotYourTask, match="own-matter"):
        decide(reference)


ASK = Question(("cooking",), "Is it gas or electric? The drawing shows a bottle.")


def ask(reference: str, question: Question = ASK, who: Visitor = KEEPER, now: datetime = NOW) -> int:
    return ask_applicant(task=at(reference).id, question=question, visitor=who, now=now).number


def answer(reference: str, answers: Mapping[str, object], now: datetime, once: Once | None = None) -> None:
    supplement_case(reference=reference, answers=answers, applicant=Applicant(GUEST), now=now, once=once)


def test_the_applicant_is_asked_for_just_one_thing_and_the_clock_stands(reference: str) -> None:
    before = facts(reference)
    assert before.due_on == date(2026, 3, 3)
    assert ask(reference) == 1
    asked = facts(reference)
    assert (asked.status, asked.holder, asked.paused_on) == ("waiting-for-you", "applicant", date(2026, 3, 2))
    assert [each.questions for each in mine(reference).open_asks] == [("cooking",)]
    assert at(reference).state == "waiting"
    later = NOW + timedelta(days=7)
    for bad in ({"phone": "555-0199"}, {"cooking": "coal"}, {}):
        rows = everything()
        with pytest.raises(AnswersRefused):
            answer(reference, bad, later)
        assert everything() == rows
    answer(reference, {"cooking": "gas"}, later)

    found = mine(reference)
    assert (found.answers["cooking"], found.first_answers["cooking"]) == ("gas", "electric")
    assert found.answers["phone"] == "555-0147"
    assert (found.facts.status, found.facts.holder, found.facts.paused_on) == ("in-progress", "parks-office", None)
    assert found.facts.due_on == date(2026, 3, 10)
    assert at(reference).legal_on == date(2026, 3, 10)
    with pytest.raises(NothingAsked):
        answer(reference, {"cooking": "gas"}, later)


def test_an_answer_that_comes_twice_is_one(reference: str) -> None:
    ask(reference)
    once = Once("guest", "k" * 64, "b" * 64)
    answer(reference, {"cooking": "gas"}, NOW, once)
    answer(reference, {"cooking": "gas"}, NOW, once)
    assert Supplement.objects.count() == 1
    with pytest.raises(OtherAct):
        answer(reference, {"cooking": "gas"}, NOW, Once("guest", "k" * 64, "c" * 64))


def test_asking_again_takes_a_supervisors_reason(reference: str) -> None:
    ask(reference)
    answer(reference, {"cooking": "gas"}, NOW)
    with pytest.raises(VerdictIncomplete) as refused_:
        ask(reference)
    assert refused_.value.faults == (("why", "supervisor-needed"),)
    Task.objects.filter(state="open").update(role="supervisor")
    with pytest.raises(VerdictIncomplete) as incomplete:
        ask(reference, who=WARDEN)
    assert incomplete.value.faults == (("why", "missing"),)
    again = Question(("cooking",), "Once more, please.", why="The first photo was black.")
    assert ask(reference, again, WARDEN) == 2
    assert Case.objects.get(reference=reference).pauses == 2


def test_nobody_answers_in_time(reference: str) -> None:
    ask(reference)
    row = Ask.objects.get()
    message = Message.objects.get(kind="ask-ends")
    assert message.due_at.date() == row.until
    for _ in range(2):
        end_ask(reference=reference, ask=row.pk, now=message.due_at)
    assert at(reference).state == "open"
    assert [event.kind for event in facts(reference).timeline][-1] == "unanswered"
    assert CaseEvent.objects.filter(kind="unanswered").count() == 1


def test_applicant_and_office_write_to_each_other(reference: str) -> None:
    write_to_office(reference=reference, words="May I bring my own lamp?", visitor=GUEST, now=NOW)
    write_to_applicant(reference=reference, words="You may.", visitor=KEEPER, now=NOW)
    assert [(each.side, each.words) for each in mine(reference).letters] == [
        ("applicant", "May I bring my own lamp?"),
        ("office", "You may."),
    ]
    with pytest.raises(NoSuchCase):
        write_to_applicant(reference=reference, words="Hello.", visitor=HARBOUR, now=NOW)


def test_the_applicant_withdraws(reference: str) -> None:
    ask(reference)
    withdraw_case(reference=reference, visitor=GUEST, now=NOW)
    found = facts(reference)
    assert (found.status, found.decision) == ("withdrawn", "")
    assert {task.state for task in tasks_of(reference)} == {"cancelled"}
    assert Ask.objects.get().state == "taken-back"
    with pytest.raises(CaseEnded):
        withdraw_case(reference=reference, visitor=GUEST, now=NOW)


def test_who_was_refused_objects_and_somebody_else_looks(reference: str) -> None:
    with pytest.raises(NothingToObjectTo):
        object_to_refusal(reference=reference, objection=Objection(("cooking",), "No."), visitor=GUEST, now=NOW)
    refused(reference)
    later = NOW + timedelta(days=30)
    with pytest.raises(NothingToObjectTo, match="too-late"):
        object_to_refusal(
            reference=reference,
            objection=Objection(("cooking",), "No."),
            visitor=GUEST,
            now=later + timedelta(days=1),
        )
    objection = Objection(("cooking",), "The bottle is empty; I cook on a plate.")
    object_to_refusal(reference=reference, objection=objection, visitor=GUEST, now=later)
    assert (facts(reference).status, at(reference).role) == ("in-progress", "reviewer")
    assert decide(reference, YES, ELDER).status == "decided"
    assert facts(reference).decision == "done"
    with pytest.raises(NothingToObjectTo):
        object_to_refusal(reference=reference, objection=objection, visitor=GUEST, now=later)


def test_an_objection_is_not_handled_by_who_refused(reference: str) -> None:
    refused(reference)
    objection = Objection(("cooking",), "The bottle is empty; I cook on a plate.")
    object_to_refusal(reference=reference, objection=objection, visitor=GUEST, now=NOW)
    Task.objects.filter(node="decide").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(node="reconsider").update(state="done", done_by=KEEPER.id, done_at=NOW, decision="refuse")


def test_a_case_that_is_passed_on_twice_stays_with_somebody(reference: str) -> None:
    pass_on(task=at(reference).id, authority="harbour-office", reason="It floats.", visitor=KEEPER, now=NOW)
    assert facts(reference).holder == "harbour-office"
    pass_on(task=at(reference).id, authority="parks-office", reason="It does not.", visitor=HARBOUR, now=NOW)
    case = Case.objects.get(reference=reference)
    assert (case.passes, case.kept_by) == (2, "parks-warden")
    with pytest.raises(KeptHere, match="parks-warden"):
        pass_on(task=at(reference).id, authority="harbour-office", reason="It floats.", visitor=KEEPER, now=NOW)


def test_nothing_is_passed_on_to_an_office_where_nobody_could_do_it(reference: str) -> None:
    PostRow.objects.filter(authority="harbour-office", role="case-officer").update(closed_at=NOW)
    before = everything()
    with pytest.raises(VerdictIncomplete) as incomplete:
        pass_on(task=at(reference).id, authority="harbour-office", reason="It floats.", visitor=KEEPER, now=NOW)
    assert incomplete.value.faults == (("authority", "no-post"),)
    assert everything() == before
    assert at(reference).authority == "parks-office"
