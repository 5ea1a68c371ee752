from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from openhall.blocks.journal.facade import moment
from openhall.blocks.processes.facade import (
    Conducting,
    Doer,
    Progress,
    TaskFacts,
    TaskState,
    TaskTaken,
    assign_task,
    begin_process,
    claim_task,
    finish_task,
    fire_timer,
    keep_definition,
    pass_task,
    position_of,
    stop_process,
    tasks_of,
)
from openhall.blocks.processes.models import Instance, Step, Task, Token
from openhall.blocks.processes.tests.drawn import CHECKED, JOINT, SIGNED
from openhall.kernel.canonical import JSON
from tools.rows import values_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
DAY = date(2026, 3, 20)
CASE = "22222-22223"
ANNA, BEN, CARL = Doer("anna", "clerk"), Doer("ben", "clerk"), Doer("carl", "head")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _models(db: None) -> Iterator[None]:
    del db
    for name, xml in (("signed", SIGNED), ("joint", JOINT), ("checked", CHECKED)):
        keep_definition(name=name, xml=xml, now=NOW)
    with transaction.atomic():
        yield


def conducting(acts: list[str] | None = None, judged: str = "pass", amount: int | None = None) -> Conducting:
    done = [] if acts is None else acts

    def act(name: str, _node: str) -> bool:
        done.append(name)
        return True

    return Conducting(
        lead="harbour-office",
        topic="harbour-office/mooring-permit",
        act=act,
        judge=lambda _table: judged,
        day_of=lambda _model, _clock: date(2026, 3, 9),
        moment_of=lambda _model, _duration: NOW + timedelta(days=10),
        legal_on=lambda: DAY,
        amount=amount,
    )


def begin(model: str, subject: str = CASE, **data: str) -> Progress:
    given: dict[str, JSON] = {"offices": ["fire", "parks"], "silence": "escalate", **data}
    return begin_process(subject=subject, serial=1, model=model, data=given, conducting=conducting(), now=NOW)


def here(subject: str = CASE) -> list[str]:
    return [task.node for task in tasks_of(subject) if task.state == TaskState.OPEN]


def do(node: str, decision: str, doer: Doer, authority: str = "", **how: object) -> Progress:
    task = next(
        each
        for each in tasks_of(CASE)
        if each.node == node and each.state == TaskState.OPEN and authority in {"", each.authority}
    )
    return finish_task(task=task.id, decision=decision, doer=doer, conducting=conducting(**how), now=NOW)  # type: ignore[arg-type]


def test_a_matter_goes_from_task_to_task_until_it_ends() -> None:
    opened = begin("signed").opened
    assert [(task.node, task.role, task.authority, task.legal_on) for task in opened] == [
        ("review", "case-officer", "harbour-office", DAY)
    ]
    acts = list[str]()

    assert [task.node for task in do("review", "approve", ANNA).opened] == ["decide"]
    assert do("decide", "approve", ANNA, acts=acts).outcome == "approved"

    assert acts == ["issue"]
    assert here() == []
    assert not Token.objects.exists()
    assert list(Step.objects.order_by("serial").values_list("node", "result")) == [
        ("review", "approve"),
        ("decide", "approve"),
        ("issue", ""),
    ]


def test_what_is_sent_back_is_decided_again_and_the_last_word_counts() -> None:
    begin("signed")
    do("review", "approve", ANNA)
    do("decide", "refuse", ANNA)
    assert here() == ["sign"]
    do("sign", "return", CARL)
    assert here() == ["decide"]

    assert do("decide", "approve", BEN).outcome == "approved"


def test_nobody_signs_what_they_decided_whatever_the_program_says() -> None:
    begin("signed")
    do("review", "approve", BEN)
    do("decide", "refuse", ANNA)

    for same in (ANNA, BEN):
        with pytest.raises(IntegrityError, match="this task"), transaction.atomic():
            do("sign", "approve", same)
    assert here() == ["sign"]
    assert do("sign", "approve", CARL).outcome == "refused"


def test_nobody_decides_above_the_limit_of_their_post() -> None:
    begin("signed")
    do("review", "approve", ANNA, amount=500_00)
    with pytest.raises(IntegrityError, match="limit"), transaction.atomic():
        do("decide", "approve", Doer("ben", "clerk", limit=499_99))

    assert do("decide", "approve", Doer("ben", "clerk", limit=500_00)).outcome == "approved"


def test_departments_give_their_opinions_at_once_and_the_severest_counts() -> None:
    begin("joint")
    assert sorted((task.node, task.authority) for task in tasks_of(CASE)) == [("opinion", "fire"), ("opinion", "parks")]

    do("opinion", "refuse", ANNA, "fire")
    assert do("opinion", "approve", BEN, "parks").outcome == "refused"


def test_all_in_favour() -> None:
    begin("joint")
    do("opinion", "approve", ANNA, "parks")
    do("opinion", "approve", BEN, "fire")

    assert here() == ["decide"]


def _timer_of(authority: str) -> tuple[int, int]:
    task = Task.objects.get(node="opinion", authority=authority)
    token = Token.objects.get(instance=task.instance, node="silent", scope=task.token)
    return task.instance_id, token.number


@pytest.mark.parametrize(
    ("silence", "left", "acts"),
    [("escalate", ["opinion", "escalated"], []), ("no-objection", ["opinion"], ["note-silence"])],
)
def test_an_office_that_says_nothing_in_time(silence: str, left: list[str], acts: list[str]) -> None:
    begin("joint", silence=silence)
    instance, token = _timer_of("fire")
    assert values_of("journal_message", "kind") == ["process-timer"] * 2
    assert [moment(due) for due in values_of("journal_message", "due_at")] == [NOW + timedelta(days=10)] * 2
    done = list[str]()

    fired = [
        fire_timer(instance=instance, token=token, conducting=conducting(acts=done), now=NOW + timedelta(days=10))
        for _ in range(2)
    ]

    assert fired[0] is not None
    assert fired[1] is None
    assert (here(), done) == (left, acts)
    assert Task.objects.get(node="opinion", authority="fire").state == TaskState.CANCELLED


def test_a_timer_whose_task_is_done_does_nothing() -> None:
    begin("joint")
    instance, token = _timer_of("fire")
    do("opinion", "approve", ANNA, "fire")

    assert fire_timer(instance=instance, token=token, conducting=conducting(), now=NOW) is None


@pytest.mark.parametrize(("judged", "left", "outcome"), [("pass", [], "approved"), ("look", ["review"], "")])
def test_a_rule_says_who_has_to_look(judged: str, left: list[str], outcome: str) -> None:
    progress = begin_process(
        subject=CASE, serial=1, model="checked", data={}, conducting=conducting(judged=judged), now=NOW
    )

    assert (progress.outcome, here()) == (outcome, left)


def _task() -> TaskFacts:
    return begin("signed").opened[0]


def test_a_task_is_had_by_one() -> None:
    task = _task()
    assert claim_task(task=task.id, person="anna", now=NOW).claimed_by == "anna"
    assert claim_task(task=task.id, person="anna", now=NOW).claimed_by == "anna"
    with pytest.raises(TaskTaken) as refused:
        claim_task(task=task.id, person="ben", now=NOW)
    assert refused.value.task.claimed_by == "anna"
    assert assign_task(task=task.id, person="ben", now=NOW).claimed_by == "ben"


def test_a_task_is_done_once() -> None:
    task = _task()
    finish_task(task=task.id, decision="approve", doer=ANNA, conducting=conducting(), now=NOW)
    with pytest.raises(TaskTaken) as refused:
        finish_task(task=task.id, decision="refuse", doer=BEN, conducting=conducting(), now=NOW)

    assert (refused.value.task.done_by, refused.value.task.decision) == ("anna", "approve")
    assert here() == ["decide"]


def test_what_is_done_never_changes() -> None:
    task = _task()
    finish_task(task=task.id, decision="approve", doer=ANNA, conducting=conducting(), now=NOW)
    acts: list[Callable[[], object]] = [
        lambda: Task.objects.filter(pk=task.id).update(decision="refuse"),
        lambda: Task.objects.filter(pk=task.id).delete(),
        lambda: Task.objects.filter(node="decide").update(node="review"),
    ]
    for act in acts:
        with pytest.raises(IntegrityError), transaction.atomic():
            act()


def test_a_model_never_changes_and_a_running_matter_keeps_its_own() -> None:
    begin("signed")
    assert not keep_definition(name="signed", xml=SIGNED, now=NOW)
    assert keep_definition(name="signed", xml=CHECKED, now=NOW)
    do("review", "approve", ANNA)
    assert here() == ["decide"]
    begin("signed", subject="22222-22224")

    assert Instance.objects.get(subject="22222-22224").definition.number == 2


def test_a_matter_that_is_stopped_is_nobodys_work() -> None:
    begin("joint")
    stop_process(subject=CASE, outcome="withdrawn", now=NOW)

    assert here() == []
    assert not Token.objects.exists()
    position = position_of(CASE)
    assert position is not None
    assert (position.here, position.outcome) == ((), "withdrawn")


def test_a_task_that_is_passed_on_is_nobodys_yet() -> None:
    task = _task()
    claim_task(task=task.id, person="anna", now=NOW)
    pass_task(task=task.id, authority="fire")

    found = tasks_of(CASE)[0]
    assert (found.authority, found.claimed_by) == ("fire", "")
