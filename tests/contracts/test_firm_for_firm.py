"""One firm sends for another, on pages and over the API, for as long as the other lets it; not a moment longer."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta

import pytest
from pytest_django import Settings

from openhall.blocks.cases.facade import Applicant as Applying
from openhall.blocks.cases.models import CaseEvent
from openhall.blocks.cases.tests.applying import NOW, everything, prepared, request, submit
from openhall.blocks.identity.facade import (
    OrganisationDefinition,
    People,
    PersonDefinition,
    RoleForbids,
    Seat,
    begin_session,
    end_firm_mandate,
    firm_mandates_of,
    keep_demo_people,
    offer_firm_mandate,
    take_firm_mandate,
    visitor_of,
)
from openhall.blocks.journal.models import Record
from tests.applicants import Applicant, words_of
from tests.followers import open_town
from tests.halls import Answer, Hall
from tests.journeys.helping import answer_everything, declared

CLIENT, AGENTS = "fair-wind-trading", "paper-crane-software"
BASE = f"/en/me/organisations/{CLIENT}/firms/"
SERVICE = "hongkong-post/mail-redirection"
ENDS = {"ends-day": "31", "ends-month": "12", "ends-year": "2027"}


@pytest.fixture
def people(quiet_hall: Hall) -> Iterator[tuple[Applicant, Applicant]]:
    """Return the client's director, and the owner of the firm that acts for it."""
    with closing(Applicant(quiet_hall)) as director, closing(Applicant(quiet_hall)) as agent:
        listed = director.call("GET", "/api/v1/demo/people").json()["items"]
        by_seat = {(own["id"], own["role"]): each["id"] for each in listed for own in each["organisations"]}
        for somebody, seat in ((director, (CLIENT, "director")), (agent, (AGENTS, "owner"))):
            somebody.sign_in(by_seat[seat])
            somebody.become(by_seat[seat])
        yield director, agent
        for place in _ends(director):
            director.send(place, {})


def _ends(director: Applicant) -> list[str]:
    page = director.look(f"/en/me/organisations/{CLIENT}/").text
    return sorted(set(re.findall(rf'action="({BASE}[^"/]+/end/)"', page)))


def _lent(director: Applicant, agent: Applicant, *scopes: str) -> str:
    """Let the one firm act for the other; return where that is ended."""
    offered = director.send(BASE, {"scopes": [*scopes], **ENDS})
    assert offered.status == 200, words_of(offered)
    code = re.findall(r'<b class="numbers" lang="en">([^<]+)</b>', offered.text)
    taken = agent.send(f"/en/me/organisations/{AGENTS}/firms/code/", {"firm_code": code[0]})
    assert taken.status == 303, words_of(taken)
    return _ends(director)[0]


def _apply(somebody: Applicant, key: str) -> Answer:
    answers = somebody.call("GET", f"/api/v1/services/{SERVICE}/example").json()["answers"]
    body = {"service": SERVICE, "answers": answers, "on_behalf_of": CLIENT}
    return somebody.call("POST", "/api/v1/applications", body, Idempotency_Key=key)


def _sent_by(director: Applicant, reference: str) -> str:
    return words_of(director.look(f"/en/track/{reference}/"))


def test_it_sends_on_pages_and_over_the_api_and_all_three_names_are_there(people: tuple[Applicant, Applicant]) -> None:
    director, agent = people
    refused = _apply(agent, "firm before")
    assert (refused.status, refused.json()["code"]) == (422, "not-your-organisation")
    _lent(director, agent, "matters", "fill", "submit")

    sent = _apply(agent, "firm api")
    assert sent.status == 201, sent.text
    begun = agent.send(f"/en/apply/{SERVICE}/new/for-whom/", {"organisation": CLIENT})
    check = answer_everything(agent, begun.headers["location"], SERVICE)
    done = agent.send(check, declared(agent, check))
    assert done.headers["location"].endswith("/done/"), words_of(done)

    for reference in (sent.json()["reference"], check.split("/")[-3]):
        told = _sent_by(director, reference)
        assert re.search(r"of Paper Crane Software.{0,30} applied for Fair Wind Trading Limited", told), told[:400]
        assert agent.look(f"/en/track/{reference}/").status == 200


def test_what_is_open_when_it_ends_is_refused_at_the_moment_of_sending(people: tuple[Applicant, Applicant]) -> None:
    director, agent = people
    end = _lent(director, agent, "matters", "fill", "submit")
    sent = _apply(agent, "firm first").json()["reference"]
    begun = agent.send(f"/en/apply/{SERVICE}/new/for-whom/", {"organisation": CLIENT})
    check = answer_everything(agent, begun.headers["location"], SERVICE)
    fields = declared(agent, check)
    before = director.look("/en/me/").text.count("/en/track/")

    assert director.send(end, {}).status == 303
    late = agent.send(check, fields)
    assert late.status in {403, 404}, words_of(late)
    over = _apply(agent, "firm late")
    assert (over.status, over.json()["code"]) == (422, "not-your-organisation")
    assert agent.look(f"/en/track/{sent}/").status == 404
    assert director.look("/en/me/").text.count("/en/track/") == before, "nothing was sent"


def test_a_mandate_without_the_right_sends_nothing(people: tuple[Applicant, Applicant]) -> None:
    director, agent = people
    _lent(director, agent, "matters", "fill")
    refused = _apply(agent, "firm fills only")
    assert (refused.status, refused.json()["code"]) in {(403, "role-forbids"), (422, "not-your-organisation")}


@pytest.fixture
def demo_firms(settings: Settings) -> None:
    """Open the town, and let ``ledgers`` of ``agent`` send for ``kites`` of ``owner``, for thirty days."""
    settings.OPENHALL_DEMO = True
    open_town()
    firms = tuple(OrganisationDefinition(name, {"en": name}, "business", {}) for name in ("kites", "ledgers"))
    who = (("owner", "kites"), ("agent", "ledgers"))
    keep_demo_people(
        People(
            organisations=firms,
            people=tuple(
                PersonDefinition(name, {"en": name}, {"en": name}, 3, {}, (Seat(at, "owner"),)) for name, at in who
            ),
        )
    )
    ends_at, scopes = NOW + timedelta(days=30), ("matters", "fill", "submit")
    code = offer_firm_mandate(giver="kites", scopes=scopes, ends_at=ends_at, actor="owner", now=NOW)
    take_firm_mandate(code=code, helper="ledgers", actor="agent", now=NOW)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_over", ["ended", "run out"])
def test_the_database_is_asked_once_more_in_the_transaction_of_the_case(demo_firms: None, is_over: str) -> None:
    """Everything was checked while the mandate held; between that and the sending it is over."""
    del demo_firms
    agent = visitor_of(cookie=begin_session(person="agent", now=NOW), authorization="", now=NOW)
    assert [each.id for each in agent.organisations if each.via] == ["kites"]
    application = prepared(Applying(agent, "kites"))
    sent = submit(application, request("in time", caller="person:agent"))
    event = CaseEvent.objects.get(case__reference=sent.reference, kind="submitted")
    assert (event.actor, event.detail) == ("agent", "ledgers")
    assert "ledgers" in str(Record.objects.get(kind="mandate.used", subject=sent.reference).statement)

    mandate, late = firm_mandates_of("kites", actor="owner", now=NOW)[0][0].id, NOW
    if is_over == "ended":
        end_firm_mandate(mandate=mandate, actor="owner", now=NOW)
    else:
        late = NOW + timedelta(days=31)
    before = everything()
    with pytest.raises(RoleForbids):
        submit(application, request("late", caller="person:agent"), now=late)
    assert everything() == before
