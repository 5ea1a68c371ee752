"""What it costs, asked at the API before anything is sent: by whoever wants to know."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.applicants import Applicant
from tests.halls import Hall

MOORING = "/api/v1/services/harbour-office/mooring-permit/fee"
LONG = {"boat_length": 6.1}


@pytest.fixture
def guest(example_hall: Hall) -> Iterator[Applicant]:
    with closing(Applicant(example_hall)) as applicant:
        yield applicant


def test_the_answers_that_the_fee_depends_on_are_enough(guest: Applicant) -> None:
    answer = guest.call("POST", MOORING, {"answers": LONG})

    assert answer.status == 200, answer.text
    assert answer.json() == {
        "amount": 36.5,
        "currency": "KWD",
        "lines": [{"label": "Up to 12 metres", "amount": 36.5, "reason": "", "citation": ""}],
    }


def test_it_is_told_in_the_language_of_whoever_asks(guest: Applicant) -> None:
    answer = guest.call("POST", MOORING, {"answers": {"boat_length": 6}}, Accept_Language="zh-Hans")

    assert [line["label"] for line in answer.json()["lines"]] == ["6米及以下"]


def test_nothing_is_kept_and_the_same_question_has_the_same_answer(guest: Applicant) -> None:
    first, second = (guest.call("POST", MOORING, {"answers": LONG}) for _ in range(2))

    assert first.json() == second.json()
    assert "set-cookie" not in first.headers


@pytest.mark.parametrize(
    ("body", "code", "pointers"),
    [
        ({}, "answers-refused", ["/answers/boat_length"]),
        ({"answers": {"boat_length": "long"}}, "answers-refused", ["/answers/boat_length"]),
        ({"answers": {**LONG, "mooring": "moon"}}, "answers-refused", ["/answers/mooring"]),
        ({"answers": {**LONG, "fee_waived": True}}, "answers-refused", ["/answers/fee_waived"]),
        ({"answers": LONG, "amount": 0}, "unknown-member", ["/amount"]),
    ],
)
def test_what_does_not_fit_is_refused_by_name(
    guest: Applicant, body: dict[str, object], code: str, pointers: list[str]
) -> None:
    answer = guest.call("POST", MOORING, body)

    assert answer.status == 422, answer.text
    problem = answer.json()
    assert (problem["code"], [each["pointer"] for each in problem["errors"]]) == (code, pointers)


def test_a_service_that_there_is_not(guest: Applicant) -> None:
    answer = guest.call("POST", "/api/v1/services/harbour-office/submarine/fee", {"answers": {}})

    assert (answer.status, answer.json()["code"]) == (404, "unknown-service")
