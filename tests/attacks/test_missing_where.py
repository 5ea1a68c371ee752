"""Attack 50: pages of a plug-in forgot to ask whose a case is. PostgreSQL answers for the officer's office alone."""

from contextlib import suppress
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.test import Client
from django.urls import clear_url_caches, path
from pytest_django import Settings

from openhall.blocks.authorities.facade import enter_office, within_walls
from openhall.blocks.cases.models import Case
from openhall.blocks.cases.tests.applying import STALL, opened, prepared, request, service, submit
from openhall.blocks.identity.facade import begin_session, issue_token
from openhall.blocks.processes.facade import tasks_of
from openhall.blocks.processes.tests.drawn import SIGNED
from openhall.kernel.rights import Right, open_to
from openhall.kernel.visits import SESSION_COOKIE
from openhall.project import urls

pytestmark = pytest.mark.postgres
behind_one_transaction = pytest.mark.django_db
for_real = pytest.mark.django_db(transaction=True)

CLERK = "town-clerk"
KEEPER, SCRIBE, RESIDENT = "tomas-berg", "petra-lim", "noor-al-bahar"


def _found() -> dict[str, Any]:
    """Return what a query without WHERE finds, under which scope, on which connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('openhall.scope', true), pg_backend_pid()")
        scope, process = cursor.fetchone()
    return {"scope": scope, "process": process, "cases": sorted(Case.objects.values_list("reference", flat=True))}


@open_to(Right.OFFICER)
def forgetful(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(_found())


@open_to(Right.EVERYONE)
def public(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(_found())


@open_to(Right.OFFICER)
def failing(_request: HttpRequest) -> JsonResponse:
    raise RuntimeError("on purpose")


@open_to(Right.OFFICER)
def losing(_request: HttpRequest) -> JsonResponse:
    """Lose the connection amid the request."""
    connection.close()
    return JsonResponse(_found())


@open_to(Right.OFFICER)
def breaking(_request: HttpRequest) -> JsonResponse:
    """Leave the connection in a transaction that failed: nothing can be set there any more."""
    found = _found()
    with connection.cursor() as cursor, suppress(Error):
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 / 0")
    return JsonResponse(found)


@pytest.fixture
def cases(settings: Settings, ordinary_role: None) -> dict[str, str]:
    """Put a plug-in into the hall, and open a case of the parks and one of the clerk's; return them by authority."""
    del ordinary_role
    plugged = ModuleType("plugged")
    views = (forgetful, public, failing, losing, breaking)
    plugged.__dict__["urlpatterns"] = [*(path(f"desk/plug-in/{v.__name__}/", v) for v in views), *urls.urlpatterns]
    settings.ROOT_URLCONF = plugged
    clear_url_caches()
    settings.OPENHALL_DEMO = True
    move = service(STALL, id=f"{CLERK}/move", authority=CLERK)
    opened(more=(move,), appointment=SIGNED)
    return {of.authority: submit(prepared(of=of), request(of.id)).reference for of in (service(), move)}


def browser(person: str) -> Client:
    client = Client(raise_request_exception=False)
    if person:
        client.cookies[SESSION_COOKIE] = begin_session(person=person, now=datetime.now(UTC))
    return client


def ask(person: str, page: str) -> Any:  # noqa: ANN401 - the test client's own kind of response
    return browser(person).get(f"/desk/plug-in/{page}/")


@behind_one_transaction
def test_a_forgotten_where_shows_an_office_its_own_cases_and_nothing_else(cases: dict[str, str]) -> None:
    assert ask(KEEPER, "forgetful").json()["cases"] == [cases["parks-office"]]
    assert ask(SCRIBE, "forgetful").json()["cases"] == [cases[CLERK]]
    assert ask("amal-haddad", "forgetful").json()["cases"] == []
    assert [ask(person, "forgetful").status_code for person in (RESIDENT, "")] == [403, 302]
    # The hall itself, which serves applicants, sees all.
    assert ask(KEEPER, "public").json()["cases"] == sorted(cases.values())


@behind_one_transaction
def test_the_api_of_officers_has_the_same_walls(cases: dict[str, str]) -> None:
    tasks = {authority: tasks_of(reference)[0].id for authority, reference in cases.items()}
    for person, own, other in ((KEEPER, "parks-office", CLERK), (SCRIBE, CLERK, "parks-office")):
        token = issue_token(person=person, now=datetime.now(UTC))[0]
        client = Client(headers={"Authorization": f"Bearer {token}"})
        items = client.get("/api/v1/tasks?state=all").json()["items"]
        assert [item["case"] for item in items] == [cases[own]]
        assert client.get(f"/api/v1/tasks?case={cases[other]}").json()["items"] == []
        assert client.post(f"/api/v1/tasks/{tasks[other]}/claim").status_code == 404
        assert client.post(f"/api/v1/tasks/{tasks[own]}/claim").status_code == 200
        assert ask("", "public").json()["scope"] == "hall"


@for_real
def test_whatever_happens_in_a_request_the_next_one_begins_in_the_hall(cases: dict[str, str]) -> None:
    whole = ("hall", sorted(cases.values()))
    before = ask("", "public").json()
    for page, status in (("forgetful", 200), ("failing", 500)):
        assert ask(KEEPER, page).status_code == status
        after = ask("", "public").json()
        assert (after["scope"], after["cases"]) == whole, page
        assert after["process"] == before["process"], "the connection is kept"


@for_real
def test_a_connection_that_cannot_be_reset_serves_nobody_else(cases: dict[str, str]) -> None:
    broken = ask(KEEPER, "breaking")
    assert (broken.status_code, broken.json()["scope"]) == (200, "office:parks-office")
    after = ask("", "public").json()
    assert (after["scope"], after["cases"]) == ("hall", sorted(cases.values()))
    assert after["process"] != broken.json()["process"]


@for_real
def test_a_connection_that_is_made_anew_amid_a_request_has_its_walls(cases: dict[str, str]) -> None:
    del cases
    before = ask(KEEPER, "forgetful").json()
    lost = ask(KEEPER, "losing").json()
    assert (lost["scope"], before["scope"]) == ("office:parks-office",) * 2
    assert lost["process"] != before["process"]
    assert ask("", "public").json()["scope"] == "hall"


@behind_one_transaction
def test_walls_within_walls_end_where_they_began(cases: dict[str, str]) -> None:
    del cases
    scopes = []
    with within_walls():
        enter_office("parks-office")
        with suppress(ZeroDivisionError), within_walls():
            enter_office(CLERK)
            scopes.append(_found()["scope"])
            raise ZeroDivisionError
        scopes.append(_found()["scope"])
    assert [*scopes, _found()["scope"]] == [f"office:{CLERK}", "office:parks-office", "hall"]


@behind_one_transaction
def test_the_desk_looks_the_same_behind_walls(cases: dict[str, str]) -> None:
    """The desk's own pages answer as ever: what is another's is like what is not there."""
    keeper = browser(KEEPER)
    assert keeper.get("/desk/").status_code == 200
    assert keeper.get(f"/desk/cases/{cases['parks-office']}/").status_code == 200
    for reference in (cases[CLERK], "ABCDE-FGHJK"):
        assert keeper.get(f"/desk/cases/{reference}/").status_code == 404


@for_real
def test_who_passes_a_case_on_at_the_desk_sees_it_no_more(cases: dict[str, str]) -> None:
    stall, move = cases["parks-office"], cases[CLERK]
    task = tasks_of(stall)[0].id
    _pass_on(KEEPER, stall, task, CLERK)
    assert ask(SCRIBE, "forgetful").json()["cases"] == sorted((stall, move))
    assert ask(KEEPER, "forgetful").json()["cases"] == [stall], "who leads stays"
    _pass_on(SCRIBE, stall, task, "parks-office")
    assert ask(SCRIBE, "forgetful").json()["cases"] == [move]


def _pass_on(person: str, reference: str, task: int, office: str) -> None:
    sent = browser(person).post(
        f"/desk/cases/{reference}/tasks/{task}/pass/",
        {"office": office, "words": "It is about something else."},
        headers={"Sec-Fetch-Site": "same-origin"},
    )
    assert (sent.status_code, sent["Location"].partition("?")[0]) == (303, "/desk/")


@behind_one_transaction
def test_no_table_of_a_case_stands_before_the_walls() -> None:
    """What a new table keeps of a case needs a wall.

    The keys of acts name no more than their requests; what a bank or a provider told names a payment, and nobody; what
    came after its day was closed names a posting.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT k.relname FROM pg_constraint f JOIN pg_class k ON k.oid = f.conrelid"
            " JOIN pg_class t ON t.oid = f.confrelid"
            " WHERE f.contype = 'f' AND t.relrowsecurity AND NOT (k.relrowsecurity AND k.relforcerowsecurity)"
        )
        before = {row[0] for row in cursor.fetchall()}
        assert before == {"cases_actkey", "payments_bankentry", "payments_lateposting", "payments_providernews"}
