"""Who looked at my data: every read by an office or its program stands on the person's page, and can be asked about."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.test import Client

from openhall.blocks.cases.facade import HALL, owners_of_person, withdraw_case
from openhall.blocks.cases.models import Case
from openhall.blocks.identity.facade import Terms, Visitor, accept_mandate, offer_mandate
from openhall.blocks.journal.facade import (
    CaseOrReasonNeeded,
    Delivery,
    Purpose,
    Reader,
    UnknownPurposeError,
    deliver_due,
    forget_old_reads,
    verify_log,
)
from openhall.blocks.journal.models import DataRead, Record
from openhall.blocks.messages.facade import inbox_of
from openhall.blocks.oversight.facade import LOOK_ANSWER, ask_why, count_overdue, deliver_answer
from openhall.blocks.oversight.models import Question
from tests.desks import CLERK, ELDER, HARBOUR, KEEPER, MASTER, NOOR, Browser, apply_for_mooring, text_of, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]
PLACE = "/en/me/who-looked/"
HELPER = "idris-al-bahar"
NOW = datetime.now(UTC)


@pytest.fixture
def reference() -> str:
    made = apply_for_mooring()
    assert Browser(CLERK).look(f"/desk/cases/{made}/").status_code == 200
    return made


@pytest.fixture(autouse=True)
def _walls(request: pytest.FixtureRequest, demo_town: None) -> None:
    """Do all of it within the walls between offices, where the database has them."""
    del demo_town
    if connection.vendor == "postgresql":
        request.getfixturevalue("ordinary_role")


def test_what_somebody_opened_who_may_act_for_me_is_not_said_to_be_mine(reference: str) -> None:
    terms = Terms(("matters", "letters"), NOW + timedelta(days=30), ())
    mandate, _ = offer_mandate(giver=NOOR, terms=terms, helper=HELPER, now=NOW)
    accept_mandate(actor=HELPER, mandate=mandate, now=NOW)
    assert Browser(HELPER).look(f"/en/track/{reference}/").status_code == 200

    told = f"Idris Al-Bahar, who may act for you, opened your application {reference}."
    noor = Browser(NOOR)
    noor.look(f"/en/track/{reference}/")
    assert told in words_of(noor.look(PLACE))
    assert told not in words_of(noor.look(f"{PLACE}?who=offices"))
    own = words_of(noor.look(f"{PLACE}?who=own"))
    assert told not in own
    assert f"You opened your application {reference} yourself." in own
    taken = noor.look(f"{PLACE}who-looked.json").json()["reads"]
    assert [each["purpose"] for each in taken].count("help") == 1


def _delivered(delivery: Delivery) -> None:
    deliver_answer(delivery, now=NOW)


def read_by_the_clerk(reference: str) -> DataRead:
    return DataRead.objects.filter(case=reference, actor=CLERK).earliest("id")


def ask(reference: str, who: str = NOOR) -> Any:  # noqa: ANN401 - the test client's own kind of response
    return Browser(who).send(f"{PLACE}{read_by_the_clerk(reference).pk}/ask/")


def test_a_look_says_office_post_case_purpose_and_law(reference: str) -> None:
    row = read_by_the_clerk(reference)
    assert (row.office, row.post, row.purpose, row.how) == (HARBOUR, "harbour-clerk", "work", "opened")
    assert row.basis.startswith("harbour-office/mooring-permit@")
    assert not row.is_outside

    told = words_of(Browser(NOOR).look(PLACE))
    assert f"read your application {reference} to deal with it." in told
    assert "Harbour Office (" in told
    assert "Law: " in told
    # Posts, not people: who the officer is, the office knows.
    assert "Amal" not in told


def test_one_page_of_the_desk_is_one_line(reference: str) -> None:
    page = text_of(Browser(NOOR).look(f"{PLACE}?who=offices"))
    assert DataRead.objects.filter(case=reference, actor=CLERK).count() > 1
    assert page.count(f"read your application {reference} to deal with it.</p>") == 1


def test_somebody_else_sees_none_of_it(reference: str) -> None:
    assert reference not in text_of(Browser("idris-al-bahar").look(PLACE))
    assert "Nobody has looked at your data here yet." in words_of(
        Browser("idris-al-bahar").look(f"{PLACE}?who=offices")
    )
    assert ask(reference, "idris-al-bahar").status_code == 404
    assert not Question.objects.exists()


def test_ones_own_looks_are_apart(reference: str) -> None:
    noor = Browser(NOOR)
    assert noor.look(f"/en/track/{reference}/").status_code == 200
    assert "yourself" not in words_of(noor.look(PLACE)).replace("By yourself", "")
    assert f"You opened your application {reference} yourself." in words_of(noor.look(f"{PLACE}?who=own"))


def test_a_look_after_the_end_is_marked(reference: str) -> None:
    withdraw_case(reference=reference, visitor=Visitor(NOOR), now=datetime.now(UTC))
    Browser(CLERK).look(f"/desk/cases/{reference}/")
    told = words_of(Browser(NOOR).look(PLACE))
    assert f"read your application {reference} after it had ended." in told
    assert "The case had ended" in told


def test_older_ones_are_a_page_away_and_all_of_it_is_a_file() -> None:
    rows = [
        DataRead(
            at=NOW - timedelta(minutes=n),
            actor=CLERK,
            owner=f"person:{NOOR}",
            case="7KQ4M-X2P9C",
            purpose="work",
            office=HARBOUR,
            how="opened",
        )
        for n in range(45)
    ]
    DataRead.objects.bulk_create(rows)
    noor = Browser(NOOR)
    first = text_of(noor.look(PLACE))
    older = re.search(r'href="([^"]+before=\d+)"', first)
    assert older is not None
    assert first.count('class="look"') == 40
    assert text_of(noor.look(older[1].replace("&amp;", "&"))).count('class="look"') == 5
    file = noor.look(f"{PLACE}who-looked.json")
    assert len(file.json()["reads"]) == 45
    assert file["Cache-Control"] == "no-store"
    assert CLERK not in file.content.decode()


def test_what_a_case_wrote_into_a_register_is_ones_own_too(reference: str) -> None:
    entry = {"at": NOW, "actor": CLERK, "purpose": "work", "office": HARBOUR, "how": "opened"}
    mine = DataRead.objects.create(owner=f"entry:{reference}", case=reference, **entry)
    others = DataRead.objects.create(owner="entry:7KQ4M-X2P9C", case=reference, **entry)
    told = {each["id"] for each in Browser(NOOR).look(f"{PLACE}who-looked.json").json()["reads"]}
    assert str(mine.pk) in told
    assert str(others.pk) not in told


def test_a_question_has_a_clock_and_is_asked_once(reference: str) -> None:
    assert ask(reference).status_code == 303
    assert ask(reference).status_code == 303
    kept = Question.objects.get()
    assert (kept.office, kept.person, kept.case) == (HARBOUR, NOOR, reference)
    assert kept.due_on > NOW.date() + timedelta(days=10)
    assert Record.objects.filter(kind="look.asked").count() == 1
    assert "You asked on" in words_of(Browser(NOOR).look(PLACE))


def test_the_supervisor_answers_and_it_comes_to_page_and_inbox(reference: str) -> None:
    ask(reference)
    question = Question.objects.get().pk
    page = Browser(MASTER).look("/desk/looks/questions/")
    assert reference in words_of(page)
    assert "It was asked" not in words_of(page)

    done = Browser(MASTER).send(
        f"/desk/looks/questions/{question}/", words="Every application is read first by a clerk."
    )
    assert done.status_code == 303
    told = words_of(Browser(NOOR).look(PLACE))
    assert "Every application is read first by a clerk." in told
    # The page posted it at the moment of its own clock, which has gone on since this file was read.
    assert deliver_due(handlers={LOOK_ANSWER: _delivered}, now=datetime.now(UTC) + timedelta(minutes=1)) == 1
    assert [each.template for each in inbox_of(person=NOOR).letters if each.template == "look-answer"] == [
        "look-answer"
    ]
    assert Record.objects.filter(kind="look.answered").count() == 1
    again = Browser(MASTER).send(f"/desk/looks/questions/{question}/", words="Something else.")
    assert again.status_code == 409
    assert "Something else." not in words_of(Browser(NOOR).look(PLACE))
    assert verify_log() == []


@pytest.mark.parametrize("who", [CLERK, ELDER, KEEPER])
def test_nobody_else_answers(reference: str, who: str) -> None:
    ask(reference)
    question = Question.objects.get()
    assert Browser(who).send(f"/desk/looks/questions/{question.pk}/", words="Because.").status_code in {403, 404}
    question.refresh_from_db()
    assert question.answered_at is None


def test_nobody_answers_for_a_look_of_their_own() -> None:
    made = apply_for_mooring()
    Browser(MASTER).look(f"/desk/cases/{made}/")
    read = DataRead.objects.filter(case=made, actor=MASTER).earliest("id")
    owners = owners_of_person(NOOR, now=NOW)
    asked = ask_why(read=read.pk, owners=owners, person=NOOR, language="en", now=NOW)
    assert Browser(MASTER).send(f"/desk/looks/questions/{asked}/", words="Because.").status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.update(answered_by=MASTER, answered_at=NOW, sealed=b"x")


def test_an_empty_answer_is_none(reference: str) -> None:
    ask(reference)
    assert Browser(MASTER).send(f"/desk/looks/questions/{Question.objects.get().pk}/", words="  ").status_code == 422
    assert Question.objects.get().answered_at is None


def test_what_is_late_is_counted_and_says_so(reference: str) -> None:
    ask(reference)
    Question.objects.update(due_on=date(2020, 1, 1))
    assert count_overdue(HARBOUR, today=NOW.date()) == 1
    assert "Late" in words_of(Browser(MASTER).look("/desk/looks/questions/"))
    assert "Late" in words_of(Browser(NOOR).look(PLACE))


def test_whoever_holds_the_secret_of_a_case_sees_who_looked_and_asks(reference: str) -> None:
    Case.objects.filter(reference=reference)
    guest = Client()
    made = guest.post(
        "/api/v1/applications",
        {"service": "parks-office/night-market-stall", "answers": _stall(guest)},
        content_type="application/json",
        headers={"Idempotency-Key": "guest-1"},
    ).json()
    Browser(KEEPER).look(f"/desk/cases/{made['reference']}/")
    place = f"/en/track/{made['reference']}/who-looked/"
    assert guest.get(place).status_code in {303, 404}
    guest.post("/en/track/", {"reference": made["reference"], "secret": made["secret"]})
    page = guest.get(place)
    assert f"read your application {made['reference']} to deal with it." in words_of(page)
    read = DataRead.objects.filter(case=made["reference"], actor=KEEPER).earliest("id")
    assert guest.post(f"{place}{read.pk}/ask/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 303
    assert "You asked on" in words_of(guest.get(place))
    # Of another case nothing is asked here.
    Browser(CLERK).look(f"/desk/cases/{reference}/")
    other = read_by_the_clerk(reference).pk
    assert guest.post(f"{place}{other}/ask/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 404


def _stall(client: Client) -> Any:  # noqa: ANN401 - the test client's own kind of response
    return client.get("/api/v1/services/parks-office/night-market-stall/example").json()["answers"]


def test_a_purpose_that_is_not_on_the_list_opens_nothing() -> None:
    with pytest.raises(UnknownPurposeError):
        Reader(HALL, "curiosity", "", NOW)


def test_an_office_reads_in_a_case_or_for_a_written_reason() -> None:
    with pytest.raises(CaseOrReasonNeeded):
        Reader(CLERK, Purpose.WORK, "", NOW, office=HARBOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        DataRead.objects.create(at=NOW, actor=CLERK, owner="person:x", case="", purpose="work", office=HARBOUR)


@pytest.mark.parametrize("sql", ["UPDATE journal_dataread SET actor = 'x'", "DELETE FROM journal_dataread"])
def test_no_read_is_changed_or_lost(reference: str, sql: str) -> None:
    del reference
    with pytest.raises(Error, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_after_seven_years_a_read_may_go(reference: str) -> None:
    DataRead.objects.create(at=NOW - timedelta(days=8 * 366), actor="x", owner="matter:old", case="x", purpose="work")
    kept = DataRead.objects.count() - 1
    assert forget_old_reads(now=NOW) == 1
    assert DataRead.objects.count() == kept
    assert reference


def test_programs_read_and_ask_the_same(reference: str) -> None:
    client = Client()
    token = client.post("/api/v1/demo/token", {"person": NOOR}, content_type="application/json").json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert client.get("/api/v1/me/reads").status_code == 401
    first = client.get("/api/v1/me/reads?limit=1", headers=headers).json()
    assert (first["items"][0]["office"], first["items"][0]["case"]) == (HARBOUR, reference)
    assert first["items"][0]["question"] is None
    more = client.get(f"/api/v1/me/reads?cursor={first['next_cursor']}", headers=headers)
    assert more.json().get("items"), (first, more.content)

    read = first["items"][0]["id"]
    asked = [client.post(f"/api/v1/me/reads/{read}/ask", headers=headers).json() for _ in range(2)]
    assert asked[0] == asked[1]
    assert asked[0]["due_on"]
    assert Question.objects.count() == 1
    for nobodys in (0, 10**9, 10**30):
        assert client.post(f"/api/v1/me/reads/{nobodys}/ask", headers=headers).status_code == 404
