"""Erased is erased in copies too: an old copy of the database, put back with every key that the hall still has."""

import hmac
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pytest_django import Settings

from openhall.blocks.journal import vault
from openhall.blocks.journal.facade import KeyDestroyedError
from openhall.blocks.journal.keys import wrapping_keys
from openhall.blocks.journal.rows import moment
from openhall.kernel.sealing_ways import WAYS, Sealer
from tests import halls

_ENVIRON = {"OPENHALL_JURISDICTION": "example"}
_ERASED, _OTHER = "idris-al-bahar", "noor-al-bahar"


@pytest.fixture
def home(example_home: Path, tmp_path: Path) -> Path:
    return halls.copied(example_home, tmp_path / "home")


def _opened(database: Path, person: str) -> Iterator[bytes]:
    """Yield what a copy of the database tells of a person to whoever has the hall's keys: as a thief would look."""
    with closing(sqlite3.connect(database)) as rows:
        held = rows.execute("SELECT name, facts, card FROM identity_person WHERE id = ?", [person]).fetchone()
        query = "SELECT owner, wrapped, made_at FROM journal_datakey WHERE owner = ?"
        keys = rows.execute(query, [f"person:{person}"]).fetchall()
    for owner, wrapped, made_at in keys:
        key = vault._unwrapped(owner, wrapped, moment(made_at))  # noqa: SLF001 - no read is to be written down
        for part, sealed in zip((b"name", b"facts", b"card"), held, strict=True):
            if sealed:
                yield vault._opened_with(Sealer(key), owner, sealed, part)  # noqa: SLF001 - as above


def _erase(home: Path) -> None:
    done = halls.run("erase", home, "--person", _ERASED, "--yes", environ=_ENVIRON)
    assert done.returncode == 0, done.stderr


def test_an_old_copy_opens_for_everybody_but_for_who_was_erased(home: Path, tmp_path: Path, settings: Settings) -> None:
    settings.KEYS_FOLDER = home / "keys"
    copy, keys = tmp_path / "copy.sqlite3", tmp_path / "keys-of-before"
    with closing(sqlite3.connect(home / "openhall.sqlite3")) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    assert halls.run("keys", home, "copy", "--to", str(keys), environ=_ENVIRON).returncode == 0
    assert any(b"Idris Al-Bahar" in told for told in _opened(copy, _ERASED))

    _erase(home)

    with pytest.raises(KeyDestroyedError):
        [*_opened(copy, _ERASED)]
    assert any(b"Noor Al-Bahar" in told for told in _opened(copy, _OTHER)), "the copy is good for all others"
    # Nothing else of the folder opens it either: each file tried as the wrapping key.
    with closing(sqlite3.connect(copy)) as rows:
        query = "SELECT wrapped FROM journal_datakey WHERE owner = ?"
        wrapped = rows.execute(query, [f"person:{_ERASED}"]).fetchone()[0]
    with closing(sqlite3.connect(home / "keys/forgetting.sqlite3")) as rows:
        kept = [bytes(secret) for (secret,) in rows.execute("SELECT secret FROM secret")]
    assert len(kept) > 60
    masters = wrapping_keys()
    made_of = [hmac.digest(master, b"openhall:owner:" + each, "sha256") for master in masters for each in kept]
    tried = [
        vault._tried(key, f"person:{_ERASED}", wrapped, way)  # noqa: SLF001 - as above
        for key in (*made_of, *masters, *kept)
        for way in WAYS
    ]
    assert not any(tried)

    # That it can fail: whoever kept a copy of the keys from before reads it. So the command replaces that copy.
    settings.KEYS_FOLDER = keys
    assert any(b"Idris Al-Bahar" in told for told in _opened(copy, _ERASED))
    assert halls.run("keys", home, "copy", "--to", str(keys), environ=_ENVIRON).returncode == 0
    vault_keys = shutil.copytree(keys, tmp_path / "keys-of-after")
    settings.KEYS_FOLDER = vault_keys
    with pytest.raises(KeyDestroyedError):
        [*_opened(copy, _ERASED)]
    assert any(b"Noor Al-Bahar" in told for told in _opened(copy, _OTHER))


def test_a_hall_that_is_opened_on_an_old_copy_knows_them_no_more(home: Path, tmp_path: Path) -> None:
    """The whole database is put back. Even before a worker looks at it, no command can read of them."""
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(home / "openhall.sqlite3")) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    _erase(home)
    for name in ("openhall.sqlite3-wal", "openhall.sqlite3-shm"):
        (home / name).unlink(missing_ok=True)
    shutil.copy(copy, home / "openhall.sqlite3")

    assert halls.run("work", home, "--once", environ=_ENVIRON).returncode == 0
    with closing(sqlite3.connect(home / "openhall.sqlite3")) as rows:
        query = "SELECT wrapped, destroyed_at IS NULL FROM journal_datakey WHERE owner = ?"
        assert rows.execute(query, [f"person:{_ERASED}"]).fetchone() == (b"", 0)


def test_keys_are_copied_to_a_folder_of_their_own(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "documents"
    other.mkdir()
    (other / "letter.txt").write_text("not a key")
    refused = halls.run("keys", home, "copy", "--to", str(other), environ=_ENVIRON)
    assert (refused.returncode, "a folder of its own" in refused.stderr) == (1, True)
    assert [each.name for each in other.iterdir()] == ["letter.txt"]

    place = tmp_path / "keys"
    assert halls.run("keys", home, "copy", "--to", str(place), environ=_ENVIRON).returncode == 0
    held = {path.relative_to(home / "keys") for path in (home / "keys").rglob("*") if path.is_file()}
    assert {path.relative_to(place) for path in place.rglob("*") if path.is_file()} == held
    assert {path.stat().st_mode & 0o777 for path in place.rglob("*") if path.is_file()} == {0o600}
