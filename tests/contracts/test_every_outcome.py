"""Every service through the API: submitted once, with its receipt, and to each of its ends along its process.

Granted or done, refused and withdrawn where that can be.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from openhall.blocks.catalogue.facade import Service
from tests.applicants import Applicant
from tests.halls import Hall
from tests.officers import Officers
from tests.reports import names_of_services, report_of, services_of

SERVICES = names_of_services("hongkong")
GRANTED = {"application", "registration", "renewal", "objection"}


@pytest.fixture(scope="module")
def officers(hall: Hall) -> Iterator[Officers]:
    found = Officers(hall)
    yield found
    found.close()


@pytest.fixture(scope="module")
def people(hall: Hall) -> Iterator[dict[str | None, Applicant]]:
    known: dict[str | None, Applicant] = {None: Applicant(hall)}
    yield known
    for each in known.values():
        each.close()


class Case:
    """An example of a service, submitted."""

    def __init__(self, people: dict[str | None, Applicant], hall: Hall, service: Service, key: str) -> None:
        example = people[None].call("GET", f"/api/v1/services/{service.id}/example").json()
        person = example["person"]
        if person not in people:
            people[person] = Applicant(hall)
            people[person].become(person)
        self._body = {"service": service.id, "answers": example["answers"]}
        self._key, self._somebody = f"{key}-{service.id}", people[person]
        self.given = self.submit()
        self.reference: str = self.given["reference"]
        self._secret: str = self.given["secret"]
        self._line = people[None]
        self.offices = [service.authority, *service.process.departments, *service.process.consulted]

    def submit(self) -> dict[str, Any]:
        """Send the application: however often, it is one."""
        answer = self._somebody.call("POST", "/api/v1/applications", self._body, Idempotency_Key=self._key)
        assert answer.status == 201, answer.text
        given: dict[str, Any] = answer.json()
        return given

    def call(self, method: str, place: str = "", value: object = None, **headers: str) -> Any:  # noqa: ANN401 - JSON
        return self._line.call(
            method,
            f"/api/v1/applications/{self.reference}{place}",
            value,
            Authorization=f"Secret {self._secret}",
            **headers,
        )

    def stands(self) -> dict[str, Any]:
        found: dict[str, Any] = self.call("GET").json()
        return found


def test_there_are_all_services() -> None:
    assert report_of("hongkong").is_sound
    assert sorted(services_of("hongkong")) == SERVICES
    assert len(SERVICES) == 306


def _has_its_receipt(case: Case, service: Service) -> None:
    assert case.submit() == case.given
    receipt = case.call("GET", "/receipt")
    assert receipt.status == 200, receipt.text
    assert receipt.json()["statement"] == case.given["receipt"]["statement"]
    assert receipt.json()["statement"]["service"] == service.id
    stands = case.stands()
    assert (stands["reference"], stands["service"]) == (case.reference, service.id)
    assert stands["status"] in {"submitted", "decided"}
    assert stands["holder"]["id"] == service.authority


@pytest.mark.parametrize("name", SERVICES)
def test_to_its_ends(hall: Hall, officers: Officers, people: dict[str | None, Applicant], name: str) -> None:
    service = services_of("hongkong")[name]
    case = Case(people, hall, service, "granted")
    _has_its_receipt(case, service)
    done = officers.finish(case.reference, case.offices, {"*": "approve"})
    stands = case.stands()
    assert (stands["status"], stands["decision"]) == ("decided", "granted" if service.kind in GRANTED else "done"), done
    if not done:
        return  # decided by rule in the moment of submitting: there was nothing to refuse or to withdraw

    withdrawn = Case(people, hall, service, "withdrawn")
    if withdrawn.stands()["status"] != "decided":  # a declaration is picked out by lot
        answer = withdrawn.call("POST", "/withdraw", {}, Idempotency_Key="w")
        assert (answer.status, answer.json()["status"]) == (200, "withdrawn"), answer.text
        assert officers.tasks(withdrawn.reference, withdrawn.offices) == []

    if not any("refuse" in act.possible for act in done):
        return
    refused = Case(people, hall, service, "refused")
    if refused.stands()["status"] == "decided":
        return
    done = officers.finish(refused.reference, refused.offices, {"*": "refuse"})
    stands = refused.stands()
    assert (stands["status"], stands["decision"]) == ("decided", "refused"), done
    assert len({act.person for act in done}) > 1, "a refusal has two persons"
