"""A daughter renews for her mother: both names stand in the record, the mother can undo it, and end it at once."""

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
from tests.officers import Officers
from tests.outcomes import pay_over_http

SERVICE = "transport-department/vehicle-licence-renewal"
#: LO Sau Ying owns a car; YU Chun Ho helps her.
OWNER, HELPER = "lo-sau-ying", "yu-chun-ho"
OWNER_NAME, HELPER_NAME = "LO Sau Ying", "YU Chun Ho"
CODE = re.compile(r'<b class="numbers" lang="en">([0-9a-f]{16})</b>')


@pytest.fixture
def owner(hall: Hall) -> Iterator[Applicant]:
    """Return whose car it is."""
    with closing(Applicant(hall)) as person:
        person.sign_in(OWNER)
        yield person


@pytest.fixture
def helper(hall: Hall) -> Iterator[Applicant]:
    """Return who helps."""
    with closing(Applicant(hall)) as person:
        person.sign_in(HELPER)
        yield person


@pytest.fixture
def mandate(owner: Applicant, helper: Applicant) -> Iterator[str]:
    """Let the helper act for the owner with the Transport Department; end what is left of it."""
    given = owner.send(
        "/en/me/mandates/",
        {
            "scopes": ["letters", "matters", "fill", "submit"],
            "office": "transport-department",
            "until-day": 31,
            "until-month": 12,
            "until-year": 2028,
        },
    )
    assert given.status == 200, words_of(given)
    code = CODE.search(given.text)
    assert code, words_of(given)
    offered = words_of(helper.send("/en/me/mandates/code/", {"code": code[1]}))
    assert f"You may act for {OWNER_NAME} until 31 December 2028" in offered
    assert "fill in forms and renew" in offered
    taken = helper.send("/en/me/mandates/accept/", {"code": code[1]})
    assert taken.status == 303, words_of(taken)
    page = owner.look("/en/me/mandates/")
    assert f"{HELPER_NAME} may act for you until 31 December 2028" in words_of(page)
    ends = re.findall(r"/en/me/mandates/([\w-]+)/end/", page.text)
    yield ends[0]
    owner.send(f"/en/me/mandates/{ends[0]}/end/", {})


@pytest.mark.usefixtures("mandate")
def test_a_licence_is_renewed_for_somebody_who_undoes_it(owner: Applicant, helper: Applicant) -> None:
    base = _begin(helper)
    assert f'value="{OWNER}"' not in owner.look(f"/en/apply/{SERVICE}/").text
    check = answer_everything(helper, base, SERVICE)
    shown = words_of(helper.look(check))
    assert f"For whom do you apply? {OWNER_NAME}" in shown
    sent = helper.send(check, declared(helper, check))
    assert sent.headers["location"].endswith("/done/"), words_of(sent)
    reference = base.rstrip("/").rpartition("/")[2]
    page = f"/en/track/{reference}/"

    theirs, seen = words_of(helper.look(page)), words_of(owner.look(page))

    assert f"{HELPER_NAME} applied for {OWNER_NAME}" in theirs
    assert f"{HELPER_NAME} applied for you" in seen
    assert "undo it until" in seen
    assert "Undo it" not in theirs, "only the owner can"
    assert reference in owner.look("/en/me/").text
    assert f"{HELPER_NAME} sent this for you" in words_of(owner.look("/en/me/"))
    assert f"Somebody who may act for you opened your application {reference}" in words_of(
        owner.look("/en/me/who-looked/?who=own")
    )
    mine = words_of(helper.look("/en/me/mandates/"))
    assert f"What you have begun or sent for them: Vehicle licence renewal Submitted {reference}" in mine
    assert helper.send(f"{page}undo/", {}).status == 409
    assert f"Undo what {HELPER_NAME} sent for you?" in words_of(owner.look(f"{page}undo/"))
    assert owner.send(f"{page}undo/", {}).status == 303
    assert owner.send(f"{page}undo/", {}).status == 303, "twice is once"
    after = words_of(owner.look(page))
    assert "You took back what was sent for you" in after
    assert "Withdrawn" in after


def test_the_helper_reads_letters_and_the_owner_has_not_read_them_by_that(hall: Hall, tmp_path: Path) -> None:
    home = halls.copied(hall.home, tmp_path / "home", as_loaded=True)
    with (
        halls.serving(home, worker=True) as own,
        closing(Applicant(own)) as owner,
        closing(Applicant(own)) as helper,
    ):
        owner.become("tse-hoi-yan")
        helper.become("lam-tsz-ching")
        answers = helper.call("GET", f"/api/v1/services/{SERVICE}/example").json()["answers"]
        body = {"service": SERVICE, "answers": answers, "on_behalf_of": "tse-hoi-yan"}
        sent = helper.call("POST", "/api/v1/applications", body, Idempotency_Key="letters")
        assert sent.status == 201, sent.text
        owner.sign_in("tse-hoi-yan")
        helper.sign_in("lam-tsz-ching")
        title = f"Somebody applied for you: {sent.json()['reference']}"
        place = _awaited(owner, title)
        inbox = helper.look("/en/me/letters/")
        assert title in words_of(inbox)
        assert "To TSE Hoi Yan" in words_of(inbox)
        opened = words_of(helper.look(place))
        assert "LAM Tsz Ching has applied for" in opened
        assert "You can undo it until" in opened
        assert "Unread" in words_of(owner.look("/en/me/letters/")), "its owner has not read it yet"
        given = owner.look("/en/me/mandates/").text
        end = re.search(r"/en/me/mandates/[\w-]+/end/", given)
        assert end
        assert owner.send(end[0], {}).status == 303
        assert helper.look(place).status == 404
        assert title not in words_of(helper.look("/en/me/letters/"))


def _awaited(owner: Applicant, title: str) -> str:
    page = owner.look("/en/me/letters/")
    for _ in range(240):
        page = owner.look("/en/me/letters/")
        found = re.search(rf'href="(/en/me/letters/[0-9a-f]+/)">{re.escape(title)}<', page.text)
        if found:
            return found[1]
        time.sleep(0.25)
    raise AssertionError(words_of(page))


def test_ending_it_works_on_the_next_click_also_with_a_form_open(
    owner: Applicant, helper: Applicant, mandate: str
) -> None:
    base = _begin(helper)
    check = answer_everything(helper, base, SERVICE)
    fields = declared(helper, check)
    assert helper.look(check).status == 200

    assert owner.send(f"/en/me/mandates/{mandate}/end/", {}).status == 303

    refused = helper.send(check, fields)
    assert refused.status == 403
    assert "You may not do this for them, or not any more" in words_of(refused)
    assert helper.look(base).status == 403, "nor does it open"
    reference = base.rstrip("/").rpartition("/")[2]
    assert reference in owner.look("/en/me/").text, "the draft is with whose it is"
    assert owner.look(check).status == 200


def test_what_is_filled_in_is_the_owners_and_nothing_is_outside_of_what_was_given(
    owner: Applicant, helper: Applicant, mandate: str
) -> None:
    redirection = "/en/apply/hongkong-post/mail-redirection/new/for-whom/"
    assert OWNER not in helper.look(redirection).text, "it was given for one office"
    assert owner.send(f"/en/me/mandates/{mandate}/end/", {}).status == 303
    until = {"until-day": 1, "until-month": 2, "until-year": 2027}
    given = owner.send("/en/me/mandates/", {"scopes": ["fill"], **until})
    code = CODE.search(given.text)
    assert code, words_of(given)
    assert helper.send("/en/me/mandates/accept/", {"code": code[1]}).status == 303
    assert helper.send("/en/me/mandates/accept/", {"code": code[1]}).status == 409, "a code works once"

    base = helper.send(redirection, {"organisation": OWNER}).headers["location"]
    check = answer_everything(helper, base, "hongkong-post/mail-redirection")

    shown = words_of(helper.look(check))
    assert "55500114" in shown, "the owner's telephone is held"
    assert "55500115" not in shown, "and not the helper's"
    sent = helper.send(check, declared(helper, check))
    assert sent.status == 403, "filling in is not sending"
    assert helper.look(f"/en/track/{base.rstrip('/').rpartition('/')[2]}/").status == 404
    ends = re.findall(r"/en/me/mandates/([\w-]+)/end/", helper.look("/en/me/mandates/").text)
    for each in ends:
        helper.send(f"/en/me/mandates/{each}/end/", {})
    assert OWNER not in helper.look(redirection).text, "who was trusted can give it back"


def test_at_the_api_somebody_is_named_and_no_secret_is_told(owner: Applicant, helper: Applicant) -> None:
    owner.become(OWNER)
    helper.become(HELPER)
    terms = {"scopes": ["matters", "fill", "submit"], "until": "2027-12-31", "helper": HELPER}
    made = owner.call("POST", "/api/v1/mandates", terms)
    assert made.status == 201, made.text
    mandate = made.json()["id"]
    answers = helper.call("GET", f"/api/v1/services/{SERVICE}/example").json()["answers"]
    body = {"service": SERVICE, "answers": answers, "on_behalf_of": OWNER}
    early = helper.call("POST", "/api/v1/applications", body, Idempotency_Key="early")
    assert (early.status, early.json()["code"]) == (422, "not-your-organisation"), "nobody has said yes"
    assert owner.call("POST", f"/api/v1/mandates/{mandate}/accept", {}).status == 409, "that is the helper's to say"
    assert helper.call("POST", f"/api/v1/mandates/{mandate}/accept", {}).status == 200

    sent = helper.call("POST", "/api/v1/applications", body, Idempotency_Key="for her")

    assert sent.status == 201, sent.text
    assert sent.json()["secret"] == "", "it would open the case when the mandate has ended"
    place = f"/api/v1/applications/{sent.json()['reference']}"
    assert helper.call("GET", place).json()["submitted_by"] == HELPER
    assert owner.call("GET", place).json()["submitted_by"] == HELPER
    assert helper.call("POST", f"{place}/undo", {}, Idempotency_Key="u").status == 409
    held = helper.call("GET", "/api/v1/mandates").json()["held"]
    assert mandate in [each["id"] for each in held]

    assert owner.call("POST", f"/api/v1/mandates/{mandate}/end", {}).status == 200
    assert helper.call("GET", place).status == 404
    late = helper.call("POST", "/api/v1/applications", body, Idempotency_Key="late")
    assert (late.status, late.json()["code"]) == (422, "not-your-organisation")
    undone = owner.call("POST", f"{place}/undo", {}, Idempotency_Key="u")
    assert undone.json()["status"] == "withdrawn", undone.text


def _begin(helper: Applicant) -> str:
    door = helper.look(f"/en/apply/{SERVICE}/")
    place = f"/en/apply/{SERVICE}/new/for-whom/"
    assert door.status in {200, 303}
    asked = words_of(helper.look(place))
    assert OWNER_NAME in asked
    begun = helper.send(place, {"organisation": OWNER})
    assert begun.status == 303, words_of(begun)
    return begun.headers["location"]


def test_what_was_decided_within_the_two_days_says_what_can_still_be_done(hall: Hall, tmp_path: Path) -> None:
    home = halls.copied(hall.home, tmp_path / "home", as_loaded=True)
    with (
        halls.serving(home, worker=True) as own,
        closing(Applicant(own)) as owner,
        closing(Applicant(own)) as helper,
    ):
        owner.become(OWNER)
        helper.become(HELPER)
        terms = {"scopes": ["matters", "fill", "submit"], "until": "2027-12-31", "helper": HELPER}
        made = owner.call("POST", "/api/v1/mandates", terms).json()["id"]
        assert helper.call("POST", f"/api/v1/mandates/{made}/accept", {}).status == 200
        answers = helper.call("GET", f"/api/v1/services/{SERVICE}/example").json()["answers"]
        body = {"service": SERVICE, "answers": answers, "on_behalf_of": OWNER}
        sent = helper.call("POST", "/api/v1/applications", body, Idempotency_Key="decided").json()["reference"]
        owner.sign_in(OWNER)
        page = f"/en/track/{sent}/"
        assert "undo it until" in words_of(owner.look(page))
        _decide(own, sent)

        late = owner.look(f"{page}undo/")
        assert late.status == 409
        told = words_of(late)
        assert "This was decided already, so it cannot be undone" in told
        assert "Ask the office to take it back" in told
        assert "See who may act for you" in told
        assert f'href="{page}messages/"' in late.text
        assert owner.send(f"{page}undo/", {}).status == 409
        assert "You did not want this? See what you can do" in words_of(owner.look(page))
        helper.sign_in(HELPER)
        assert "Ask the office" not in words_of(helper.look(f"{page}undo/")), "that is the owner's to know"


def _decide(hall: Hall, reference: str) -> None:
    """Let the officers of the department grant it, whatever that takes."""
    with closing(Officers(hall)) as officers:
        officers.finish(reference, ["transport-department"], {"*": "approve"})
    with closing(Applicant(hall)) as owner:
        owner.become(OWNER)
        facts = owner.call("GET", f"/api/v1/applications/{reference}").json()
        if facts["payment"]:
            assert pay_over_http(owner, facts)
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if owner.call("GET", f"/api/v1/applications/{reference}").json()["status"] in {"decided", "done"}:
                return
            time.sleep(0.2)
    raise AssertionError(reference)
