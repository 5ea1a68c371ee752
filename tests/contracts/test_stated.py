"""What people say while a source is down: taken, and held against the source once it answers."""

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from django.db import Error, transaction
from django.test import Client
from pytest_django import Settings

from openhall.blocks.cases.actions.erase import erase_case
from openhall.blocks.cases.facade import (
    Applicant,
    Why,
    case_of,
    check_stated,
    prepare_application,
    submit_application,
    withdraw_case,
)
from openhall.blocks.cases.tests.applying import ANSWERS, NOOR, NOW, STALL, request
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.documents.facade import keep_sample_files
from openhall.blocks.exchange import asking
from openhall.blocks.exchange.facade import (
    Answered,
    Asking,
    FactSource,
    SourceDownError,
    SourceLaw,
    give_consent,
    stated_of,
    withdraw_consent,
)
from openhall.blocks.exchange.models import Stated
from openhall.blocks.journal.facade import OWN, Reader
from tests.publishing import published
from tests.reports import report_of

pytestmark = pytest.mark.django_db
LAW = SourceLaw({"en": "Kite Act"})
FACTS = ("person.full_name", "person.resident_number", "person.phone", "person.home_address")
BOATS = FactSource("boats", {"en": "Boats"}, "harbour-office", "people", ("boat.boat_mark",), LAW)


class Far:
    """A register elsewhere: what it knows, whether it is down, and how often it was asked."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {"person.full_name": "Noor Al-Bahar", "person.phone": "555-0147"}
        self.is_down, self.asked = True, 0

    def __call__(self, _source: FactSource, wanted: tuple[str, ...], _asking: Asking, _reader: Reader) -> Answered:
        self.asked += 1
        if self.is_down:
            raise SourceDownError
        return Answered({fact: self.values[fact] for fact in wanted if fact in self.values}, NOW)


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Far:
    """Return a register elsewhere, in a published town that takes people at their word while it is down."""
    settings.OPENHALL_DEMO = True
    made = Far()
    monkeypatch.setitem(asking._KINDS, "outside", made)  # noqa: SLF001 - the registry takes each kind once
    return made


def publish(law: SourceLaw | None = LAW) -> None:
    report = report_of("example")
    assert report.jurisdiction is not None
    source = FactSource("far", {"en": "Far"}, "town-clerk", "outside", FACTS, law, when_down="later", later_law=LAW)
    report.jurisdiction = msgspec.structs.replace(report.jurisdiction, fact_sources=(source, BOATS))
    published(report, now=NOW)


def apply(key: str = "one", **changes: str) -> str:
    catalogue = current_catalogue()
    service = catalogue.service(STALL)
    assert service is not None
    application = prepare_application(
        catalogue=catalogue,
        service=service,
        answers={**ANSWERS, **changes},
        applicant=Applicant(NOOR),
        channel="api",
        language="en",
        now=NOW,
    )
    return submit_application(application=application, request=request(key, caller="person:noor"), now=NOW).reference


def states(reference: str) -> dict[str, str]:
    return {name: str(each.state) for name, each in stated_of(reference, reader=None).items()}


def later(**more: int) -> datetime:
    return NOW + timedelta(**more)


def test_nothing_is_asked_while_it_is_silent_and_two_workers_check_once(far: Far) -> None:
    publish()
    reference = apply(phone="555-0100")
    asked = far.asked
    assert states(reference) == {"full_name": "waiting", "phone": "waiting"}
    assert check_stated(now=later(seconds=5)) == 0
    assert far.asked == asked, "it is left alone for a while"
    assert check_stated(now=later(minutes=1)) == 0
    assert far.asked == asked + 1
    far.is_down = False
    assert check_stated(now=later(hours=1)) == 1
    assert check_stated(now=later(hours=1)) == 0
    assert states(reference) == {"full_name": "same", "phone": "differs"}
    case = case_of(reference)
    assert case is not None
    told = [event.detail for event in case.timeline if event.kind == "checked"]
    assert told == ["differs"]
    reader = Reader("person:noor", OWN, reference, NOW)
    assert stated_of(reference, reader=reader)["phone"].said == "555-0147"


def test_what_a_source_holds_is_not_taken_from_the_person(far: Far) -> None:
    publish()
    far.is_down = False
    assert states(apply()) == {}


def test_with_consent_withdrawn_it_is_not_asked_any_more(far: Far) -> None:
    publish(law=None)
    give_consent(person="noor", source="far", now=NOW)
    reference = apply()
    withdraw_consent(person="noor", source="far", now=later(seconds=1))
    far.is_down, asked = False, far.asked
    assert check_stated(now=later(hours=1)) == 1
    assert set(states(reference).values()) == {"refused"}
    assert far.asked == asked


def test_of_an_erased_case_nothing_is_left_to_check_nor_to_read(far: Far) -> None:
    publish()
    first, second = apply("one", phone="555-0100"), apply("two", phone="555-0100")
    far.is_down = False
    for reference in (first, second):
        withdraw_case(reference=reference, visitor=NOOR, now=NOW)
    Stated.objects.filter(subject=first).update(state="waiting")
    erase_case(reference=second, by="test", why=Why.OPERATOR, now=NOW)
    assert check_stated(now=later(hours=1)) == 2
    assert set(states(first).values()) == set(states(second).values()) == {"dropped"}


def test_what_came_of_it_cannot_be_changed(far: Far) -> None:
    publish()
    reference = apply(phone="555-0100")
    far.is_down = False
    check_stated(now=later(hours=1))
    for change in ({"state": "same"}, {"source": "near"}, {"subject": "x"}):
        with pytest.raises(Error), transaction.atomic():
            Stated.objects.filter(subject=reference, question="phone").update(**change)
    with pytest.raises(Error), transaction.atomic():
        Stated.objects.filter(subject=reference).delete()


def test_an_allowance_of_the_first_jurisdiction_does_not_wait_for_a_hospital(far: Far) -> None:
    """With consent the hospitals are asked; while they are down what somebody says counts, and is checked later."""
    published(report_of("hongkong"), now=NOW)
    allowance, source = "social-welfare-department/disability-allowance", "hospital-records"
    keep_sample_files(now=NOW)
    client = Client()
    person = client.get("/api/v1/demo/people").json()["items"][0]["id"]
    give_consent(person=person, source=source, now=NOW)
    token = client.post("/api/v1/demo/token", {"person": person}, content_type="application/json").json()["token"]
    answers = client.get(f"/api/v1/services/{allowance}/example").json()["answers"]
    body = {"service": allowance, "answers": {**answers, "hospital_or_clinic": "Lion Rock Hospital"}}
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": "allowance"}
    sent = client.post("/api/v1/applications", body, content_type="application/json", headers=headers)
    assert sent.status_code == 201, sent.content
    reference = sent.json()["reference"]
    assert states(reference) == {"hospital_or_clinic": "waiting"}
    case = case_of(reference)
    assert case is not None
    assert case.status == "submitted", "it went to the office all the same"

    far.is_down, far.values = False, {"person.treated_at": "Harbour View Hospital"}
    assert check_stated(now=datetime.now(UTC) + timedelta(hours=1)) == 1
    assert states(reference) == {"hospital_or_clinic": "differs"}
