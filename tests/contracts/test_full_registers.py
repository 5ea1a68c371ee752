"""A register that is full, or where somebody else stands already: nothing is done, and everybody reads why."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.test import Client

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.journal.models import Record
from openhall.blocks.payments.models import PaymentRequest
from openhall.blocks.processes.facade import TaskFacts, tasks_of
from openhall.blocks.registers.facade import EntryContent, Fact, Register, keep_entry, reserve_entry
from tests.desks import MOORING, Browser, apply_for_mooring, words_of
from tests.moorings import WHO, status

NOW, TODAY = datetime.now(UTC), date(2026, 3, 2)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_town")]


@pytest.fixture
def moorings() -> Register:
    (register,) = current_catalogue().jurisdiction.registers
    return register


@pytest.fixture
def reference() -> str:
    """Return a case at which one approval is left."""
    reference = apply_for_mooring()
    for _ in range(3):
        task = last(reference)
        assert Browser(WHO[task.authority, task.role]).act(reference, "decide", decision="approve").status_code == 303
    return reference


def last(reference: str) -> TaskFacts:
    return next(task for task in tasks_of(reference) if task.state == "open")


def fill(register: Register) -> None:
    with transaction.atomic():
        for number in range(register.limit or 0):
            reserve_entry(register=register, subject=f"other-{number}", today=TODAY, now=NOW)


def taken_by_another(register: Register) -> None:
    content = EntryContent("other", MOORING, "matter:other", "lin-xiaoyu", "", {"boat_mark": Fact("B1204A")})
    with transaction.atomic():
        keep_entry(register=register, content=content, today=TODAY, now=NOW)


def stands(reference: str) -> tuple[object, ...]:
    return status(reference), last(reference), PaymentRequest.objects.count(), Record.objects.count()


@pytest.mark.parametrize(
    ("happens", "told", "problem"),
    [
        (fill, "The register is full.", "register-full"),
        (taken_by_another, "This stands in the register already", "register-already-entered"),
    ],
)
def test_the_office_reads_why_it_cannot_go_on_at_the_desk_and_over_the_api(
    reference: str, moorings: Register, happens: object, told: str, problem: str
) -> None:
    assert callable(happens)
    happens(moorings)
    before, task = stands(reference), last(reference)
    who = WHO[task.authority, task.role]

    refused = Browser(who).act(reference, "decide", decision="approve", note="Kept words")
    assert refused.status_code == 409
    assert told in words_of(refused)
    assert "Kept words" in words_of(refused)

    token = Client().post("/api/v1/demo/token", {"person": who}, content_type="application/json").json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    answer = Client().post(
        f"/api/v1/tasks/{task.id}/complete", {"decision": "approve"}, content_type="application/json", headers=headers
    )
    assert (answer.status_code, answer.json()["code"]) == (409, problem)
    assert "moorings" in answer.json()["detail"]
    assert stands(reference) == before
