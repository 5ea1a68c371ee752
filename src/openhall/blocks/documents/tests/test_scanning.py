"""A virus scanner is asked where one is set, and its silence is never taken for a clean file."""

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from openhall.blocks.documents.facade import FileRefused, scanner_faults
from openhall.blocks.documents.tests import samples
from openhall.blocks.documents.tests.daemon import EICAR, listening
from openhall.blocks.documents.tests.keeping import nothing_is_kept, stored, take
from tests.halls import free_port

pytestmark = pytest.mark.django_db


def _infected() -> bytes:
    return samples.pdf(more=[b"<< /Length %d >>\nstream\n%s\nendstream" % (len(EICAR), EICAR)])


@pytest.mark.parametrize("over_socket", [False, True])
def test_a_clean_file_is_kept_and_an_infected_one_is_not(
    settings: Settings, tmp_path: Path, *, over_socket: bool
) -> None:
    with listening(tmp_path / "clamd" if over_socket else None) as (daemon, address):
        settings.OPENHALL_SCANNER = address
        with pytest.raises(FileRefused) as refused:
            take(_infected())
        assert (refused.value.code, refused.value.params) == ("file-infected", {})
        assert nothing_is_kept() or over_socket
        assert not stored()

        take(samples.jpg(1600, 1200, 95))
        assert daemon.heard == [_infected(), samples.jpg(1600, 1200, 95)]
    assert len(stored()) == 1


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: \0", b"stream: OK and more\0"]
)
def test_an_unclear_answer_is_no_clean_file(settings: Settings, answer: bytes) -> None:
    with listening() as (daemon, settings.OPENHALL_SCANNER):
        daemon.answer = answer
        _refused_for_now()


def test_a_scanner_that_is_down_lets_nothing_through(settings: Settings) -> None:
    settings.OPENHALL_SCANNER = f"clamd://127.0.0.1:{free_port()}"
    _refused_for_now()


def test_a_socket_that_is_not_there_lets_nothing_through(settings: Settings, tmp_path: Path) -> None:
    settings.OPENHALL_SCANNER = f"clamd://{tmp_path}/nobody"
    _refused_for_now()


def _refused_for_now(make: Callable[[], bytes] = samples.jpg) -> None:
    with pytest.raises(FileRefused) as refused:
        take(make())
    assert refused.value.code == "file-scanner-away"
    assert nothing_is_kept()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", None),
        ("clamd://127.0.0.1", None),
        ("clamd://scanner.example:3310", None),
        ("clamd:///run/clamav/clamd.ctl", None),
        ("clamd://", "write clamd://"),
        ("clamd://host:port", "write clamd://"),
        ("clamd://host/and/path", "write clamd://"),
        ("icap://host", "no scanner"),
    ],
)
def test_an_operator_is_told_what_is_wrong_with_an_address(settings: Settings, address: str, words: str | None) -> None:
    settings.OPENHALL_SCANNER = address

    found = scanner_faults()

    assert (found == []) if words is None else words in found[0]
