"""Running instances in a newer model: what moves, what stays as it was, and what the database lets through."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from django.db import IntegrityError, connection, transaction

from openhall.blocks.journal.facade import moment
from openhall.blocks.processes.facade import (
    Conducting,
    Doer,
    Plan,
    Progress,
    TaskFacts,
    begin_process,
    claim_task,
    finish_task,
    hold_task,
    keep_definition,
    migrate_instance,
    migration_reason,
    model_of,
    older_versions,
    pass_task,
    plan_migrations,
    position_of,
    release_task,
    replay,
    running_by,
    tasks_of,
)
from openhall.blocks.processes.models import Definition, Instance, InstanceMigration, MigrationPlan, Step, Task, Token
from openhall.blocks.processes.tests.drawn import SIGNED, end, flow, model, service, user
from openhall.kernel.bpmn.migrating import CannotMove, Obstacle
from tools.rows import rows_of, values_of

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
CASE = "22222-22223"
ANNA, BEN, CARL = Doer("anna", "clerk"), Doer("ben", "clerk"), Doer("carl", "head")
TIMER = (
    '<boundaryEvent id="late" attachedToRef="{}" cancelActivity="true"><timerEventDefinition>'
    "<timeDuration>decide working days</timeDuration></timerEventDefinition></boundaryEvent>"
)


def changed(*, role: str = "case-officer", beside: str = "", name: str = "signed") -> str:
    """Return the model in which a review is a check, and a visit comes before the decision."""
    more = (TIMER.format(beside), end("lapsed", "lapsed"), flow("f10", "late", "lapsed")) if beside else ()
    return model(
        name,
        '<startEvent id="begin"/>',
        user("check"),
        user("visit"),
        user("decide", role, clock="decide", by_amount="yes"),
        user("sign", "supervisor", "approve return", other="check decide"),
        '<exclusiveGateway id="refused" default="f4"/>',
        '<exclusiveGateway id="returned" default="f7"/>',
        service("issue", "issue"),
        end("granted", "approved"),
        end("no", "refused"),
        flow("f1", "begin", "check"),
        flow("f2", "check", "visit"),
        flow("f2b", "visit", "decide"),
        flow("f3", "decide", "refused"),
        flow("f4", "refused", "issue"),
        flow("f5", "refused", "sign", "decide == 'refuse'"),
        flow("f6", "sign", "returned"),
        flow("f7", "returned", "no"),
        flow("f8", "returned", "decide", "sign == 'return'"),
        flow("f9", "issue", "granted"),
        *more,
    )


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _running(db: None) -> Iterator[None]:
    del db
    keep_definition(name="signed", xml=SIGNED, now=NOW)
    with transaction.atomic():
        begin_process(subject=CASE, serial=1, model="signed", data={"amount": 500}, conducting=conducting(), now=NOW)
        yield


def conducting() -> Conducting:
    return Conducting(
        lead="harbour-office",
        topic="harbour-office/mooring-permit",
        act=lambda _act, _node: True,
        judge=lambda _table: "pass",
        day_of=lambda _model, _clock: NOW.date(),
        moment_of=lambda _model, _duration: NOW + timedelta(days=10),
        amount=500,
    )


def here() -> TaskFacts:
    return next(task for task in tasks_of(CASE) if task.state in {"open", "waiting"})


def do(decision: str, doer: Doer) -> Progress:
    return finish_task(task=here().id, decision=decision, doer=doer, conducting=conducting(), now=NOW)


def planned(xml: str, nodes: Mapping[str, str] | None = None) -> Plan:
    """Publish a changed model with a rule."""
    digest = Definition.objects.order_by("-number").values_list("digest", flat=True)[0]
    keep_definition(name="signed", xml=xml, now=LATER)
    (plan,) = plan_migrations(
        model="signed", digest=digest[:12], nodes=nodes or {}, flows={}, reason={"en": "A visit is due."}, now=LATER
    )
    return plan


def moved(plan: Plan, granted: int | None = None) -> bool:
    instance = Instance.objects.get().pk
    return migrate_instance(
        instance=instance, plan=plan, moment_of=lambda _model, _duration: LATER, granted=granted, now=LATER
    )


REVIEWED: Mapping[str, str] = {"review": "check"}


def test_an_open_task_goes_on_under_its_new_name_with_whoever_has_it() -> None:
    pass_task(task=here().id, authority="parks-office")
    claim_task(task=here().id, person="anna", now=NOW)
    before = here()

    assert moved(planned(changed(), REVIEWED))

    after = here()
    assert (after.id, after.node, after.authority, after.claimed_by) == (before.id, "check", "parks-office", "anna")
    assert [task.node for task in do("approve", ANNA).opened] == ["visit"]
    do("approve", ANNA)
    assert do("approve", BEN).outcome == "approved"
    assert [*Step.objects.order_by("serial").values_list("node", flat=True)] == ["check", "visit", "decide", "issue"]


def test_a_claim_falls_where_the_role_is_another_one() -> None:
    do("approve", ANNA)
    claim_task(task=here().id, person="ben", now=NOW)
    assert moved(planned(changed(role="supervisor"), REVIEWED))
    assert (here().node, here().role, here().claimed_by, here().amount) == ("decide", "supervisor", "", 500)


def test_what_is_signed_for_is_what_was_granted_meanwhile() -> None:
    do("approve", ANNA)
    assert moved(planned(changed(), REVIEWED), granted=420)
    assert (here().node, here().amount) == ("decide", 420)


def test_what_is_done_keeps_its_name_and_its_doer_still_may_not_sign() -> None:
    do("approve", BEN)
    assert moved(planned(changed(), REVIEWED))
    do("refuse", ANNA)

    assert [task.node for task in tasks_of(CASE)] == ["review", "decide", "sign"]
    assert here().other == {"check", "decide", "review"}
    for same in (ANNA, BEN):
        assert here().is_barred(same.person, tasks_of(CASE))
        with pytest.raises(IntegrityError, match="this task"), transaction.atomic():
            do("approve", same)
    assert do("approve", CARL).outcome == "refused"


def test_a_task_that_waits_already_bars_whoever_did_what_is_called_otherwise_now() -> None:
    do("approve", BEN)
    do("refuse", ANNA)
    assert moved(planned(changed(), REVIEWED))
    with pytest.raises(IntegrityError, match="this task"), transaction.atomic():
        do("approve", BEN)
    assert do("approve", CARL).outcome == "refused"


def test_whoever_holds_a_task_that_they_may_not_do_any_more_gives_it_back() -> None:
    stricter = SIGNED.replace('id="decide" name="decide" ', 'id="decide" name="decide" openhall:other="review" ')
    do("approve", BEN)
    claim_task(task=here().id, person="ben", now=NOW)
    assert moved(planned(stricter))
    assert here().claimed_by == ""
    assert here().other == {"review"}


def test_names_are_followed_through_two_moves() -> None:
    do("approve", BEN)
    assert moved(planned(changed(), REVIEWED))
    assert moved(planned(changed().replace('"check"', '"look"').replace('"check ', '"look '), {"check": "look"}))
    do("refuse", ANNA)
    assert here().other == {"look", "check", "review", "decide"}
    found = position_of(CASE)
    assert found is not None
    assert (found.passed, found.former) == (("look", "decide"), {"look": ("check", "review")})


def test_conditions_find_what_was_decided_under_the_new_name() -> None:
    do("approve", ANNA)
    do("refuse", ANNA)
    renamed = changed().replace('"decide"', '"judge"').replace("decide ==", "judge ==").replace("check decide", "check")
    renamed = renamed.replace("sign == 'return'", "sign == 'return' and judge == 'refuse'")
    assert moved(planned(renamed, {**REVIEWED, "decide": "judge"}))
    assert do("return", CARL).opened[0].node == "judge"
    assert do("approve", BEN).outcome == "approved"


def test_a_task_without_a_place_keeps_its_model_and_nothing_has_changed() -> None:
    plan = planned(changed())
    before = [rows_of(f"processes_{table}") for table in ("instance", "token", "task", "instancemigration")]
    with pytest.raises(CannotMove) as held:
        moved(plan)
    assert (held.value.node, held.value.why) == ("review", Obstacle.NO_COUNTERPART)
    assert [rows_of(f"processes_{t}") for t in ("instance", "token", "task", "instancemigration")] == before
    assert [(each.model, each.running) for each in older_versions()] == [("signed", 1)]
    do("approve", ANNA)
    assert do("approve", ANNA).outcome == "approved"
    assert older_versions() == []


def test_a_second_time_nothing_moves() -> None:
    plan = planned(changed(), REVIEWED)
    assert running_by(plan, most=5) == [(Instance.objects.get().pk, CASE)]
    assert moved(plan)
    assert not moved(plan)
    assert running_by(plan, most=5) == []
    assert InstanceMigration.objects.count() == 1
    assert migration_reason(plan.id) == {"en": "A visit is due."}
    again = plan_migrations(
        model="signed", digest=plan.from_digest, nodes=REVIEWED, flows={}, reason={"en": "A visit is due."}, now=LATER
    )
    assert [each.id for each in again] == [plan.id]


def test_a_rule_about_a_model_that_was_never_kept_does_nothing() -> None:
    present = sha256(SIGNED.encode()).hexdigest()
    for name, digest in (("signed", "0" * 12), ("unheard-of", present), ("signed", present)):
        assert plan_migrations(model=name, digest=digest, nodes={}, flows={}, reason={}, now=NOW) == ()


def due() -> datetime:
    """Return when the only timer goes off."""
    (found,) = values_of("journal_message", "due_at")
    return moment(found)


def test_a_new_timer_begins_to_run_and_an_old_one_keeps_its_day() -> None:
    do("approve", ANNA)
    assert moved(planned(changed(beside="decide"), REVIEWED))
    assert due() == LATER
    (key,) = values_of("journal_message", "key")
    assert key == f"{Instance.objects.get().pk}:{Token.objects.get(node='late').number}"

    slower = changed(beside="decide").replace("decide working days", "P90D")
    assert moved(planned(slower))
    assert due() == LATER

    assert moved(planned(changed()))
    assert not Token.objects.filter(node="late").exists()


def test_a_new_timer_stands_while_the_applicant_has_the_ball() -> None:
    do("approve", ANNA)
    hold_task(task=here().id)
    assert moved(planned(changed(beside="decide"), REVIEWED))
    assert due() > LATER + timedelta(days=30_000)
    two = timedelta(days=2)
    release_task(task=here().id, stood=two, later=lambda day: day + two)
    assert due() == LATER + timedelta(days=2)


def test_replaying_reads_what_was_done_by_the_names_of_the_last_model() -> None:
    do("approve", ANNA)
    assert moved(planned(changed(), REVIEWED))
    do("approve", ANNA)
    newest = model_of(Definition.objects.latest("number").pk)
    found = replay(model=newest, pattern="signed", assumed="approve")
    assert (found.cases, found.alike, dict(found.fallen), dict(found.new)) == (1, 1, {}, {"visit": 1})
    found = replay(model=model_of(Definition.objects.earliest("number").pk), pattern="signed", assumed="approve")
    assert (dict(found.fallen), dict(found.new)) == ({"check": 1}, {"review": 1})


def forbidden(change: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError, match="this task or model"), transaction.atomic():
        change()


def test_the_database_lets_nothing_else_through() -> None:
    do("approve", BEN)
    plan = planned(changed(), REVIEWED)
    instance, open_task = Instance.objects.get(), Task.objects.get(state="open")
    done = Task.objects.get(state="done")
    plans = MigrationPlan.objects.filter(pk=plan.id)

    forbidden(lambda: Instance.objects.update(definition=plan.to_definition))
    for fields in ({"node": "visit"}, {"other": ",visit,"}, {"decisions": "approve"}):
        forbidden(lambda fields=fields: Task.objects.filter(pk=open_task.pk).update(**fields))  # type: ignore[misc]
    forbidden(lambda: plans.update(reason="{}"))
    forbidden(plans.delete)
    forbidden(lambda: record(instance, plan, is_applied=True))

    written = record(instance, plan)
    rows = InstanceMigration.objects.filter(pk=written.pk)
    forbidden(lambda: rows.update(is_applied=True))  # it was not moved
    forbidden(lambda: Task.objects.filter(pk=done.pk).update(node="check"))
    forbidden(lambda: Task.objects.filter(pk=open_task.pk).update(node="visit", authority="parks-office"))
    forbidden(lambda: Task.objects.filter(pk=open_task.pk).update(node="visit", state="cancelled"))
    forbidden(lambda: Instance.objects.update(definition=other_definition()))
    Instance.objects.update(definition=plan.to_definition)
    Task.objects.filter(pk=open_task.pk).update(node="visit")
    rows.update(is_applied=True)

    forbidden(lambda: Task.objects.filter(pk=open_task.pk).update(node="decide"))
    forbidden(lambda: rows.update(is_applied=False))
    forbidden(lambda: rows.update(at_step=7))
    forbidden(lambda: record(instance, plan))
    with connection.cursor() as cursor:
        forbidden(lambda: cursor.execute("DELETE FROM processes_instancemigration"))


def record(instance: Instance, plan: Plan, *, is_applied: bool = False) -> InstanceMigration:
    return InstanceMigration.objects.create(
        instance=instance, plan_id=plan.id, at_step=1, at=LATER, is_applied=is_applied
    )


def other_definition() -> int:
    keep_definition(name="signed", xml=changed(beside="decide"), now=LATER)
    return Definition.objects.latest("number").pk
