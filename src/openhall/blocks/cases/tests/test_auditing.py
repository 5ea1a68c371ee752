"""Somebody with all rights over the database changes a case: the audit of the log names it."""

from collections.abc import Iterator

import pytest
from django.db import connection

from openhall.blocks.cases.models import Case, CaseEvent
from openhall.blocks.cases.tests.applying import NOW, request, submit
from openhall.blocks.journal.facade import sequence_leaves, verify_log
from tools.emptying import without_guards

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases() -> Iterator[list[str]]:
    """Submit three applications and have the log take them in."""
    yield [submit(asked=request(str(number))).reference for number in range(3)]
    connection.check_constraints()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("sealed", b"\x01" + b"x" * 200),
        ("sealed", b""),
        ("service", "town-clerk/moving-in"),
        ("version", 7),
        ("revision", 7),
        ("submitted_at", NOW.replace(hour=1)),
        ("leaf", 4_000_000),
    ],
)
def test_a_changed_case_is_named(cases: list[str], column: str, value: object) -> None:
    sequence_leaves(now=NOW)
    assert verify_log() == []

    Case.objects.filter(reference=cases[1]).update(**{column: value})

    (fault,) = verify_log()
    named = "version" if column == "revision" else column
    assert (fault.kind, fault.subject, fault.field) == ("case.submitted", cases[1], f"case {named}")


def test_one_byte_is_enough(cases: list[str]) -> None:
    sequence_leaves(now=NOW)
    case = Case.objects.get(reference=cases[2])
    sealed = bytearray(case.sealed)
    sealed[40] ^= 1
    Case.objects.filter(pk=case.pk).update(sealed=bytes(sealed))

    assert [(fault.subject, fault.field) for fault in verify_log()] == [(cases[2], "case sealed")]


def test_a_case_that_was_taken_away_is_missed(cases: list[str]) -> None:
    sequence_leaves(now=NOW)
    with without_guards(connection):
        CaseEvent.objects.filter(case__reference=cases[0]).delete()
        Case.objects.filter(reference=cases[0]).delete()

    assert [(fault.subject, fault.field) for fault in verify_log()] == [(cases[0], "case")]
