"""Whoever is not known surely enough is asked for more in the middle of a form, and comes back to the same question."""

import html
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from openhall.blocks.catalogue.facade import form_of
from openhall.blocks.forms.facade import Form
from tests.applicants import Applicant, words_of
from tests.halls import Hall
from tests.reports import report_of, services_of

#: It takes a verified identity to begin, and a digital signature at the end.
SIGNED, OTHER = [
    name
    for name, service in sorted(services_of("hongkong").items())
    if service.sign_in == 3 and "citizen" in service.audience and len(service.questions) > 3
][:2]
MORE = "Prove more to go on"


@pytest.fixture
def person(quiet_hall: Hall) -> Iterator[Applicant]:
    with closing(Applicant(quiet_hall)) as somebody:
        yield somebody


def _form(service: str = SIGNED) -> Form:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    return form_of(services_of("hongkong")[service], jurisdiction)


def _lower(hall: Hall, person: str, level: int) -> None:
    """Have everybody's sessions of ``person`` say that they were begun with less proof."""
    with closing(sqlite3.connect(f"{hall.home}/openhall.sqlite3", timeout=30)) as database, database:
        done = database.execute("UPDATE identity_session SET level = ? WHERE person_id = ?", (level, person))
        assert done.rowcount


def _back_from(shown: Any, applicant: Applicant, person: str) -> str:  # noqa: ANN401 - an answer
    """Sign in with more proof by the page's own button; return where that leads."""
    way = html.unescape(re.search(r'href="([^"]*/sign-in/\?next=[^"]*)"', shown.text)[1])  # type: ignore[index]  # there is one, or the test fails
    asked = applicant.look(way)
    wanted = html.unescape(re.search(r'name="next" value="([^"]*)"', asked.text)[1])  # type: ignore[index]  # as above
    sent = applicant.send("/en/sign-in/", {"person": person, "next": wanted})
    assert sent.status == 303
    return sent.headers["location"]


def _walk_to(applicant: Applicant, place: str, last: str, answers: dict[str, Any]) -> str:
    """Answer page by page until the page ``last`` stands there."""
    form = _form()
    for _ in range(80):
        shown = applicant.look(place)
        name = place.partition("?")[0].rstrip("/").rpartition("/")[2]
        if shown.status == 303:
            place = shown.headers["location"]
        elif name == last or not last:
            return place
        else:
            fields = form.written(form.page_of[name], answers)
            place = applicant.send(place, fields).headers["location"]
    pytest.fail(f"{last} is never asked")


def test_in_the_middle_of_a_form_more_is_proven_and_nothing_is_lost(person: Applicant, quiet_hall: Hall) -> None:
    example = person.call("GET", f"/api/v1/services/{SIGNED}/example").json()
    person.sign_in(example["person"])
    form, answers = _form(), example["answers"]
    pages = [page.id for page in form.route(answers) if not page.is_declaration]
    first = _walk_to(person, f"/en/apply/{SIGNED}/", "", answers)
    page = first.rstrip("/").rpartition("/")[2]
    # What is held already is not asked: whichever page comes first begins the draft, and it is the next that counts.
    place = person.send(first, form.written(form.page_of[page], answers)).headers["location"]
    page = place.rstrip("/").rpartition("/")[2]
    assert page in pages
    fields = form.written(form.page_of[page], answers)

    _lower(quiet_hall, example["person"], 1)
    sent = person.send(place, fields)
    assert (sent.status, sent.headers["location"]) == (303, place)
    asked = person.look(place)
    assert MORE in words_of(asked)
    typed = [text for values in fields.values() for text in (values if isinstance(values, list) else [values])]
    assert not any(len(text) > 6 and text in words_of(asked) for text in typed)

    assert _back_from(asked, person, example["person"]) == place
    shown = person.look(place)
    for text in typed:
        assert html.escape(text) in shown.text

    _signs_with_more(person, quiet_hall, place, example)


def _signs_with_more(person: Applicant, hall: Hall, place: str, example: dict[str, Any]) -> None:
    check = _walk_to(person, place, "check", example["answers"])
    _lower(hall, example["person"], 2)
    statements = {each.id: "true" for page in _form().pages if page.is_declaration for each in page.asked}
    refused = person.send(check, statements)
    assert refused.status == 303
    assert refused.headers["location"] == f"{check}?prove=more"
    asked = person.look(refused.headers["location"])
    assert MORE in words_of(asked)

    assert _back_from(asked, person, example["person"]) == check
    shown = person.look(check)
    assert len(re.findall(r"<input[^>]*\bchecked\b", shown.text)) == len(statements)
    assert person.send(check, statements).headers["location"].endswith("/done/")


def test_somebody_elses_draft_takes_nothing_from_a_session_with_little_proof(
    person: Applicant, quiet_hall: Hall
) -> None:
    example = person.call("GET", f"/api/v1/services/{OTHER}/example").json()
    person.sign_in(example["person"])
    place = _walk_to(person, f"/en/apply/{OTHER}/", "", example["answers"])
    first = place.rstrip("/").rpartition("/")[2]
    draft = person.send(place, _form(OTHER).written(_form(OTHER).page_of[first], example["answers"])).headers[
        "location"
    ]
    with closing(Applicant(quiet_hall)) as other:
        others = next(
            each["id"]
            for each in other.call("GET", "/api/v1/demo/people").json()["items"]
            if each["id"] != example["person"] and not each["officer"]
        )
        other.sign_in(others)
        _lower(quiet_hall, others, 1)
        answer = other.send(draft, {})
        assert answer.status != 303
        assert MORE not in words_of(answer)


def test_the_api_says_which_level_it_takes(person: Applicant, quiet_hall: Hall) -> None:
    example = person.call("GET", f"/api/v1/services/{SIGNED}/example").json()
    body = {"service": SIGNED, "answers": example["answers"]}
    nobody = person.call("POST", "/api/v1/applications", body, Idempotency_Key="more-0")
    assert (nobody.status, nobody.json()["code"]) == (401, "sign-in-needed")

    person.sign_in(example["person"])
    _lower(quiet_hall, example["person"], 2)
    own = {"Idempotency_Key": "more-1", "Sec_Fetch_Site": "same-origin"}
    refused = person.call("POST", "/api/v1/applications", body, **own)
    problem = refused.json()
    assert (refused.status, problem["code"], problem["required_level"]) == (403, "more-proof-needed", 3)

    person.sign_in(example["person"])
    assert person.call("POST", "/api/v1/applications", body, **own).status == 201
