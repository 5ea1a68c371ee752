"""What was sent with a matter goes with it, also where whoever erases it is killed before the bytes are removed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from openhall.blocks.cases.actions import erase
from openhall.blocks.cases.facade import Applicant, Why, erase_case, withdraw_case
from openhall.blocks.cases.tests.applying import NOOR, NOW, opened, prepared, request, submit
from openhall.blocks.documents.facade import attach_files, file_of
from openhall.blocks.documents.models import File
from openhall.blocks.documents.tests import samples
from openhall.blocks.documents.tests.keeping import stored, take
from openhall.blocks.journal.facade import deliver_due
from openhall.project.handlers import HANDLERS

LATER = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


class _KilledError(Exception):
    pass


@pytest.fixture
def reference() -> str:
    opened()
    made = submit(prepared(Applicant(NOOR)), request("one", caller="person:noor")).reference
    withdraw_case(reference=made, visitor=NOOR, now=NOW)
    return made


def test_the_worker_removes_what_a_killed_process_has_left(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take(samples.jpg(), owner="person:noor")
    with transaction.atomic():
        attach_files([taken.id], owner="person:noor", subject=f"case:{reference}")
    address = File.objects.get(id=taken.id).address
    with monkeypatch.context() as patched:
        patched.setattr(erase, "remove_files", _killed)
        with pytest.raises(_KilledError):
            erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)
    assert file_of(taken.id) is not None
    assert _lies(address)

    deliver_due(handlers=HANDLERS, now=LATER + timedelta(minutes=1))

    assert file_of(taken.id) is None
    assert not _lies(address)


def test_an_erasure_that_does_not_happen_removes_nothing(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = take(samples.jpg(), owner="person:noor")
    with transaction.atomic():
        attach_files([taken.id], owner="person:noor", subject=f"case:{reference}")
    monkeypatch.setattr(erase, "let_files_go", _killed)
    with pytest.raises(_KilledError):
        erase_case(reference=reference, by="noor", why=Why.ASKED, now=LATER)

    deliver_due(handlers=HANDLERS, now=LATER + timedelta(minutes=1))

    assert file_of(taken.id) is not None


def _lies(address: str) -> bool:
    return any(path.name == address for path in stored())


def _killed(**_: object) -> None:
    raise _KilledError
