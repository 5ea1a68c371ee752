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
    told = answer.json()
    assert told.pop("refund")["withdrawn"] == {"share": 50, "keep": [], "less": 0}
    assert told == {
        "amount": 36.5,
        "currency": "KWD",
        "lines": [{"label": "Up to 12 metres", "amount": 36.5, "reason": "", "citation": ""}],
    }


def test_it_is_told_in_the_language_of_whoever_asks(guest: Applicant) -> None:
    answer = guest.call("POST", MOORING, {"answers": {"boat_length": 6}}, Accept_Language="zh-Hans")

    assert [line["label"] for line in answer.json()["lines"]] == ["6米及以下"]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            [
                "If it is refused, you get everything back.",
                "If you withdraw it, you get 50% back.",
                "If it lapses, nothing is paid back.",
            ],
        ),
        ("zh-Hans", ["如果未获批准，费用全部退还。", "如果您撤回申请，退还百分之50。", "如果申请失效，费用不予退还。"]),
    ],
)
def test_what_goes_back_is_told_before_anybody_pays(guest: Applicant, language: str, words: list[str]) -> None:
    answer = guest.call("POST", MOORING, {"answers": LONG}, Accept_Language=language)
    page = guest.hall.get(f"/{language.lower()}/services/harbour-office/mooring-permit/", Accept="text/html")

    assert answer.json()["refund"]["words"] == words
    for sentence in words:
        assert sentence in page.text


def test_where_nothing_is_paid_nothing_is_said_of_going_back(guest: Applicant) -> None:
    answer = guest.call("POST", "/api/v1/services/town-clerk/moving-in/fee", {"answers": {}})

    assert answer.json()["amount"] == 0
    assert answer.json()["refund"] is None
    assert "get everything back" not in guest.hall.get("/en/services/town-clerk/moving-in/", Accept="text/html").text


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
