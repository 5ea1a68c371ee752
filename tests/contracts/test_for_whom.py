"""A service for people and firms: who acts for a firm says for whom, and what is filled in goes by it."""

import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.applicants import Applicant, words_of
from tests.halls import Hall

#: For people and firms; it asks for the name of a firm, and its price stands in a table.
REDIRECTION = "hongkong-post/mail-redirection"
PERSON, FIRM, NAME = "szeto-lok-yi", "blue-lantern-travel", "Blue Lantern Travel Limited"
PRICE = re.compile(r"Three months\s+HK\$170")


@pytest.fixture
def somebody(hall: Hall) -> Iterator[Applicant]:
    """Return somebody who acts for a firm."""
    with closing(Applicant(hall)) as person:
        person.sign_in(PERSON)
        yield person


def test_what_is_filled_in_follows_the_choice_and_the_price_stands_at_the_end(somebody: Applicant) -> None:
    asked = f"/en/apply/{REDIRECTION}/new/for-whom/"
    assert somebody.look(f"/en/apply/{REDIRECTION}/").headers["location"] == asked
    base = somebody.send(asked, {"organisation": FIRM}).headers["location"]
    check = _answer_everything(somebody, base)
    as_firm = words_of(somebody.look(check))
    own_page = somebody.send(f"{base}for-whom/", {"organisation": "myself"}).headers["location"]
    again = somebody.look(own_page).headers["location"]

    assert f"For whom do you apply? {NAME}" in as_firm
    assert as_firm.count(NAME) == 2, "the firm's name is held already"
    assert again == f"{base}company-en/", "what was the firm's is asked now"
    assert NAME not in somebody.look(again).text.partition("<main")[2]
    assert somebody.send(again, {"company_en": ""}).headers["location"] == check
    as_oneself = words_of(somebody.look(check))
    assert "For whom do you apply? Myself" in as_oneself
    assert NAME not in as_oneself
    assert "55500207" in as_oneself, "what is one's own stays"
    assert PRICE.search(as_oneself)

    done = somebody.send(check, {}).headers["location"]

    assert PRICE.search(words_of(somebody.look(done)))


def _answer_everything(somebody: Applicant, base: str) -> str:
    """Answer what is asked with the example's answers; return where they are checked."""
    answers = somebody.call("GET", f"/api/v1/services/{REDIRECTION}/example").json()["answers"] | {
        "number_of_months": 3
    }
    place = somebody.look(base).headers["location"]
    while not place.endswith("/check/"):
        name = place.rstrip("/").rpartition("/")[2].replace("-", "_")
        sent = somebody.send(place, _fields(name, answers.get(name, "")))
        assert sent.status == 303, f"{place}: {words_of(sent)}"
        place = sent.headers["location"]
    return place


def _fields(name: str, answer: object) -> dict[str, object]:
    if isinstance(answer, dict):
        return {f"{name}-{box}": text for box, text in answer.items()}
    if name == "start_date":
        year, month, day = str(answer).split("-")
        return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": day}
    return {name: answer}
