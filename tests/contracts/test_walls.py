"""Attack 50, in PostgreSQL itself: a query that forgot to ask whose a case is shows an office only its own."""

import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import msgspec
import pytest
from django.db import Error, connection, transaction
from pytest_django import Settings

from openhall.blocks.authorities.facade import enter_office, wall_faults, within_walls
from openhall.blocks.cases import facade
from openhall.blocks.cases.counting import count_cases
from openhall.blocks.cases.facade import (
    Applicant,
    NoSuchCase,
    NoSuchTask,
    Question,
    Verdict,
    case_of,
    supplement_case,
)
from openhall.blocks.cases.models import ActKey, Case, CaseEvent
from openhall.blocks.cases.tests.applying import NOW, STALL, opened, prepared, request, service, submit
from openhall.blocks.cases.tests.desks import at_the_desk
from openhall.blocks.documents.facade import SAMPLE_OWNER
from openhall.blocks.documents.models import File
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.blocks.messages.facade import NewLetter, deliver_to_inbox
from openhall.blocks.processes.facade import TaskFacts, tasks_of
from openhall.blocks.processes.models import Instance, InstanceMigration, MigrationPlan, Task
from openhall.blocks.processes.tests.drawn import JOINT, SIGNED
from tests.walled import appointed, fetched, paid, paper

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

HARBOUR, PARKS, CLERK, HALL = "harbour-office", "parks-office", "town-clerk", None
OFFICERS = {HARBOUR: Visitor("amal-haddad"), PARKS: Visitor("tomas-berg"), CLERK: Visitor("petra-lim")}
YES = Verdict("approve")
ask_applicant, complete_task = at_the_desk(facade.ask_applicant), at_the_desk(facade.complete_task)
note_down, office_dossier = at_the_desk(facade.note_down), at_the_desk(facade.office_dossier)
pass_on, take_task = at_the_desk(facade.pass_on), at_the_desk(facade.take_task)
write_to_applicant = at_the_desk(facade.write_to_applicant)

_CASE = "(SELECT c.reference FROM cases_case c WHERE c.id = case_id)"
_PAYMENT = "(SELECT p.subject FROM payments_paymentrequest p WHERE p.id = payment_id)"
_BUNDLE = (
    "(SELECT p.subject FROM payments_attempt a JOIN payments_paymentrequest p ON p.id = a.payment_id"
    " WHERE a.bundle_id = payments_bundle.id)"
)
_MATTER = "(SELECT i.subject FROM processes_instance i WHERE i.id = instance_id)"
#: Every walled table, and what says whose a row of it is.
WALLED = {
    "cases_case": "reference",
    **{
        f"cases_{each}": _CASE
        for each in (
            "caseevent",
            "judgement",
            "casefee",
            "caseaward",
            "ask",
            "supplement",
            "letter",
            "pass",
            "working",
            "hold",
            "erasure",
            "agreement",
            "remark",
        )
    },
    **{f"processes_{each}": "subject" for each in ("instance", "task", "part")},
    **{f"processes_{each}": _MATTER for each in ("token", "step", "instancemigration")},
    "documents_file": "substr(subject, 6)",
    **{f"payments_{each}": "subject" for each in ("paymentrequest", "posting")},
    **{f"payments_{each}": _PAYMENT for each in ("attempt", "refund", "waiver")},
    "payments_bundle": _BUNDLE,
    **{f"appointments_{each}": "subject" for each in ("booking", "drawticket")},
    **{f"exchange_{each}": "subject" for each in ("fetch", "stated")},
    "oversight_question": '"case"',
    "oversight_look": "id",
    "oversight_alert": "actor",
}
#: Tables that no office ever looks into.
OF_THE_HALL = {
    *(f"messages_{each}" for each in ("inboxmessage", "delivery", "preference")),
    *(f"exchange_{each}" for each in ("consent", "copy")),
}


class Matters(NamedTuple):
    """A stall that only the parks know, a berth about which the harbour asks the parks, and a move of the clerk's."""

    stall: str
    berth: str
    move: str


@pytest.fixture
def matters(settings: Settings, ordinary_role: None) -> Matters:
    """Let something happen to three cases that leaves rows in every table but one."""
    del ordinary_role
    settings.OPENHALL_DEMO = True
    joint = msgspec.structs.replace(service().process, pattern="inspect-and-decide", consulted=(PARKS,))
    berth = service(STALL, id=f"{HARBOUR}/berth", authority=HARBOUR, process=joint)
    move = service(STALL, id=f"{CLERK}/move", authority=CLERK)
    opened(more=(berth, move), appointment=SIGNED, inspect_and_decide=JOINT)
    found = Matters(*(submit(prepared(of=of), request(of.id)).reference for of in (service(), berth, move)))
    for reference in found:
        _begun(reference)
        paper(reference, subject=f"case:{reference}")
        paid(reference)
        appointed(reference)
        fetched(reference)
    for reference in (found.stall, found.move):
        complete_task(task=at(reference).id, verdict=YES, visitor=officer_at(reference), now=NOW)
        _noted(reference)
    _settle()
    return found


def _begun(reference: str) -> None:
    officer, question = officer_at(reference), Question(("phone",), "Is this all?")
    ask_applicant(task=at(reference).id, question=question, visitor=officer, now=NOW)
    supplement_case(reference=reference, answers={"phone": "555-0100"}, applicant=Applicant(GUEST), now=NOW)
    write_to_applicant(reference=reference, words="Thank you.", visitor=officer, now=NOW)
    _noted(reference)


def _noted(reference: str) -> None:
    task, typed = at(reference).id, {"note": ["hm"]}
    note_down(reference=reference, task=task, form="decide", typed=typed, visitor=officer_at(reference), now=NOW)


def officer_at(reference: str) -> Visitor:
    return OFFICERS[at(reference).authority]


def _settle() -> None:
    """Do what is done at the end of a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def at(reference: str, authority: str = "") -> TaskFacts:
    return next(
        task for task in tasks_of(reference) if task.state in {"open", "waiting"} and authority in {"", task.authority}
    )


@contextmanager
def scope(office: str | None) -> Iterator[None]:
    with within_walls():
        if office is not None:
            enter_office(office)
        yield


def found_in(table: str) -> set[str]:
    """Return whose rows a query without any WHERE finds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {WALLED[table]} FROM {table}")  # noqa: S608 - names from above
        return {row[0] for row in cursor.fetchall()}


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names from above
        return int(cursor.fetchone()[0])


def test_every_office_finds_only_what_it_takes_part_in(matters: Matters) -> None:
    done = {matters.stall, matters.move}
    there = {"cases_judgement": done, "processes_step": done, "cases_pass": set[str]()}
    never = ("casefee", "caseaward", "erasure", "agreement")
    there |= {name: set() for name in ("processes_instancemigration", *(f"cases_{each}" for each in never))}
    for office, own in (
        (HALL, set(matters)),
        (HARBOUR, {matters.berth}),
        (PARKS, {matters.stall, matters.berth}),
        (CLERK, {matters.move}),
        ("office-of-nothing", set[str]()),
        ("", set[str]()),
    ):
        with scope(office):
            found = {table: found_in(table) for table in WALLED}
        answered = own - {matters.berth} if office == PARKS else own  # there the parks are only asked
        there |= {f"oversight_{each}": answered for each in ("look", "question", "alert")}
        assert found == {table: there.get(table, set(matters)) & own for table in WALLED}, office


def test_an_office_sees_how_its_own_matters_were_moved_and_moves_none(matters: Matters) -> None:
    for reference in matters:
        _moved(Instance.objects.get(subject=reference))
    for office, own in ((HALL, set(matters)), (HARBOUR, {matters.berth}), (PARKS, {matters.stall, matters.berth})):
        with scope(office):
            assert found_in("processes_instancemigration") == own
    with scope(PARKS), pytest.raises(Error, match="row-level security"), transaction.atomic():
        _moved(Instance.objects.get(subject=matters.stall))


def _moved(instance: Instance) -> None:
    both = {"from_definition": instance.definition, "to_definition": instance.definition}
    plan, _ = MigrationPlan.objects.get_or_create(**both, defaults={"kept_at": NOW})
    done = InstanceMigration.objects.create(instance=instance, plan=plan, at_step=0, at=NOW)
    done.is_applied = True
    done.save()


def test_every_table_that_is_walled_is_tried(matters: Matters) -> None:
    del matters
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert {row[0] for row in cursor.fetchall()} == set(WALLED) | OF_THE_HALL


def test_no_office_finds_what_the_hall_wrote_to_people(matters: Matters) -> None:
    letter = NewLetter(
        "one", matters.stall.replace("-", ""), "person:noor", "noor", "decided", "en", {"en": ("A", "B")}
    )
    deliver_to_inbox(letter=letter, now=NOW)
    assert count("messages_inboxmessage") == 1
    for office in (HARBOUR, PARKS, CLERK, ""):
        with scope(office):
            assert {table: count(table) for table in OF_THE_HALL} == dict.fromkeys(OF_THE_HALL, 0), office
        with scope(office), pytest.raises(Error, match="row-level security"), transaction.atomic():
            deliver_to_inbox(letter=dataclasses.replace(letter, key="two"), now=NOW)
    assert count("messages_inboxmessage") == 1


def test_papers_that_belong_to_no_case_are_nobody_s_but_samples(matters: Matters) -> None:
    paper("sample", subject="", owner=SAMPLE_OWNER)
    paper("draft", subject="")
    paper("other", subject=f"{matters.stall}")
    for office, own in ((HARBOUR, [matters.berth]), (PARKS, [matters.stall, matters.berth]), ("", [])):
        with scope(office):
            seen = {file.id for file in File.objects.all()}
            with pytest.raises(Error, match="row-level security"), transaction.atomic():
                File.objects.filter(id="sample").update(owner="me")
        assert seen == {"sample", *(each.replace("-", "").lower() for each in own)}, office


def test_without_a_scope_nothing_is_there(matters: Matters) -> None:
    del matters
    for unset in ("", "HALL", "hall ", "office", "office:", "parks-office"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('openhall.scope', %s, false)", [unset])
        assert {table: count(table) for table in WALLED} == dict.fromkeys(WALLED, 0), unset
        assert Case.objects.update(kept_by="x") == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Instance.objects.create(subject="x", model="x", definition_id=1, data="{}", begun_at=NOW)


def test_an_office_changes_nothing_of_others(matters: Matters) -> None:
    stall = Case.objects.get(reference=matters.stall)
    of_the_stall = at(matters.stall)
    with scope(HARBOUR):
        assert Case.objects.update(kept_by="harbour-master") == 1
        assert Task.objects.filter(pk=of_the_stall.id).update(authority=HARBOUR) == 0
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            CaseEvent.objects.create(case=stall, at=NOW, kind="decided", actor="x", holder="x")
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            _task(of_the_stall, HARBOUR)
        with pytest.raises(Error, match="row-level security"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO processes_part VALUES (%s, %s)", [matters.stall, HARBOUR])
        with pytest.raises(Error, match="row-level security"), transaction.atomic():
            Case.objects.create(**_row(stall, reference="ABCD-EFGH", leaf=-1, key="other", authority=HARBOUR))
    assert Case.objects.get(reference=matters.stall).kept_by == ""
    assert at(matters.stall) == of_the_stall


def _task(like: TaskFacts, authority: str) -> Task:
    instance = Task.objects.values_list("instance", flat=True).order_by("id").first() or 1
    return Task.objects.create(
        instance_id=instance,
        token=99,
        subject=like.subject,
        topic=like.topic,
        model=like.model,
        node=like.node,
        authority=authority,
        role=like.role,
        decisions="approve",
        opened_at=NOW,
        pressing_on=NOW.date(),
    )


def _row(case: Case, **changes: object) -> dict[str, object]:
    row = {field.attname: getattr(case, field.attname) for field in Case._meta.fields}  # noqa: SLF001 - Django's own name
    return {**row, "id": None, **changes}


def test_who_is_not_invited_gets_the_answer_for_what_is_not_there(matters: Matters) -> None:
    task = at(matters.stall).id
    for office in (HARBOUR, CLERK):
        officer = OFFICERS[office]
        with pytest.raises(NoSuchTask):
            complete_task(task=task, verdict=YES, visitor=officer, now=NOW)
        with pytest.raises(NoSuchTask):
            take_task(task=task, visitor=officer, now=NOW)
        with pytest.raises(NoSuchCase):
            office_dossier(matters.stall, visitor=officer, now=NOW)
        with pytest.raises(NoSuchCase):
            write_to_applicant(reference=matters.stall, words="Hello.", visitor=officer, now=NOW)
        with pytest.raises(NoSuchCase):
            note_down(reference=matters.stall, task=0, form="message", typed={"words": ["x"]}, visitor=officer, now=NOW)


def test_who_is_invited_sees_the_whole_of_the_way_and_acts(matters: Matters) -> None:
    opinion = at(matters.berth)
    take_task(task=opinion.id, visitor=OFFICERS[PARKS], now=NOW)
    # It opens a task of the office that leads: another's.
    complete_task(task=opinion.id, verdict=YES, visitor=OFFICERS[PARKS], now=NOW)
    harbour, parks = (office_dossier(matters.berth, visitor=OFFICERS[each], now=NOW) for each in (HARBOUR, PARKS))
    assert [task.authority for task in harbour.tasks] == [PARKS, HARBOUR]
    assert parks.tasks == harbour.tasks == tuple(tasks_of(matters.berth))
    assert parks.facts.timeline == harbour.facts.timeline
    assert parks.judgements == harbour.judgements != ()
    assert parks.position == harbour.position
    complete_task(task=at(matters.berth).id, verdict=YES, visitor=OFFICERS[HARBOUR], now=NOW)
    case = case_of(matters.berth)
    assert case is not None
    assert case.status == "decided"
    assert office_dossier(matters.berth, visitor=OFFICERS[PARKS], now=NOW).facts == case


def test_an_office_that_passes_on_leaves_and_the_other_one_comes(matters: Matters) -> None:
    opinion = at(matters.berth, PARKS).id
    with scope(CLERK):
        assert found_in("cases_case") == {matters.move}
    pass_on(task=opinion, authority=CLERK, reason="It is about people.", visitor=OFFICERS[PARKS], now=NOW)
    _settle()
    for office, own in ((PARKS, {matters.stall}), (CLERK, {matters.berth, matters.move}), (HARBOUR, {matters.berth})):
        with scope(office):
            assert found_in("cases_case") == found_in("processes_task") == found_in("processes_part") == own
            assert found_in("cases_pass") == own & {matters.berth}
    complete_task(task=opinion, verdict=YES, visitor=OFFICERS[CLERK], now=NOW)
    with pytest.raises(NoSuchCase):
        office_dossier(matters.berth, visitor=OFFICERS[PARKS], now=NOW)


def test_whoever_leads_stays_when_it_hands_everything_on(matters: Matters) -> None:
    complete_task(task=at(matters.berth).id, verdict=YES, visitor=OFFICERS[PARKS], now=NOW)
    last = at(matters.berth)
    pass_on(task=last.id, authority=CLERK, reason="It is about people.", visitor=OFFICERS[HARBOUR], now=NOW)
    _settle()
    assert HARBOUR not in {task.authority for task in tasks_of(matters.berth)}
    for officer in OFFICERS.values():
        assert office_dossier(matters.berth, visitor=officer, now=NOW).facts.reference == matters.berth


def test_what_is_public_is_counted_by_the_hall(matters: Matters) -> None:
    del matters
    counted = {row.authority: row.open for row in count_cases(today=NOW.date(), now=NOW).rows}
    assert counted == {HARBOUR: 1, PARKS: 1, CLERK: 1}


def test_an_act_that_came_twice_is_known_behind_walls_too(matters: Matters) -> None:
    """The keys of acts stand before the walls: they say nothing of a case, and an office that left may press twice."""
    once = facade.Once("desk:tomas-berg", "k", "b")
    opinion = at(matters.berth, PARKS).id
    for _ in range(2):
        pass_on(task=opinion, authority=CLERK, reason="It is theirs.", visitor=OFFICERS[PARKS], now=NOW, once=once)
        _settle()
    assert ActKey.objects.count() == 1


def test_an_ordinary_role_is_held_and_another_is_named(matters: Matters) -> None:
    del matters
    assert list(wall_faults()) == []
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        is_super = cursor.fetchone()[0]
    assert [fault.split("for the role")[0] for fault in wall_faults()] == [
        "PostgreSQL keeps no walls between departments "
    ] * is_super
