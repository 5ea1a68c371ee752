"""Every service through the API: submitted once, with its receipt, and to each of its ends along its process.

Granted or done, with what is paid and the paper that is the outcome; refused and withdrawn where that can be. In each
build services are granted that together show every course with every paper, price and use of a register, and one of
each course is refused and withdrawn: what a case would have ended in says nothing there. `make test-long` has all.
Officers go ahead: papers are looked at when all cases are decided. That each service can be applied for, to a receipt,
is in `test_every_service.py`.
"""

import hashlib
import sqlite3
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from io import BytesIO
from itertools import zip_longest
from typing import Any

import pytest
from pypdf import PdfReader

from openhall.blocks.catalogue.facade import Service, keeper_of, register_of
from openhall.blocks.registers.facade import WRITING
from tests import halls
from tests.applicants import Applicant
from tests.halls import Hall
from tests.officers import Act, Officers
from tests.outcomes import pay_over_http
from tests.reports import names_of_services, report_of, services_of

SERVICES = names_of_services("hongkong")
_PATIENCE_SECONDS = 120
#: The courses where somebody may refuse.
WITH_A_SAY = {
    "appointment",
    "declaration-with-risk-selection",
    "inspect-and-decide",
    "joint-approval",
    "notice-and-objections",
    "panel-decision",
    "review-and-decide",
}
#: Those that one can withdraw from, since somebody works on them or a fee is waited for.
WITH_TIME = WITH_A_SAY | {"agreed-by-both", "pay-bill", "register-search", "report-and-follow-up", "straight-through"}
#: Some of a kind are decided by rule at once: so many of each paper are tried until one is found that is not.
_TRIES = 3
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


def lead_of(service: Service, answers: dict[str, Any]) -> str:
    """Return who leads a case: of a wrong record whoever keeps it."""
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    assert jurisdiction.corrections is not None
    if service.id != jurisdiction.corrections.service:
        return service.authority
    keeper = keeper_of(jurisdiction, answers[jurisdiction.corrections.question])
    assert keeper not in {"", service.authority}
    return keeper


@dataclass
class Course:
    """How a case went: what officers did in it, or what went wrong."""

    case: "Case | None" = None
    done: list[Act] = field(default_factory=list)
    fault: Exception | AssertionError | None = None

    def told(self) -> "tuple[Case, list[Act]]":
        """Return the case and what was done, or fail as it did."""
        if self.fault is not None:
            raise self.fault
        assert self.case is not None
        return self.case, self.done


class Case:
    """An example of a service, submitted."""

    def __init__(self, people: dict[str | None, Applicant], hall: Hall, service: Service, key: str) -> None:
        example = people[None].call("GET", f"/api/v1/services/{service.id}/example").json()
        person = example["person"]
        if person not in people:
            people[person] = Applicant(hall)
            people[person].become(person)
        self.answers: dict[str, Any] = example["answers"]
        self._body = {"service": service.id, "answers": self.answers}
        self._key, self._somebody = f"{key}-{service.id}", people[person]
        self.given = self.submit()
        self.reference: str = self.given["reference"]
        self._secret: str = self.given["secret"]
        self._line = people[None]
        self.lead = lead_of(service, example["answers"])
        self.offices = [self.lead, *service.process.departments, *service.process.consulted]

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

    def pay(self) -> None:
        """Pay what is due, if anything is."""
        pay_over_http(self._line, self.stands())

    def comes_to(self, kind: str) -> dict[str, Any]:
        """Pay what is due, and wait until the case has its paper."""
        self.pay()
        until = time.monotonic() + _PATIENCE_SECONDS
        while kind not in {each["kind"] for each in self.stands()["papers"]}:
            assert time.monotonic() < until, f"no {kind} within {_PATIENCE_SECONDS} seconds: {self.stands()}"
            time.sleep(0.1)
        return self.stands()


def test_there_are_all_services() -> None:
    assert report_of("hongkong").is_sound
    assert sorted(services_of("hongkong")) == SERVICES
    assert len(SERVICES) == 307


def _has_its_receipt(case: Case, service: Service) -> None:
    assert case.submit() == case.given
    receipt = case.call("GET", "/receipt")
    assert receipt.status == 200, receipt.text
    assert receipt.json()["statement"] == case.given["receipt"]["statement"]
    assert receipt.json()["statement"]["service"] == service.id
    stands = case.stands()
    assert (stands["reference"], stands["service"]) == (case.reference, service.id)
    assert stands["status"] in {"submitted", "in-progress", "waiting-for-payment", "decided"}
    assert stands["holder"]["id"] in {case.lead, "applicant"}


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


def _granted(people: dict[str | None, Applicant], hall: Hall, officers: Officers, service: Service) -> Course:
    """Let a service's example be approved and pay for it: its papers are made meanwhile."""
    course = Course()
    try:
        course.case = Case(people, hall, service, "granted")
        _has_its_receipt(course.case, service)
        course.done = officers.finish(course.case.reference, course.case.offices, {"*": "approve"})
        course.case.pay()
    except (Exception, AssertionError) as fault:  # noqa: BLE001 - the test of this service tells it
        course.fault = fault
    return course


def _is_granted(course: Course, hall: Hall, service: Service) -> None:
    case, done = course.told()
    stands = case.comes_to(_outcome(service, case.stands()["payment"]))
    assert (stands["status"], stands["decision"]) == ("decided", "granted" if service.kind in GRANTED else "done"), done
    _has_its_outcome(case, service, stands)
    assert _entries(hall, case.reference) == _written(service)


def _words_of(case: Case, kind: str) -> str:
    """Return what stands on the paper of a kind, in one line."""
    paper = next(each for each in case.comes_to(kind)["papers"] if each["kind"] == kind)
    file = PdfReader(BytesIO(case.call("GET", f"/papers/{paper['id']}").body))
    return " ".join(" ".join(page.extract_text() for page in file.pages).split())


def test_what_was_not_found_is_named(hall: Hall, officers: Officers, people: dict[str | None, Applicant]) -> None:
    name = "immigration-department/marriage-certificate-copy"
    case, _ = _granted(people, hall, officers, services_of("hongkong")[name]).told()
    words = _words_of(case, "certificate")
    assert "Certificate that no entry was found" in words
    assert "we searched the register by what is written below, and found no entry" in words
    assert "Nothing was found" in words
    assert case.answers["name_of_spouse"] in words


def test_an_appointment_says_what_it_is_for(
    hall: Hall, officers: Officers, people: dict[str | None, Applicant]
) -> None:
    name = "food-and-environmental-hygiene-department/cremation-booking"
    case, _ = _granted(people, hall, officers, services_of("hongkong")[name]).told()
    words = _words_of(case, "appointment")
    assert case.answers["deceased_name"] in words
    assert case.answers["hkid"] not in words


def _entries(hall: Hall, reference: str) -> list[str]:
    """Return the registers into which a case has written."""
    with closing(sqlite3.connect(hall.home / "openhall.sqlite3")) as database:
        rows = database.execute("SELECT register FROM registers_entryversion WHERE subject = ?", [reference])
        return [register for (register,) in rows]


def _written(service: Service) -> list[str]:
    """Return the register into which a service writes, if there is one."""
    register, does = _register_and_what_it_does(service)
    return [register] if does in WRITING else []


def _register_and_what_it_does(service: Service) -> tuple[str, str]:
    jurisdiction = report_of("hongkong").jurisdiction
    assert jurisdiction is not None
    register = register_of(jurisdiction, service.id)
    return ("", "") if register is None else (register.id, register.services[service.id].does)


def _withdraw(people: dict[str | None, Applicant], hall: Hall, officers: Officers, service: Service) -> bool:
    """Submit and withdraw; tell whether there was anything to withdraw."""
    case = Case(people, hall, service, "withdrawn")
    if case.stands()["status"] == "decided":  # by rule in that moment, or the lot did not fall on it
        return False
    answer = case.call("POST", "/withdraw", {}, Idempotency_Key="w")
    assert (answer.status, answer.json()["status"]) == (200, "withdrawn"), answer.text
    assert officers.tasks(case.reference, case.offices) == []
    return True


def _refuse(people: dict[str | None, Applicant], hall: Hall, officers: Officers, service: Service) -> Course | None:
    """Submit and refuse whatever can be refused; nothing where nobody has a say."""
    case = Case(people, hall, service, "refused")
    if case.stands()["status"] == "decided":
        return None
    done = officers.finish(case.reference, case.offices, {"*": "refuse"})
    return Course(case, done) if any(act.decision == "refuse" for act in done) else None


def _is_refused(course: Course) -> None:
    case, done = course.told()
    stands = case.comes_to("refusal")
    assert [each["kind"] for each in stands["papers"]] == ["refusal"]
    assert (stands["status"], stands["decision"]) == ("decided", "refused"), done
    assert len({act.person for act in done}) > 1, "a refusal has two persons"


def _of_each_kind() -> dict[tuple[str, str], list[Service]]:
    """Return the services that run the same course to the same paper."""
    found: dict[tuple[str, str], list[Service]] = defaultdict(list)
    for service in services_of("hongkong").values():
        found[service.process.pattern, service.outcome].append(service)
    return found


def _to_try(course: str, tries: int) -> list[Service]:
    """Return services of a course, so many for each paper: first one of each."""
    kinds = [services[:tries] for (pattern, _), services in _of_each_kind().items() if pattern == course]
    return [service for turn in zip_longest(*kinds) for service in turn if service is not None]


def _courses() -> list[str]:
    return sorted({pattern for pattern, _ in _of_each_kind()})


def _to_grant() -> list[Service]:
    """Return services that together have every course with every paper, use of a register and kind of price."""
    found, met = list[Service](), set[tuple[str, ...]]()
    for service in services_of("hongkong").values():
        course, does = service.process.pattern, _register_and_what_it_does(service)[1]
        end = "granted" if service.kind in GRANTED else "done"
        price = type(service.fee).__name__
        shows = {(course, "paper", service.outcome), (course, "register", does, end), (course, "price", price)}
        if not shows <= met:
            found.append(service)
            met |= shows
    return found


def test_what_is_granted_in_each_build_ends_in_every_paper() -> None:
    assert {(each.process.pattern, each.outcome) for each in _to_grant()} == _of_each_kind().keys()


@pytest.mark.parametrize("turn", [0, pytest.param(1, marks=pytest.mark.thorough)])
def test_every_course_ends_in_every_paper(
    hall: Hall, officers: Officers, people: dict[str | None, Applicant], turn: int
) -> None:
    services = _to_grant()[turn::2]
    courses = [_granted(people, hall, officers, service) for service in services]
    for course, service in zip(courses, services, strict=True):
        _is_granted(course, hall, service)


@pytest.mark.long
@pytest.mark.parametrize("name", SERVICES)
def test_granted_or_done(hall: Hall, officers: Officers, people: dict[str | None, Applicant], name: str) -> None:
    service = services_of("hongkong")[name]
    _is_granted(_granted(people, hall, officers, service), hall, service)


@pytest.mark.thorough
def test_one_of_each_course_is_withdrawn(hall: Hall, officers: Officers, people: dict[str | None, Applicant]) -> None:
    met = set[str]()
    for course in _courses():
        services = _to_try(course, _TRIES if course in WITH_TIME else 1)
        if any(_withdraw(people, hall, officers, service) for service in services):
            met.add(course)
    assert met == WITH_TIME


@pytest.mark.thorough
def test_one_of_each_course_is_refused(hall: Hall, officers: Officers, people: dict[str | None, Applicant]) -> None:
    refused: dict[str, Course] = {}
    for course in _courses():
        services = _to_try(course, _TRIES if course in WITH_A_SAY else 1)
        tried = (_refuse(people, hall, officers, service) for service in services)
        if (ended := next(filter(None, tried), None)) is not None:
            refused[course] = ended
    assert refused.keys() == WITH_A_SAY
    for ended in refused.values():
        _is_refused(ended)


@pytest.mark.long
@pytest.mark.parametrize("name", SERVICES)
def test_withdrawn_and_refused(hall: Hall, officers: Officers, people: dict[str | None, Applicant], name: str) -> None:
    service = services_of("hongkong")[name]
    _withdraw(people, hall, officers, service)
    course = _refuse(people, hall, officers, service)
    if course is not None:
        _is_refused(course)
