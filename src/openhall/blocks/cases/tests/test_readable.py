"""Which answers an office reads while its task is called otherwise than when the case was submitted."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from openhall.blocks.cases.facade import readable_by
from openhall.blocks.cases.tests.applying import service
from openhall.blocks.processes.facade import Position, TaskFacts

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(("former", "read"), [({"look": ("view",)}, {"cooking"}), ({}, {"sells"})])
def test_a_renamed_task_reads_what_it_read(former: dict[str, tuple[str, ...]], read: set[str]) -> None:
    reads = {"view": ("cooking",), "opinion": ("sells",), "decide": ("phone",)}
    of = service(process=msgspec.structs.replace(service().process, reads=reads))
    task = TaskFacts(
        id=1,
        subject="22222-22223",
        serial=1,
        topic=of.id,
        model="appointment",
        node="look",
        authority="harbour-office",
        role="case-officer",
        decisions=("approve",),
        other=frozenset(),
        amount=None,
        state="open",
        opened_at=NOW,
        due_on=None,
        legal_on=None,
        pressing_on=date.max,
    )
    position = Position(1, 1, ("look",), (), "", former)
    assert readable_by(of, "harbour-office", "parks-office", [task], position) == read
