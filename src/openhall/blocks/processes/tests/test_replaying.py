"""A changed model on what was: the same ends, other ends, and where nobody can go on."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from openhall.blocks.processes.facade import (
    Conducting,
    Doer,
    Hold,
    Replayed,
    TaskState,
    begin_process,
    finish_task,
    fire_timer,
    keep_definition,
    replay,
    stop_process,
    tasks_of,
)
from openhall.blocks.processes.models import Instance, Token
from openhall.blocks.processes.tests.drawn import CHECKED, JOINT, SIGNED, end, flow, model, service, user
from openhall.kernel.bpmn.reading import read_model
from tools.rows import rows_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db
#: Signed without the review before it.
SHORTER = (
    SIGNED.replace(user("review"), "")
    .replace("review decide", "decide")
    .replace(flow("f1", "begin", "review") + flow("f2", "review", "decide"), flow("f1", "begin", "decide"))
)
#: Nobody signs a refusal any more.
UNSIGNED = model(
    "signed",
    '<startEvent id="begin"/>',
    user("review"),
    user("decide"),
    service("issue", "issue"),
    end("granted", "approved"),
    flow("f1", "begin", "review"),
    flow("f2", "review", "decide"),
    flow("f3", "decide", "issue"),
    flow("f4", "issue", "granted"),
)
#: Somebody looks once more before the end.
LONGER = SIGNED.replace(
    flow("f9", "issue", "granted"),
    user("check", decisions="approve") + flow("f9", "issue", "check") + flow("f10", "check", "granted"),
)
#: One has to decide otherwise than people did.
ONLY_RETURN = SIGNED.replace(user("review"), user("review", decisions="return"))

#: Whoever approves has to look again.
ROUND = model(
    "signed",
    '<startEvent id="begin"/>',
    user("review"),
    '<exclusiveGateway id="again" default="f3"/>',
    end("no", "refused"),
    flow("f1", "begin", "review"),
    flow("f2", "review", "again"),
    flow("f3", "again", "review"),
    flow("f4", "again", "no", "review == 'refuse'"),
)


@pytest.fixture(autouse=True)
def _models(db: None) -> None:
    del db
    for name, xml in (("signed", SIGNED), ("joint", JOINT), ("checked", CHECKED)):
        keep_definition(name=name, xml=xml, now=NOW)


def conducting(judged: str = "pass") -> Conducting:
    return Conducting(
        lead="harbour-office",
        topic="harbour-office/mooring-permit",
        act=lambda _act, _node: True,
        judge=lambda _table: judged,
        day_of=lambda _model, _clock: date(2026, 3, 9),
        moment_of=lambda _model, _duration: NOW + timedelta(days=10),
    )


def past(pattern: str, *decisions: tuple[str, str], silence: str = "escalate", judged: str = "pass") -> None:
    """Let a matter go through a process: each decision is for the oldest open task with this node."""
    subject = f"2222{Instance.objects.count()}-22223"
    doers = {"sign": Doer("head", "head")}
    how = conducting(judged)
    with transaction.atomic():
        given: dict[str, object] = {"offices": ["fire", "parks"], "silence": silence, "amount": 7}
        begin_process(subject=subject, serial=1, model=pattern, data=given, conducting=how, now=NOW)  # type: ignore[arg-type]
        for node, decision in decisions:
            if node == "silent":
                token = Token.objects.filter(node="silent").order_by("-instance", "number")[0]
                fire_timer(instance=token.instance_id, token=token.number, conducting=how, now=NOW)
                continue
            task = next(each for each in tasks_of(subject) if each.node == node and each.state == TaskState.OPEN)
            doer = doers.get(node, Doer("clerk", "clerk"))
            finish_task(task=task.id, decision=decision, doer=doer, conducting=how, now=NOW)


def some_signed() -> None:
    past("signed", ("review", "approve"), ("decide", "approve"))
    past("signed", ("review", "approve"), ("decide", "approve"))
    past("signed", ("review", "approve"), ("decide", "refuse"), ("sign", "approve"))
    past("signed", ("review", "approve"), ("decide", "refuse"), ("sign", "return"), ("decide", "approve"))


def replayed(xml: str, pattern: str = "signed", **how: object) -> Replayed:
    return replay(model=read_model(xml.encode()), pattern=pattern, **how)  # type: ignore[arg-type]


@pytest.mark.parametrize("judged", ["pass", "look"])
def test_the_same_model_leads_to_the_same_ends_by_the_same_steps(judged: str) -> None:
    some_signed()
    past("joint", ("opinion", "approve"), ("opinion", "refuse"))
    past("joint", ("silent", ""), ("escalated", "approve"), ("opinion", "approve"), ("decide", "approve"))
    past("joint", ("opinion", "approve"), ("silent", ""), ("decide", "approve"), silence="no-objection")
    past("checked", *([("review", "refuse")] if judged == "look" else []), judged=judged)

    for pattern, xml, cases in (("signed", SIGNED, 4), ("joint", JOINT, 3), ("checked", CHECKED, 1)):
        found = replayed(xml, pattern)
        assert (found.cases, found.alike, found.stuck, found.fallen, found.new) == (cases, cases, {}, {}, {})
        assert found.steps[0] == found.steps[1] > 0
        assert found.tasks[0] == found.tasks[1]


def test_the_same_way_is_walked_once() -> None:
    some_signed()

    assert replayed(SIGNED).ways == 3


def test_a_task_that_is_left_out_falls_away() -> None:
    some_signed()

    found = replayed(SHORTER)

    assert (found.alike, found.otherwise, found.stuck) == (4, {}, {})
    assert found.fallen == {"review": 4}
    # Tasks of people: 2 + 2 + 3 + 4, and one less of each.
    assert found.tasks == (11, 7)
    assert found.steps[0] - found.steps[1] == 4


def test_a_case_ends_otherwise_and_its_outcomes_are_told() -> None:
    some_signed()

    found = replayed(UNSIGNED)

    assert (found.alike, found.otherwise, found.stuck) == (3, {("refused", "approved"): 1}, {})
    assert found.fallen == {"sign": 2, "decide": 1}


def test_a_new_task_holds_a_case_up_unless_its_result_is_assumed() -> None:
    some_signed()

    found = replayed(LONGER)
    assert (found.alike, found.stuck) == (1, {("check", Hold.NOBODY_DECIDED): 3})
    assert found.new == {}

    found = replayed(LONGER, assumed="approve")
    assert (found.alike, found.stuck, found.new) == (4, {}, {"check": 3})
    assert found.tasks == (11, 14)


def test_what_cannot_be_decided_any_more_holds_a_case_up() -> None:
    some_signed()

    assert replayed(ONLY_RETURN).stuck == {("review", Hold.OTHER_DECISION): 4}


def test_a_table_that_was_never_asked_is_not_guessed() -> None:
    some_signed()

    assert replayed(CHECKED).stuck == {("second", Hold.NOT_ASKED): 4}


def test_a_way_that_goes_round_for_ever_is_given_up() -> None:
    some_signed()

    assert replayed(ROUND).stuck == {("review", Hold.NOBODY_DECIDED): 4}
    assert replayed(ROUND, assumed="approve").stuck == {("review", Hold.NO_WAY): 4}
    assert replayed(ROUND, assumed="refuse").otherwise == {("approved", "refused"): 3}


def test_what_was_withdrawn_or_is_not_over_says_nothing() -> None:
    past("signed", ("review", "approve"))
    past("signed", ("review", "approve"))
    with transaction.atomic():
        stop_process(subject=Instance.objects.earliest("id").subject, outcome="withdrawn", now=NOW)

    found = replayed(SIGNED)

    assert (found.cases, found.stopped, found.alike, found.ended) == (1, 1, 0, 0)


@pytest.mark.parametrize(("most", "cases"), [(None, 4), (3, 3), (0, 0), (99, 4)])
def test_the_newest_are_looked_at_and_nothing_is_written(most: int | None, cases: int) -> None:
    some_signed()
    tables: Sequence[str] = ("processes_instance", "processes_step", "processes_task", "journal_record")
    before = [rows_of(table) for table in tables]
    heard = list[int]()

    assert replayed(SIGNED, most=most, told=heard.append).cases == cases

    assert [rows_of(table) for table in tables] == before
    assert heard == ([cases] if cases else [])
