import multiprocessing
import os
from pathlib import Path

import pytest
from pytest_django import Settings

from openhall.blocks.journal import keys
from openhall.blocks.journal.facade import KeyFileError, known_log_verifiers, log_verifier, server_key
from openhall.kernel import key_files
from openhall.kernel.key_files import read_or_make


@pytest.fixture
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_FOLDER = tmp_path / "home/keys"
    return tmp_path / "home/keys"


def _begin(folder: str, together: "multiprocessing.synchronize.Barrier") -> str:
    together.wait()
    made = read_or_make(Path(folder) / "master.key", lambda: os.urandom(32).hex())
    return made.strip()


def test_keys_are_for_the_halls_account_alone(folder: Path) -> None:
    server_key("a")
    log_verifier()

    assert {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()} == {
        "master.key": 0o600,
        "log.key": 0o600,
    }
    assert folder.stat().st_mode & 0o777 == 0o700


def test_processes_that_start_at_once_agree_on_one_key(folder: Path) -> None:
    with multiprocessing.get_context("fork").Manager() as manager:
        together = manager.Barrier(8)
        with multiprocessing.get_context("fork").Pool(8) as pool:
            made = pool.starmap(_begin, [(str(folder), together)] * 8)

    assert len(set(made)) == 1
    assert [path.name for path in folder.iterdir()] == ["master.key"]


def test_a_server_key_is_one_for_each_use_and_the_same_each_time(folder: Path) -> None:
    first = server_key("guest-secret")
    keys.derived_key.cache_clear()
    keys._first_master.cache_clear()  # noqa: SLF001 - as another process would start

    assert server_key("guest-secret") == first
    assert len(first) == 32
    assert server_key("another") != first
    assert first.hex() not in (folder / "master.key").read_text("ascii")


def test_asking_for_the_key_of_a_hall_that_has_none_makes_none(folder: Path) -> None:
    assert known_log_verifiers() == ()
    assert not folder.exists()


def test_the_log_is_called_as_it_was_when_its_key_was_made(folder: Path, settings: Settings) -> None:
    settings.OPENHALL_LOG_ORIGIN = "hall.example/api/v1/log"
    first = log_verifier()
    key_files._read.cache_clear()  # noqa: SLF001 - as another process would start
    settings.OPENHALL_LOG_ORIGIN = "elsewhere.example/log"

    assert first.name == "hall.example/api/v1/log"
    assert (log_verifier(),) == (first,) == known_log_verifiers()
    assert folder.is_dir()


@pytest.mark.parametrize("content", ["", "not hex", "00" * 16])
def test_a_damaged_key_file_is_told_and_never_replaced(folder: Path, content: str) -> None:
    folder.mkdir(parents=True)
    for name in ("master.key", "log.key"):
        (folder / name).write_text(content, "ascii")

    with pytest.raises(KeyFileError, match="put back"):
        server_key("a")
    with pytest.raises(KeyFileError, match="put back"):
        log_verifier()
    assert (folder / "master.key").read_text("ascii") == (folder / "log.key").read_text("ascii") == content
