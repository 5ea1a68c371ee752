"""Every service through the API: submitted once, with its receipt, and to each of its ends along its process.

Granted or done, with what is paid and the paper that is the outcome; refused and withdrawn where that can be.
"""

import hashlib
import time
from collections.abc import Iterator
from typing import Any

import pytest

from openhall.blocks.catalogue.facade import Service
from tests import halls
from tests.applicants import Applicant
from tests.halls import Hall
from tests.officers import Officers
from tests.outcomes import pay_over_http
from tests.reports import names_of_services, report_of, services_of

SERVICES = names_of_services("hongkong")
_PATIENCE_SECONDS = 120
GRANTED = {"application", "registration", "renewal", "objection"}


@pytest.fixture(scope="module")
def hall(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """Return a hall where a worker makes papers."""
    home = halls.copied(hall.home, tmp_path_factory.mktemp("outcomes") / "home", as_loaded=True)
    with halls.serving(home, worker=True) as running:
        yield running


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

    def comes_to(self, kind: str) -> dict[str, Any]:
        """Pay what is due, and wait until the case has its paper."""
        pay_over_http(self._line, self.stands())
        until = time.monotonic() + _PATIENCE_SECONDS
        while kind not in {each["kind"] for each in self.stands()["papers"]} and time.monotonic() < until:
            time.sleep(0.1)
        return self.stands()


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
    assert stands["status"] in {"submitted", "in-progress", "waiting-for-payment", "decided"}
    assert stands["holder"]["id"] in {service.authority, "applicant"}


def _outcome(service: Service, payment: object) -> str:
    """Return the kind of paper that a service ends in: where a bill is paid, the receipt for that."""
    is_bill = service.process.pattern == "pay-bill" and service.outcome == "receipt"
    return "payment-receipt" if is_bill and payment else service.outcome


def _has_its_outcome(case: Case, service: Service, stands: dict[str, Any]) -> None:
    """What came of it is a paper that was signed, and the money is what the fee was said to be."""
    papers = {each["kind"]: each for each in stands["papers"]}
    payment = stands["payment"]
    assert set(papers) == {_outcome(service, payment)} | ({"payment-receipt"} if payment else set())
    assert payment is None or payment["state"] == "paid"
    paper = papers[_outcome(service, payment)]
    got = case.call("GET", f"/papers/{paper['id']}")
    assert got.body.startswith(b"%PDF-")
    assert (hashlib.sha256(got.body).hexdigest(), len(got.body)) == (paper["sha256"], paper["size"])


@pytest.mark.parametrize("name", SERVICES)
def test_to_its_ends(hall: Hall, officers: Officers, people: dict[str | None, Applicant], name: str) -> None:
    service = services_of("hongkong")[name]
    case = Case(people, hall, service, "granted")
    _has_its_receipt(case, service)
    done = officers.finish(case.reference, case.offices, {"*": "approve"})
    stands = case.comes_to(_outcome(service, case.stands()["payment"]))
    assert (stands["status"], stands["decision"]) == ("decided", "granted" if service.kind in GRANTED else "done"), done
    _has_its_outcome(case, service, stands)
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
    if not done:  # the lot fell on the first one only: nobody was asked, and the receipt is on its way
        assert service.process.examine_share, "an officer had a say before and none now"
        return
    stands = refused.comes_to("refusal")
    assert [each["kind"] for each in stands["papers"]] == ["refusal"]
    assert (stands["status"], stands["decision"]) == ("decided", "refused"), done
    assert len({act.person for act in done}) > 1, "a refusal has two persons"
