"""Mandates of others, and one that ends while somebody sends: nothing is done with it once its end was told."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from tests.applicants import Applicant
from tests.attacks.town import STALL, apply, dump, example_of
from tests.bases import base_of, one
from tests.halls import Hall

GIVER, HELPER = "idris-al-bahar", "lin-xiaoyu"
ROUNDS = 8
TERMS = {"scopes": ["matters", "fill", "submit"], "until": "2027-12-31", "helper": HELPER}


@pytest.fixture
def giver(attacked: Hall) -> Iterator[Applicant]:
    """Return who lets somebody act for them."""
    with closing(Applicant(attacked)) as somebody:
        somebody.become(GIVER)
        yield somebody


def test_mandates_of_others_are_none_of_ones_own(
    attacked: Hall, giver: Applicant, lin: Applicant, noor: Applicant
) -> None:
    mandate = _given(giver, lin)
    before, rows = dump(attacked), _mandates(attacked)
    for act in ("accept", "end"):
        for place in (f"/api/v1/mandates/{mandate}/{act}", "/api/v1/mandates/7KQ4M-X2P9C/" + act):
            refused = noor.call("POST", place, {})
            assert (refused.status, refused.json()["code"]) == (409, "unknown-mandate")
    with closing(Applicant(attacked)) as browser:
        browser.sign_in("noor-al-bahar")
        assert browser.send(f"/en/me/mandates/{mandate}/accept/", {}).status == 409
        assert browser.send(f"/en/me/mandates/{mandate}/end/", {}).status == 303
        assert mandate not in browser.look("/en/me/mandates/").text
    with closing(Applicant(attacked)) as guest:
        assert guest.call("GET", "/api/v1/mandates").status == 401
        assert guest.call("POST", f"/api/v1/mandates/{mandate}/end", {}).status == 401
        assert guest.send(f"/en/me/mandates/{mandate}/end/", {}).status in {302, 303, 401}
    refused = apply(noor, STALL, example_of(noor, STALL), "not hers", on_behalf_of=GIVER)
    assert (refused.status, refused.json()["code"]) == (422, "not-your-organisation")
    assert dump(attacked) == before
    assert _mandates(attacked) == rows
    _end(giver, mandate)


def test_what_is_sent_while_a_mandate_ends_stands_before_its_end_or_not_at_all(
    attacked: Hall, giver: Applicant, lin: Applicant
) -> None:
    answers = example_of(lin, STALL)
    sent_before = 0
    for number in range(ROUNDS):
        mandate = _given(giver, lin)
        with ThreadPoolExecutor(2) as both:
            sending = both.submit(apply, lin, STALL, answers, f"round {number}", on_behalf_of=GIVER)
            ending = both.submit(giver.call, "POST", f"/api/v1/mandates/{mandate}/end", {})
            sent, ended = sending.result(), ending.result()
        assert ended.status == 200, ended.text
        assert sent.status in {201, 403, 422}, sent.text
        late = apply(lin, STALL, answers, f"late {number}", on_behalf_of=GIVER)
        assert late.status == 422, late.text
        if sent.status == 201:
            sent_before += 1
            order = _order(attacked, sent.json()["reference"], f"mandate:{mandate}")
            assert order == sorted(order), "the log has it before the end"
    assert one(attacked.home, "SELECT count(*) FROM cases_case WHERE helper = ?", [HELPER]) == sent_before


def test_two_who_take_one_code_at_once(attacked: Hall, giver: Applicant, lin: Applicant, noor: Applicant) -> None:
    terms = {key: value for key, value in TERMS.items() if key != "helper"}
    code = giver.call("POST", "/api/v1/mandates", terms).json()["code"]
    with closing(Applicant(attacked)) as one, closing(Applicant(attacked)) as other:
        one.sign_in(HELPER)
        other.sign_in("noor-al-bahar")
        with ThreadPoolExecutor(2) as both:
            answers = [*both.map(lambda who: who.send("/en/me/mandates/accept/", {"code": code}).status, (one, other))]
    assert sorted(answers) == [303, 409]
    held = [each for who in (lin, noor) for each in who.call("GET", "/api/v1/mandates").json()["held"]]
    live = [each for each in held if each["giver"] == GIVER]
    assert len(live) == 1
    _end(giver, live[0]["id"])


def _given(giver: Applicant, helper: Applicant) -> str:
    made = giver.call("POST", "/api/v1/mandates", TERMS)
    assert made.status == 201, made.text
    mandate = str(made.json()["id"])
    assert helper.call("POST", f"/api/v1/mandates/{mandate}/accept", {}).status == 200
    twice = giver.call("POST", "/api/v1/mandates", TERMS)
    assert (twice.status, twice.json()["code"]) == (409, "mandate-exists")
    return mandate


def _end(giver: Applicant, mandate: str) -> None:
    assert giver.call("POST", f"/api/v1/mandates/{mandate}/end", {}).status == 200


def _order(hall: Hall, reference: str, mandate: str) -> list[int]:
    """Return the places in the log of the submission and of the end."""
    asked = "SELECT id FROM journal_record WHERE kind = ? AND subject = ?"
    return [int(one(hall.home, asked, pair)) for pair in (("case.submitted", reference), ("mandate.ended", mandate))]


def _mandates(hall: Hall) -> list[tuple[object, ...]]:
    with base_of(hall.home) as base:
        return base.ask("SELECT * FROM identity_mandate ORDER BY id")
