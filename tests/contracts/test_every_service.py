"""Every service is applied for from its definition alone, to a receipt, through pages.

Through the API it is in `test_every_outcome.py`.
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from openhall.blocks.catalogue.facade import form_of
from openhall.blocks.forms.facade import Form
from openhall.kernel.languages import BY_SLUG, pick
from tests.applicants import Applicant, words_of
from tests.halls import Hall, copied, run, serving
from tests.reports import in_their_turn, names_of_services, report_of, services_of

SERVICES = names_of_services("hongkong")
LANGUAGES = ("en", "zh-hant", "zh-hans")
_MOST_PAGES = 80


@pytest.fixture(scope="module")
def own_hall(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall where nobody else begins what these people do."""
    with serving(copied(hall.home, tmp_path_factory.mktemp("every") / "home", as_loaded=True)) as running:
        yield running


@pytest.fixture(scope="module")
def people() -> Iterator[dict[str | None, Applicant]]:
    known: dict[str | None, Applicant] = {}
    yield known
    for each in known.values():
        each.close()


def _somebody(own_hall: Hall, people: dict[str | None, Applicant], person: str | None) -> Applicant:
    """Return somebody with a token, or a guest; signed in once in the whole run."""
    if person not in people:
        people[person] = Applicant(own_hall)
        if person:
            people[person].become(person)
    return people[person]


def _form(service: str) -> Form:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    return form_of(services_of("hongkong")[service], jurisdiction)


def _example(own_hall: Hall, people: dict[str | None, Applicant], service: str) -> dict[str, Any]:
    example: dict[str, Any] = (
        _somebody(own_hall, people, None).call("GET", f"/api/v1/services/{service}/example").json()
    )
    return example


@pytest.mark.parametrize("name", in_their_turn(SERVICES, of=8))
def test_through_pages(own_hall: Hall, people: dict[str | None, Applicant], name: str) -> None:
    example = _example(own_hall, people, name)
    slug = LANGUAGES[SERVICES.index(name) % 3]
    visitor = Applicant(own_hall)
    if example["person"]:
        visitor.sign_in(example["person"], slug)

    place = _walk(visitor, f"/{slug}/apply/{name}/", _form(name), example["answers"])

    assert place.endswith("/done/")
    reference = place.split("/")[-3]
    shown = words_of(visitor.look(place))
    assert reference in shown
    to_bring = [each for each in _form(name).originals if each.applies(example["answers"])]
    assert all(pick(each.label, BY_SLUG[slug]) in shown for each in to_bring)
    receipt = visitor.look(f"/{slug}/track/{reference}/receipt.json")
    proven = json.loads(receipt.content)
    assert (proven["type"], proven["statement"]["subject"]) == ("openhall-receipt/1", reference)
    visitor.close()


def _walk(visitor: Applicant, place: str, form: Form, answers: dict[str, Any]) -> str:
    """Answer page by page until it is done; return where that is."""
    for _ in range(_MOST_PAGES):
        shown = visitor.look(place)
        if shown.status == 303:
            place = shown.headers["location"]
            continue
        assert shown.status == 200, f"{place}: {words_of(shown)[:500]}"
        last = place.partition("?")[0].rstrip("/").rpartition("/")[2]
        if last == "done":
            return place
        fields = _fields(form, last, answers)
        sent = visitor.send(place, fields)
        assert sent.status == 303, f"{place} {fields}: {words_of(sent)[:700]}"
        place = sent.headers["location"]
    pytest.fail(f"no end after {_MOST_PAGES} pages: {place}")


def _fields(form: Form, page: str, answers: dict[str, Any]) -> dict[str, Any]:
    if page == "check":
        return {each.id: "true" for shown in form.pages if shown.is_declaration for each in shown.asked}
    return form.written(form.page_of[page], answers)


def test_the_log_is_whole_afterwards(own_hall: Hall) -> None:
    done = run("verify", own_hall.home, "--log")

    assert done.returncode == 0, done.stdout + done.stderr


def test_examples_are_of_today(own_hall: Hall, people: dict[str | None, Applicant]) -> None:
    """Days in examples move with the calendar: what passed yesterday passes today."""
    today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Hong_Kong")).date()
    name = "immigration-department/hkid-replacement"
    answers = _example(own_hall, people, name)["answers"]

    assert not _form(name).check(answers, today=today).faults
