"""What somebody may do for a firm, their role says: owners set it, and it holds with the next click, forms included."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.applicants import Applicant, words_of
from tests.halls import Answer, Hall
from tests.journeys.helping import answer_everything, declared

FIRM = "fair-wind-trading"
RIGHTS = f"/en/me/organisations/{FIRM}/rights/"
ALL = ["letters", "matters", "fill", "submit", "pay", "book"]


@pytest.fixture
def people(quiet_hall: Hall) -> Iterator[tuple[Applicant, Applicant]]:
    """Return the firm's director and its member of staff, signed in on pages and over the API."""
    with closing(Applicant(quiet_hall)) as director, closing(Applicant(quiet_hall)) as staff:
        listed = director.call("GET", "/api/v1/demo/people").json()["items"]
        by_role = {own["role"]: each["id"] for each in listed for own in each["organisations"] if own["id"] == FIRM}
        for somebody, role in ((director, "director"), (staff, "staff")):
            somebody.sign_in(by_role[role])
            somebody.become(by_role[role])
        yield director, staff
        _allow(director, ["matters", "fill", "book"])


def test_a_role_without_the_right_is_refused_and_nothing_is_sent(people: tuple[Applicant, Applicant]) -> None:
    director, staff = people
    service = _service(director)
    page = words_of(staff.look(f"/en/me/organisations/{FIRM}/"))
    assert "Member of staff Your role See where matters stand, fill in forms and renew and book times" in page
    assert "rights/" not in staff.look(f"/en/me/organisations/{FIRM}/").text

    refused = _apply(staff, service, "refused")
    assert (refused.status, refused.json()["code"]) == (403, "role-forbids")
    assert staff.send(RIGHTS, {"role": "staff", "rights-staff": ALL}).status == 409, "nobody gives themselves rights"

    _allow(director, ALL)
    sent = _apply(staff, service, "allowed")
    assert sent.status == 201, sent.text
    reference = sent.json()["reference"]
    case = f"/en/track/{reference}/"
    assert staff.look(case).status == 200
    assert reference in staff.look("/en/me/").text

    _allow(director, ["fill", "submit"])
    assert staff.look(case).status == 404, "who sent it sees it for as long as they may"
    assert staff.call("GET", f"/api/v1/applications/{reference}").status == 404
    assert reference not in staff.look("/en/me/").text
    assert reference in director.look("/en/me/").text

    _allow(director, ["matters"])
    assert staff.look(case).status == 200
    for act in ("withdraw", "pay", "messages"):
        assert staff.send(f"{case}{act}/", {"text": "Grant it.", "way": "sandbox", "_once": "1"}).status == 404, act
    assert staff.call("POST", f"/api/v1/applications/{reference}/withdraw", {}).status == 404
    assert director.call("GET", f"/api/v1/applications/{reference}").json()["status"] == "submitted"


def test_a_right_that_is_taken_away_is_gone_with_the_next_click_of_an_open_form(
    people: tuple[Applicant, Applicant],
) -> None:
    director, staff = people
    _allow(director, ALL)
    service = "hongkong-post/mail-redirection"
    begun = staff.send(f"/en/apply/{service}/new/for-whom/", {"organisation": FIRM})
    assert begun.status == 303, words_of(begun)
    check = answer_everything(staff, begun.headers["location"], service)
    fields = declared(staff, check)

    _allow(director, ["matters", "fill"])
    late = staff.send(check, fields)
    assert late.status == 403
    assert "Your role may not do this for the organisation" in words_of(late)

    _allow(director, ["matters"])
    assert staff.look(check).status == 403, "what the firm's record holds is shown no more either"
    assert staff.look(f"/en/apply/{service}/new/for-whom/").text.count(FIRM) == 0

    _allow(director, ALL)
    assert staff.look(check).status == 200, "nothing was lost"
    assert staff.send(check, fields).headers["location"].endswith("/done/")


def _allow(director: Applicant, rights: list[str]) -> None:
    said = director.send(RIGHTS, {"role": "staff", "rights-staff": rights})
    assert said.status == 303, words_of(said)


def _service(somebody: Applicant) -> str:
    listed = somebody.call("GET", "/api/v1/services?audience=business&limit=100").json()["items"]
    return str(next(each["id"] for each in listed if each["audience"] == ["business"]))


def _apply(somebody: Applicant, service: str, key: str) -> Answer:
    answers = somebody.call("GET", f"/api/v1/services/{service}/example").json()["answers"]
    body = {"service": service, "answers": answers, "on_behalf_of": FIRM}
    return somebody.call("POST", "/api/v1/applications", body, Idempotency_Key=key)


def test_places_are_managed_over_the_api_as_on_pages(quiet_hall: Hall, people: tuple[Applicant, Applicant]) -> None:
    director, staff = people
    base = f"/api/v1/organisations/{FIRM}"
    mine = {each["id"]: each for each in staff.call("GET", "/api/v1/organisations").json()["items"]}
    assert (mine[FIRM]["role"], mine[FIRM]["rights"]) == ("staff", ["matters", "fill", "book"])
    seen = staff.call("GET", f"{base}/seats").json()
    person = next(each["person"] for each in seen["items"] if each["role"] == "staff")
    assert seen["roles"]["accountant"] == ["letters", "matters", "fill", "submit", "pay"]

    for refused in (
        staff.call("POST", f"{base}/rights", {"role": "staff", "rights": ["submit"]}),
        staff.call("POST", f"{base}/seats", {"role": "staff"}),
        staff.call("POST", f"{base}/seats/{person}/role", {"role": "owner"}),
    ):
        assert refused.status == 403, refused.text
    told = director.call("POST", f"{base}/rights", {"role": "staff", "rights": ["submit", "letters"]})
    assert told.json()["roles"]["staff"] == ["letters", "submit"]
    assert staff.call("GET", "/api/v1/organisations").json()["items"][0]["rights"] == ["letters", "submit"]
    wrong = director.call("POST", f"{base}/rights", {"role": "staff", "rights": ["everything"]})
    assert (wrong.status, wrong.json()["code"]) == (422, "unknown-role")
    changed = director.call("POST", f"{base}/seats/{person}/role", {"role": "accountant"})
    assert "accountant" in {each["role"] for each in changed.json()["items"]}
    assert director.call("POST", f"{base}/seats/{person}/role", {"role": "staff"}).status == 200

    with closing(Applicant(quiet_hall)) as newcomer:
        newcomer.become("tse-hoi-yan")
        stranger = newcomer.call("GET", f"{base}/seats")
        assert (stranger.status, stranger.json()["code"]) == (404, "unknown-organisation")
        assert newcomer.call("POST", f"{base}/seats/{person}/end", {}).status == 404
        code = director.call("POST", f"{base}/seats", {"role": "secretary"}).json()["code"]
        assert newcomer.call("POST", "/api/v1/organisations/take", {"code": code}).json() == {"organisation": FIRM}
        assert newcomer.call("POST", "/api/v1/organisations/take", {"code": code}).status == 409, "once"
        assert newcomer.call("GET", f"{base}/seats").status == 200
        assert director.call("POST", f"{base}/seats/tse-hoi-yan/end", {}).status == 200
        assert newcomer.call("GET", f"{base}/seats").status == 404, "gone with the next request"
    director_id = next(each["person"] for each in seen["items"] if each["role"] == "director")
    last = director.call("POST", f"{base}/seats/{director_id}/end", {})
    assert (last.status, last.json()["code"]) == (409, "last-one")


def test_a_firm_lets_an_agent_file_until_a_day_and_sees_who_sent_it(
    quiet_hall: Hall, people: tuple[Applicant, Applicant]
) -> None:
    director, _staff = people
    base = f"/api/v1/organisations/{FIRM}"
    body = {"role": "agent", "until": "2027-12-31"}
    code = director.call("POST", f"{base}/seats", body).json()["code"]
    assert director.call("POST", f"{base}/seats", {**body, "until": "2020-01-01"}).status == 422
    assert director.call("POST", f"{base}/seats", {**body, "role": "owner"}).status == 422
    with closing(Applicant(quiet_hall)) as agent:
        agent.become("leung-mei-fong")
        agent.sign_in("leung-mei-fong")
        assert agent.call("POST", "/api/v1/organisations/take", {"code": code}).status == 200
        seen = words_of(director.look(f"/en/me/organisations/{FIRM}/"))
        assert "Agent of another firm until 31 December 2027" in seen
        sent = _apply(agent, _service(agent), "agent")
        assert sent.status == 201, sent.text
        case = f"/en/track/{sent.json()['reference']}/"
        assert "LEUNG Mei Fong applied for Fair Wind Trading Limited" in words_of(director.look(case))
        assert agent.send(f"{case}pay/", {"way": "sandbox"}).status == 404, "an agent files, and spends nothing"

        assert director.call("POST", f"{base}/seats/leung-mei-fong/end", {}).status == 200
        assert agent.look(case).status == 404
        assert _apply(agent, _service(agent), "late").status in {403, 422}
