"""``openhall troubles`` as an operator uses it: exit code and words."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from openhall.blocks.journal.models import Message, Record
from openhall.project.cli import main

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db

Troubles = Callable[..., tuple[int, str]]


@pytest.fixture
def troubles(capsys: pytest.CaptureFixture[str]) -> Troubles:
    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = main(["troubles", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return run


@pytest.fixture
def job() -> int:
    return Message.objects.create(
        kind="mail",
        key="22222-22223:decided",
        payload='{"reference":"22222-22223"}',
        state="dead",
        posted_at=NOW,
        due_at=NOW,
        ended_at=NOW,
        attempts=12,
        trouble="ConnectionRefusedError",
    ).pk


def test_it_is_told_when_there_is_none(troubles: Troubles) -> None:
    assert troubles() == (0, "nothing is set aside\n")


def test_each_is_told_with_its_number_and_what_the_machine_said(troubles: Troubles, job: int) -> None:
    code, said = troubles()
    assert code == 1
    assert f"{job}  {NOW.isoformat(timespec='seconds')}  mail  22222-22223:decided  12 tries  ConnectionRefused" in said


def test_one_is_tried_again_and_the_log_knows(troubles: Troubles, job: int) -> None:
    code, said = troubles("--retry", str(job))
    assert (code, Message.objects.get(pk=job).state) == (0, "waiting")
    assert "will be tried again" in said
    assert Record.objects.filter(kind="outbox.retried", subject=str(job)).exists()
    assert troubles("--retry", str(job))[0] == 1
