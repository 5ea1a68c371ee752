"""The list of work at the desk, through the framework: tabs, search, pages, giving work, the next case, counts."""

import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from openhall.blocks.authorities.facade import (
    ChangeKind,
    Proposal,
    appoint_administrator,
    decide_change,
    officers_of,
    propose_change,
)
from openhall.blocks.cases.counting import count_cases
from openhall.blocks.cases.facade import count_cases_again, free_abandoned
from openhall.blocks.cases.models import Case, Tally
from openhall.blocks.journal.models import Message, Record
from openhall.blocks.processes.models import Task
from tests.desks import (
    CLERK,
    HARBOUR,
    KEEPER,
    MASTER,
    MOORING,
    NOOR,
    PARKS,
    Browser,
    apply_for_mooring,
    task_at,
    text_of,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


@pytest.fixture
def cases() -> list[str]:
    """Three cases, due one day after the other."""
    references = [apply_for_mooring() for _ in range(3)]
    for number, reference in enumerate(references):
        Task.objects.filter(subject=reference).update(pressing_on=date(2099, 1, 1 + number))
    return references


def listed(person: str, query: str = "") -> list[str]:
    """Return the references on a list, in its order."""
    shown = Browser(person).look(f"/desk/{query}")
    assert shown.status_code == 200, shown.status_code
    return re.findall(r"data-open>([^<]+)</a>", text_of(shown))


def take(person: str, reference: str) -> int:
    task = task_at(reference).id
    assert Browser(person).send(f"/desk/cases/{reference}/tasks/{task}/take/").status_code == 303
    return task


def test_work_of_who_has_left_is_anybodys_again(cases: list[str]) -> None:
    first, second, third = cases
    now, post = datetime.now(UTC), "harbour-clerk"
    appoint_administrator(authority=HARBOUR, person="rae", name={"en": "Rae"}, is_another=True, actor="t", now=now)

    def change(**what: Any) -> None:
        asked = propose_change(authority=HARBOUR, proposal=Proposal(post=post, **what), actor="rae", now=now)
        decide_change(change=asked.id, is_accepted=True, actor=MASTER, now=now)

    change(kind=ChangeKind.APPOINT, name={"en": "Bo Marsh"})
    bo = next(each.person for each in officers_of(HARBOUR) if each.name == {"en": "Bo Marsh"})
    take(CLERK, first)
    take(bo, second)
    assert free_abandoned(now=now) == 0
    change(kind=ChangeKind.END, person=CLERK)

    assert listed(bo, "?tab=unclaimed") == [third]
    assert free_abandoned(now=now) == 1
    assert listed(bo, "?tab=unclaimed") == [first, third]
    assert listed(bo) == [second]


def test_work_is_cut_by_tabs_the_most_pressing_first(cases: list[str]) -> None:
    first, second, third = cases
    take(CLERK, second)
    Task.objects.filter(subject=third).update(pressing_on=date(2020, 1, 1), escalated_at=datetime.now(UTC))

    assert listed(CLERK) == [second]
    assert listed(CLERK, "?tab=office") == [third, first, second]
    assert listed(CLERK, "?tab=unclaimed") == [third, first]
    assert listed(CLERK, "?tab=overdue") == [third]
    assert listed(CLERK, "?tab=escalated") == [third]
    assert listed(CLERK, "?tab=waiting") == []
    assert listed(KEEPER, "?tab=office") == []
    # Whoever answers for the office sees the work of all its posts.
    assert listed(MASTER, "?tab=office") == [third, first, second]

    Browser(CLERK).act(second, "ask", asked=["boat_mark"], words="Which one?", days="14")
    assert listed(CLERK, "?tab=waiting") == [second]
    assert "The applicant, since" in words_of(Browser(CLERK).look("/desk/?tab=waiting"))


def test_it_is_searched_by_service_and_reference(cases: list[str]) -> None:
    assert listed(CLERK, f"?tab=office&service={MOORING}") == cases
    assert listed(CLERK, "?tab=office&service=parks-office/night-market-stall") == []
    assert listed(CLERK, f"?reference={cases[1].lower()}") == [cases[1]]
    told = words_of(Browser(KEEPER).look(f"/desk/?reference={cases[1]}"))
    assert "Your office takes no part in a case with this number." in told

    Browser(CLERK).act(cases[1], "pass", office=PARKS, words="Theirs")
    led = Browser(CLERK).look(f"/desk/?reference={cases[1]}")
    assert (led.status_code, led["Location"]) == (303, f"/desk/cases/{cases[1]}/")


def test_it_goes_on_page_by_page_and_counts_to_a_hundred() -> None:
    reference = apply_for_mooring()
    row = Task.objects.get(subject=reference)
    many = []
    for number in range(120):
        row.pk, row.token = None, 1_000 + number
        many.append(Task(**{f.attname: getattr(row, f.attname) for f in Task._meta.concrete_fields if f.name != "id"}))  # noqa: SLF001
    Task.objects.bulk_create(many)
    first = text_of(Browser(CLERK).look("/desk/?tab=office"))

    assert "99+" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None
    seen = len(re.findall("data-open>", first))
    shown = text_of(Browser(CLERK).look(html.unescape(following[1])))
    assert 'rel="prev"' in shown
    following = re.search(r'rel="next" href="([^"]+)"', shown)
    assert following is not None
    last = text_of(Browser(CLERK).look(html.unescape(following[1])))
    assert seen + len(re.findall("data-open>", shown)) + len(re.findall("data-open>", last)) == 121


def test_the_next_case_is_found_behind_everything_that_one_may_not_do() -> None:
    """Two hundred cases of their own, each more pressing than the one that they may do."""
    last = apply_for_mooring()
    case, task = Case.objects.get(reference=last), Task.objects.get(subject=last)
    references = [f"{2000 + number}-OWN" for number in range(200)]
    copied = {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields if f.name != "id"}  # noqa: SLF001
    rows = [
        copied | {"reference": reference, "person": CLERK, "leaf": case.leaf + 1_000 + number, "key": reference}
        for number, reference in enumerate(references)
    ]
    Case.objects.bulk_create(Case(**row) for row in rows)
    copied = {f.attname: getattr(task, f.attname) for f in Task._meta.concrete_fields if f.name != "id"}  # noqa: SLF001
    said = {"pressing_on": date(2020, 1, 1)}
    Task.objects.bulk_create(
        Task(**copied | said | {"subject": reference, "token": 1_000 + number})
        for number, reference in enumerate(references)
    )
    assert len(listed(CLERK, "?tab=unclaimed")) == 50
    with CaptureQueriesContext(connection) as looked:
        led = Browser(CLERK).send("/desk/next/")
    assert led["Location"].startswith(f"/desk/cases/{last}/")
    assert len(looked) < 60, "not one look for each of them"
    # Where there is really nothing, that is said.
    Case.objects.filter(reference=last).update(person=CLERK)
    Task.objects.filter(subject=last).update(claimed_by="")
    assert Browser(CLERK).send("/desk/next/")["Location"] == "/desk/?done=none"


def test_a_supervisor_gives_work_all_of_it_or_none(cases: list[str]) -> None:
    tasks = [str(task_at(reference).id) for reference in cases]
    master = Browser(MASTER)
    done = master.send("/desk/assign/", tasks=tasks, colleague=CLERK, tab="office")
    assert (done.status_code, done["Location"]) == (303, "/desk/?tab=office&done=assigned")
    assert set(Task.objects.values_list("claimed_by", flat=True)) == {CLERK}

    Browser(CLERK).act(cases[0], "decide", decision="approve")
    refused = master.send("/desk/assign/", tasks=tasks, colleague=CLERK, tab="office")
    assert refused.status_code == 422
    assert f"Nothing was given: {cases[0]}: It is done or taken already." in words_of(refused)

    refused = master.send("/desk/assign/", tasks=tasks[1:], colleague=MASTER, tab="office")
    assert "None of the posts fits this task." in words_of(refused)
    assert set(Task.objects.filter(pk__in=tasks[1:]).values_list("claimed_by", flat=True)) == {CLERK}
    for fields in ({"tasks": tasks}, {"colleague": CLERK}, {"tasks": ["999999"], "colleague": CLERK}):
        assert master.send("/desk/assign/", **fields).status_code == 422


def test_others_give_no_work(cases: list[str]) -> None:
    tasks = [str(task_at(reference).id) for reference in cases]
    assert Browser(CLERK).send("/desk/assign/", tasks=tasks, colleague=MASTER).status_code == 422
    assert Browser(KEEPER).send("/desk/assign/", tasks=tasks, colleague=KEEPER).status_code == 422
    assert Browser(NOOR).send("/desk/assign/", tasks=tasks, colleague=NOOR).status_code == 403
    assert set(Task.objects.values_list("claimed_by", flat=True)) == {""}


def test_who_has_how_much_is_for_whoever_gives_work(cases: list[str]) -> None:
    take(CLERK, cases[0])
    assert "Amal Haddad 1 open" in words_of(Browser(MASTER).look("/desk/"))
    assert "Work of each person" not in words_of(Browser(CLERK).look("/desk/"))


def test_the_next_case_is_taken_and_opened(cases: list[str]) -> None:
    clerk = Browser(CLERK)
    led = clerk.send("/desk/next/")
    task = task_at(cases[0])
    assert (led.status_code, led["Location"]) == (303, f"/desk/cases/{cases[0]}/?task={task.id}")
    assert task.claimed_by == CLERK
    assert clerk.send("/desk/next/", but=cases[0])["Location"].startswith(f"/desk/cases/{cases[1]}/")
    # Nobody takes what they may not do.
    assert Browser(MASTER).send("/desk/next/")["Location"] == "/desk/?done=none"
    assert clerk.look("/desk/next/").status_code == 405


def test_one_s_own_matter_is_never_next() -> None:
    reference = apply_for_mooring(CLERK)
    assert Browser(CLERK).send("/desk/next/")["Location"] == "/desk/?done=none"
    assert task_at(reference).claimed_by == ""
    assert "It is their own application" in words_of(Browser(CLERK).look(f"/desk/cases/{reference}/"))


def test_a_right_that_ended_is_gone_with_the_next_request(cases: list[str]) -> None:
    clerk, task = Browser(CLERK), task_at(cases[0]).id
    assert clerk.look(f"/desk/cases/{cases[0]}/").status_code == 200
    now, ending = datetime.now(UTC), Proposal(kind=ChangeKind.END, post="harbour-clerk", person=CLERK)
    appoint_administrator(authority=HARBOUR, person="rae", name={"en": "Rae"}, is_another=True, actor="test", now=now)
    change = propose_change(authority=HARBOUR, proposal=ending, actor="rae", now=now)
    decide_change(change=change.id, is_accepted=True, actor=MASTER, now=now)

    assert clerk.look("/desk/").status_code == 403
    assert clerk.look(f"/desk/cases/{cases[0]}/").status_code == 403
    assert clerk.send(f"/desk/cases/{cases[0]}/tasks/{task}/decide/", decision="approve").status_code == 403
    assert clerk.send("/desk/next/").status_code == 403
    assert task_at(cases[0]).claimed_by == ""


def set_aside(reference: str) -> int:
    now = datetime.now(UTC)
    row = Message.objects.create(
        kind="mail",
        key=f"{reference}:test",
        payload=f'{{"reference":"{reference}","template":"decided"}}',
        state="dead",
        posted_at=now,
        due_at=now,
        ended_at=now,
        attempts=12,
        trouble="ConnectionRefusedError",
    )
    return row.pk


def test_troubles_are_shown_to_those_who_answer_for_the_office_and_tried_again(cases: list[str]) -> None:
    job = set_aside(cases[0])
    master = Browser(MASTER)
    words = words_of(master.look("/desk/troubles/"))
    assert "A letter to the applicant" in words
    assert cases[0] in words
    assert Browser(CLERK).look("/desk/troubles/").status_code == 403
    assert cases[0] not in words_of(Browser("wen-yulan").look("/desk/troubles/"))
    assert Browser("wen-yulan").send("/desk/troubles/retry/", job=str(job)).status_code == 404
    assert Browser(CLERK).send("/desk/troubles/retry-all/").status_code == 403
    assert Message.objects.get(pk=job).state == "dead"

    assert master.send("/desk/troubles/retry/", job=str(job))["Location"] == "/desk/troubles/?done=retried"
    assert Message.objects.get(pk=job).state == "waiting"
    assert Record.objects.filter(kind="outbox.retried", subject=str(job)).exists()


def test_troubles_of_others_do_not_hide_an_offices_own(cases: list[str]) -> None:
    set_aside(cases[0])
    now = datetime.now(UTC) + timedelta(hours=1)
    said = {"kind": "mail", "state": "dead", "posted_at": now, "due_at": now, "ended_at": now, "attempts": 12}
    payloads = ('{"reference":"22222-22223"}', "{}", "spoilt")
    Message.objects.bulk_create(
        Message(key=str(number), payload=payloads[number % len(payloads)], **said) for number in range(1_200)
    )
    master = Browser(MASTER)
    with CaptureQueriesContext(connection) as looked:
        shown = words_of(master.look("/desk/troubles/"))
    assert cases[0] in shown
    assert "22222-22223" not in shown
    # Three looks of two queries at five hundred each, for the list and for its count: not one for each job.
    assert sum("cases_case" in query["sql"] for query in looked) <= 6


def counted(cases: list[str]) -> None:
    today = datetime.now(UTC).date()
    decided = {"status": "decided", "decision": "granted", "decided_on": today}
    Case.objects.filter(reference=cases[0]).update(
        due_on=today, pauses=1, passes=2, kept_by="harbour-master", **decided
    )
    Case.objects.filter(reference=cases[1]).update(due_on=today - timedelta(days=1), **decided)
    count_cases(today=today, now=datetime.now(UTC))


def test_counts_are_the_same_for_officers_and_everybody_with_the_query(cases: list[str]) -> None:
    counted(cases)
    for shown in (Browser(CLERK).look("/desk/counts/"), Client().get("/en/performance/")):
        words = words_of(shown)
        assert shown.status_code == 200
        assert "Harbour Office 2 1 50% 1 1 1 1 1" in words
        assert "FROM cases_case" in words
        assert "Counted" in words
    said = Client().get("/en/performance.json").json()
    assert [row for row in said["rows"] if row["decided"]] == [
        {"authority": HARBOUR, "decided": 2, "in_time": 1, "late": 1, "paused": 1, "passed_on": 1, "kept": 1, "open": 1}
    ]


def test_nobody_counts_at_every_look(cases: list[str]) -> None:
    counted(cases)
    now, today = datetime.now(UTC), datetime.now(UTC).date()
    at = Tally.objects.get().at
    assert not count_cases_again(today=today, now=now)
    assert Tally.objects.get().at == at
    assert count_cases_again(today=today, now=now + timedelta(minutes=11))
    assert Client().get("/en/performance/").status_code == 200


def test_before_the_first_count_the_page_says_so() -> None:
    assert "Not counted yet" in words_of(Client().get("/en/performance/"))
    assert Client().get("/en/performance.json").json()["rows"] == []
    assert Client().get("/xx/performance/").status_code == 404


def test_every_page_of_the_desk_is_there_in_each_language() -> None:
    for language in ("en", "zh-Hans"):
        for place in ("", "?tab=office", "counts/", "keys/", "people/", "troubles/"):
            shown = Browser(MASTER, language).look(f"/desk/{place}")
            assert (shown.status_code, shown["Content-Language"], shown["Cache-Control"]) == (200, language, "no-store")


@pytest.mark.usefixtures("cases")
def test_what_is_not_open_to_an_officer_is_told_in_their_language_with_the_way_back_to_work() -> None:
    clerk = Browser(CLERK)
    clerk.look("/desk/?lang=zh-hans")
    for address, status in (("/desk/looks/", 403), ("/desk/nothing/", 404)):
        told = clerk.look(address)
        assert told.status_code == status
        assert '<html lang="zh-Hans">' in text_of(told)
        assert 'href="/desk/?lang=zh-hans"' in text_of(told)
    assert "/desk/?lang=" not in text_of(clerk.look("/zh-hans/nothing/"))
