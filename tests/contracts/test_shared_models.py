"""Three of the first jurisdiction's shared models, run as a hall runs them: by officers, by timers and the database."""

from datetime import date, datetime, timedelta

import msgspec
import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import CaseFacts, Question, Verdict, ask_applicant, case_of, complete_task
from openhall.blocks.cases.models import Ask
from openhall.blocks.cases.tests.applying import NOW, opened, prepared, service, submit
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import deliver_due
from openhall.blocks.journal.models import Message
from openhall.blocks.processes.facade import TIMER, model_of
from openhall.blocks.processes.models import Step
from openhall.project.handlers import HANDLERS
from tests.desks import Browser, words_of
from tests.followers import task_at
from tests.halls import TOWN_ZONE
from tests.outcomes import bring_to_its_end
from tools.source import ROOT

pytestmark = pytest.mark.django_db
KEEPER, WARDEN = Visitor("tomas-berg"), Visitor("wen-yulan")
YES = Verdict("approve")
REFUSE = Verdict("refuse", ("boat-not-safe",), ("cooking",))
#: It begins on 2 March: the 3rd to the 17th are fifteen whole days.
LAST_DAY = date(2026, 3, 17)


@pytest.fixture(autouse=True)
def _officers(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    model_of.cache_clear()


def begun(pattern: str, kind: str, **clocks: int) -> str:
    """Submit a stall of the example town whose process is one of the first jurisdiction."""
    xml = (ROOT / "jurisdictions" / "hongkong" / "processes" / f"{pattern}.bpmn").read_text("utf-8")
    process = msgspec.structs.replace(service().process, pattern=pattern, clocks=clocks)
    stall = service(id="parks-office/other-stall", kind=kind, process=process)
    opened(pledge=None, more=(stall,), ways=(), registers=(), **{pattern.replace("-", "_"): xml})
    return submit(prepared(of=stall)).reference


def displayed() -> str:
    """Return a notice that an officer has taken in: it is on display since 2 March."""
    reference = begun("notice-and-objections", "booking", display=15, sign=3)
    do(reference, "review")
    return reference


def do(reference: str, node: str, verdict: Verdict = YES, who: Visitor = KEEPER) -> None:
    task = task_at(reference)
    assert task.node == node
    complete_task(task=task.id, verdict=verdict, visitor=who, now=NOW)


def facts(reference: str) -> CaseFacts:
    found = case_of(reference)
    assert found is not None
    return found


def work_at(now: datetime) -> int:
    """Let a worker that has just been started do what is due; it knows only what stands in the database."""
    model_of.cache_clear()
    return deliver_due(handlers={TIMER: HANDLERS[TIMER]}, now=now)


def test_a_notice_is_displayed_for_clear_days_and_goes_on_by_itself_once() -> None:
    reference = displayed()
    assert (task_at(reference).node, facts(reference).status) == ("watch", "in-progress")
    timer = Message.objects.get(kind=TIMER)
    assert timer.due_at.astimezone(TOWN_ZONE) == datetime(2026, 3, 18, tzinfo=TOWN_ZONE)

    assert work_at(timer.due_at - timedelta(seconds=1)) == 0
    assert facts(reference).status == "in-progress"
    assert work_at(timer.due_at) == 1
    assert work_at(timer.due_at + timedelta(days=1)) == 0
    bring_to_its_end(reference)

    found = facts(reference)
    assert (found.status, found.decision) == ("decided", "done")
    told = [(event.kind, event.node) for event in found.timeline]
    assert ("act-done", "note") in told
    assert "silent" not in {kind for kind, _node in told}
    assert Step.objects.filter(node="displayed").count() == 1


@pytest.mark.parametrize(("heard", "decision"), [(YES, "done"), (REFUSE, "refused")])
def test_an_objection_stops_the_clock_and_two_officers_decide_on_it(heard: Verdict, decision: str) -> None:
    reference = displayed()
    timer = Message.objects.get(kind=TIMER)
    do(reference, "watch")
    assert work_at(timer.due_at) <= 1
    assert task_at(reference).node == "hear"
    do(reference, "hear", heard)
    assert facts(reference).status != "decided"
    do(reference, "sign", who=WARDEN)
    bring_to_its_end(reference)
    assert facts(reference).decision == decision


def test_what_is_on_display_does_not_end_while_the_applicant_is_asked() -> None:
    reference = displayed()
    due = Message.objects.get(kind=TIMER).due_at
    ask_applicant(
        task=task_at(reference).id, question=Question(("cooking",), "Gas or electric?"), visitor=KEEPER, now=NOW
    )
    assert Ask.objects.count() == 1
    assert work_at(due) == 0
    assert facts(reference).status == "waiting-for-you"


def test_a_report_is_followed_up_and_never_granted_or_refused() -> None:
    reference = begun("report-and-follow-up", "report", taken=1, interim=2)
    do(reference, "take_in")
    timer = Message.objects.get(kind=TIMER)
    assert timer.due_at.astimezone(TOWN_ZONE) == datetime(2026, 3, 5, tzinfo=TOWN_ZONE)
    assert work_at(timer.due_at) == 1
    assert task_at(reference).node == "look"
    do(reference, "look")
    do(reference, "answer", Verdict("approve", note="The drain is clear again."))

    found = facts(reference)
    assert (found.status, found.decision) == ("decided", "done")
    told = [(event.kind, event.node, event.detail) for event in found.timeline]
    assert [each for each in told if each[0] in {"task-done", "act-done"}] == [
        ("task-done", "take_in", "done"),
        ("act-done", "note", "note-delay"),
        ("task-done", "look", "done"),
        ("task-done", "answer", "done"),
    ]
    assert "silent" not in {kind for kind, _node, _detail in told}


@pytest.mark.usefixtures("demo_town")
def test_at_the_desk_what_is_only_done_is_done_and_not_approved() -> None:
    reference = begun("report-and-follow-up", "report", taken=1, interim=2)
    desk = Browser(KEEPER.id)
    shown = words_of(desk.look(f"/desk/cases/{reference}/"))
    assert "It is done a The case goes on. No letter goes out yet." in shown
    assert "Approve" not in shown
    for _ in range(2):
        desk.act(reference, "decide", decision="approve")
    shown = words_of(desk.act(reference, "decide", _do="preview", decision="approve", note="The drain is clear again."))
    assert "What you sent in has been dealt with." in shown
    assert "Your application is approved." not in shown


def test_a_panel_can_put_off_what_it_decides_and_a_supervisor_sends_it_back_to_the_panel() -> None:
    reference = begun("panel-decision", "application", meeting=20, sign=3)
    do(reference, "review")
    do(reference, "meet", Verdict("return", ("fact-not-checked",)))
    do(reference, "meet", REFUSE)
    assert facts(reference).status != "decided"
    do(reference, "sign", Verdict("return", ("fact-not-checked",)), WARDEN)
    do(reference, "meet")
    do(reference, "sign", who=WARDEN)
    bring_to_its_end(reference)
    found = facts(reference)
    assert found.decision == "granted"
    assert [event.node for event in found.timeline if event.detail == "book"] == ["agenda"] * 3
