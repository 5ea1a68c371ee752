"""Somebody with all rights over the database changes what was signed: the audit of the log names it."""

import pytest
from django.db import connection

from openhall.blocks.authorities.facade import ChangeKind, Proposal, decide_change, propose_change, withdraw_change
from openhall.blocks.authorities.models import RightsChange
from openhall.blocks.authorities.tests.offices import NOW, PARK
from openhall.blocks.journal.facade import sequence_leaves, verify_log
from tools.emptying import without_guards

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("offices")]


@pytest.fixture
def changes() -> list[int]:
    """Propose three changes: one is signed, one taken back, one waits."""
    made = [
        propose_change(
            authority=PARK, proposal=Proposal(kind=ChangeKind.LIMIT, post="keeper", limit=limit), actor="ada", now=NOW
        ).id
        for limit in (1, 2, 3)
    ]
    decide_change(change=made[0], is_accepted=True, actor="bo", now=NOW)
    withdraw_change(change=made[1], actor="ada", now=NOW)
    sequence_leaves(now=NOW)
    return made


@pytest.mark.parametrize(
    ("number", "column", "value"),
    [
        (0, "proposal", '{"kind":"limit","post":"keeper","limit":9}'),
        (0, "decided_by", "cleo"),
        (0, "state", "refused"),
        (1, "post", "warden"),
        (2, "proposed_by", "cleo"),
        (2, "authority", "port-office"),
        (2, "person", "kim"),
        (2, "kind", "give"),
    ],
)
def test_a_changed_change_is_named(changes: list[int], number: int, column: str, value: str) -> None:
    assert verify_log() == []
    with without_guards(connection):
        RightsChange.objects.filter(pk=changes[number]).update(**{column: value})

    faults = verify_log()
    assert {(fault.subject, fault.field) for fault in faults} == {(f"rights:{changes[number]}", f"change {column}")}


def test_a_change_that_was_taken_away_is_missed(changes: list[int]) -> None:
    with without_guards(connection):
        RightsChange.objects.filter(pk=changes[2]).delete()

    assert [(fault.subject, fault.field) for fault in verify_log()] == [(f"rights:{changes[2]}", "change")]
