"""At the town desk: Idris has no computer. He shows his card, Odile fills in for him, he takes it back at home."""

import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests import halls
from tests.applicants import Applicant, words_of
from tests.halls import Hall
from tests.journeys.helping import answer_everything, declared
from tests.journeys.papers import work

SERVICE = "town-clerk/moving-in"
CLERK, PERSON, NAME = "odile-okafor", "idris-al-bahar", "Idris Al-Bahar"
CARD = {"paper": "resident-card", "number": "LB-8831-0461"}
DESK = "/desk/counter/"


@pytest.fixture
def town(example_hall: Hall, tmp_path: Path) -> Iterator[Hall]:
    """Return a hall of the town whose worker works when it is told to: what is decided does not depend on its pace."""
    home = halls.copied(example_hall.home, tmp_path / "home", as_loaded=True)
    with halls.serving(home) as hall:
        yield hall


@pytest.fixture
def clerk(town: Hall) -> Iterator[Applicant]:
    """Return who sits at the town desk."""
    with closing(Applicant(town)) as somebody:
        somebody.sign_in(CLERK)
        yield somebody


@pytest.fixture
def person(town: Hall) -> Iterator[Applicant]:
    """Return who comes to the town desk, later at home."""
    with closing(Applicant(town)) as somebody:
        yield somebody


def test_a_clerk_fills_in_for_somebody_who_takes_it_back_at_home(clerk: Applicant, person: Applicant) -> None:
    place = _attend(clerk, CARD)
    page = words_of(clerk.look(place))
    assert NAME in page
    assert "Resident card was seen, which proves level 3" in page
    found = clerk.look(f"{place}?service=moving")
    assert f'href="/en/apply/{SERVICE}/"' in found.text
    assert f"Fill in for {NAME}" in words_of(found)
    code = re.search(r"handed__code[^>]*>([0-9A-Z-]{19})<", clerk.send(f"{place}code/", {}).text)
    assert code, "a code to sign in with, on paper"

    reference = _sent(clerk)

    after = words_of(clerk.look(place))
    assert "Sent at this counter" in after
    assert reference in after
    assert clerk.send(f"{place}end/", {}).status == 303
    assert clerk.look(f"/en/track/{reference}/").status == 404, "what was for an hour is over"
    assert clerk.look(place).status == 404

    signed_in = person.send("/en/sign-in/counter/", {"code": code[1].lower()})
    assert signed_in.status == 303, words_of(signed_in)
    case = f"/en/track/{reference}/"
    assert "Odile Okafor applied for you" in words_of(person.look(case))
    assert "Odile Okafor sent this for you" in words_of(person.look("/en/me/"))
    looked = words_of(person.look("/en/me/who-looked/"))
    assert "Town Clerk (Town desk) looked for you" in looked
    assert "You stood at a counter and showed a paper." in looked
    assert "filled in a form for you at a counter" in looked
    assert "(Town desk) had the page open that says who stands at their counter" in looked
    undone = person.send(f"{case}undo/", {})
    assert undone.status == 303, words_of(undone)
    assert "an officer saw this paper of yours: Resident card" in _letter(person, "You were at a counter")
    assert "You took back what was sent for you" in words_of(person.look(case))


def test_what_the_clerk_may_do_ends_with_the_next_click_of_the_person(clerk: Applicant, person: Applicant) -> None:
    place = _attend(clerk, CARD)
    base = _begun(clerk)
    check = answer_everything(clerk, base, SERVICE)
    person.sign_in(PERSON)
    given = person.look("/en/me/mandates/")
    assert "Odile Okafor" in words_of(given)
    assert "at a counter of Town Clerk" in words_of(given)
    ends = re.findall(r"/en/me/mandates/([\w-]+)/end/", given.text)
    for each in ends:
        assert person.send(f"/en/me/mandates/{each}/end/", {}).status == 303

    late = clerk.send(check, declared(clerk, check) or {"_": "1"})

    assert late.status in {403, 404}, words_of(late)
    assert clerk.look(place).status == 404
    assert clerk.send(f"{place}codes/", {}).status == 404
    assert base in person.look("/en/me/").text, "the draft is where it always was"


def test_whoever_has_no_account_gets_one_at_the_counter_and_ten_codes(clerk: Applicant, person: Applicant) -> None:
    fields = {"paper": "resident-card", "number": "LB-9000-0001", "_once": "a new face"}
    nobody = clerk.send(DESK, fields)
    assert nobody.status == 422
    assert "Nobody has an account with this paper" in words_of(nobody)
    made = clerk.send(DESK, {**fields, "name": "Rosa Quispe"})
    assert made.status == 303, words_of(made)
    place = made.headers["location"]
    assert clerk.send(DESK, {**fields, "name": "Rosa Quispe"}).headers["location"] == place, "twice is once"
    again = clerk.send(DESK, {**CARD, "number": "lb 9000 0001"})
    assert "Rosa Quispe" in words_of(clerk.look(again.headers["location"])), "the next time she is found"

    sheet = clerk.send(f"{again.headers['location']}codes/", {})
    number, first, *_rest = re.findall(r"handed__code[^>]*>([0-9A-Z-]{9})<", sheet.text)
    assert len(_rest) == 9
    assert sheet.headers["cache-control"] == "no-store"
    signed_in = person.send("/en/sign-in/printed/", {"number": number, "code": first})
    assert signed_in.status == 303, words_of(signed_in)
    assert "Rosa Quispe" in person.look("/en/me/").text


def test_only_a_clerk_of_a_counter_attends_and_only_with_a_paper(town: Hall, clerk: Applicant) -> None:
    for other in ("petra-lim", "amal-haddad"):
        with closing(Applicant(town)) as officer:
            officer.sign_in(other)
            assert officer.look(DESK).status == 403
            assert officer.send(DESK, CARD).status == 403
    for fields, told in (
        ({"number": "LB-8831-0461"}, "Choose which paper you see"),
        ({"paper": "resident-card"}, "Write the number"),
        ({"paper": "resident-card", "number": "12"}, "This cannot be its number"),
        ({"paper": "boat-papers", "name": ""}, "write the name"),
        ({**CARD, "code": "0000000000000000"}, "There is no such code"),
    ):
        refused = clerk.send(DESK, fields)
        assert refused.status == 422, fields
        assert told in words_of(refused)
    place = _attend(clerk, CARD)
    with closing(Applicant(town)) as supervisor:
        supervisor.sign_in("joseph-amadi")
        seen = words_of(supervisor.look(DESK))
        assert "Odile Okafor" in seen
        assert "Resident card" in seen
        assert NAME not in seen, "that somebody came is no name to hand on"
        assert supervisor.look(place).status == 403


def test_a_mandate_that_was_signed_at_home_is_written_down(clerk: Applicant, town: Hall) -> None:
    place = _attend(clerk, {"paper": "resident-card", "number": "LB-5500-9120"})  # Lin Xiaoyu brings it
    form = {
        "side": "helps",
        "number": CARD["number"],
        "scopes": ["matters", "fill"],
        "services": "all",
        "until-day": "31",
        "until-month": "12",
        "until-year": "2027",
        "paper": "Cabinet 4, 2026/118",
    }
    assert clerk.send(f"{place}mandate/", {**form, "paper": ""}).status == 422
    written = clerk.send(f"{place}mandate/", form)
    assert written.status == 303, words_of(written)
    assert clerk.send(f"{place}mandate/", form).status == 409, "twice is once"
    with closing(Applicant(town)) as giver:
        giver.sign_in(PERSON)
        page = giver.look("/en/me/mandates/")
        told = words_of(page)
        assert "Lin Xiaoyu may act for you until 31 December 2027: see where matters stand and fill in forms" in told
        assert "Written down at a counter of Town Clerk from a signed paper" in told
        mandate = re.findall(r"/en/me/mandates/([\w-]+)/end/", page.text)
        assert [giver.send(f"/en/me/mandates/{each}/end/", {}).status for each in mandate] == [303]


def _attend(clerk: Applicant, fields: dict[str, str]) -> str:
    sent = clerk.send(DESK, {**fields, "_once": str(time.monotonic_ns())})
    assert sent.status == 303, words_of(sent)
    return sent.headers["location"]


def _begun(clerk: Applicant) -> str:
    door = f"/en/apply/{SERVICE}/new/for-whom/"
    assert NAME in words_of(clerk.look(door))
    begun = clerk.send(door, {"organisation": PERSON})
    assert begun.status == 303, words_of(begun)
    return begun.headers["location"]


def _sent(clerk: Applicant) -> str:
    base = _begun(clerk)
    check = answer_everything(clerk, base, SERVICE)
    sent = clerk.send(check, declared(clerk, check))
    assert sent.headers.get("location", "").endswith("/done/"), words_of(sent)
    return base.rstrip("/").rpartition("/")[2]


def _letter(person: Applicant, title: str) -> str:
    """Return what stands in the letter that comes with this title."""
    work(person.hall)
    page = person.look("/en/me/letters/").text
    found = re.search(rf'href="(/en/me/letters/[^"]+/)"[^>]*>[^<]*{title}', page)
    assert found, title
    return words_of(person.look(found[1]))


def test_nobody_decides_what_they_sent_for_somebody(town: Hall) -> None:
    terms = {"scopes": ["matters", "fill", "submit"], "until": "2027-12-31", "helper": "amal-haddad"}
    with closing(Applicant(town)) as giver, closing(Applicant(town)) as officer:
        giver.become("noor-al-bahar")
        officer.become("amal-haddad")
        made = giver.call("POST", "/api/v1/mandates", terms).json()["id"]
        assert officer.call("POST", f"/api/v1/mandates/{made}/accept", {}).status == 200
        mooring = "harbour-office/mooring-permit"
        answers = giver.call("GET", f"/api/v1/services/{mooring}/example").json()["answers"]
        body = {"service": mooring, "answers": answers, "on_behalf_of": "noor-al-bahar"}
        sent = officer.call("POST", "/api/v1/applications", body, Idempotency_Key="a friend")
        assert sent.status == 201, sent.text
        officer.sign_in("amal-haddad")
        page = officer.look(f"/desk/cases/{sent.json()['reference']}/")
        assert "It is their own application: somebody else has to decide it" in words_of(page)
        assert "/decide/" not in page.text
