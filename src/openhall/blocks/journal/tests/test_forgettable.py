"""Keys that are forgotten one by one: all others can still be made, whatever was forgotten, and these never again."""

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django import Settings

from openhall.blocks.journal import forgettable
from openhall.blocks.journal.forgettable import (
    FILE,
    copy_forgettable,
    fingerprint_of_forgettable,
    forget_secrets,
    leaf_secret,
)

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
OWNERS = [(f"matter:{number}", NOW + timedelta(minutes=number)) for number in range(300)]


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_FOLDER = tmp_path / "keys"
    return tmp_path / "keys"


def _kept(place: Path) -> list[tuple[int, int, bytes]]:
    with closing(sqlite3.connect(place)) as file:
        return file.execute("SELECT way, depth, secret FROM secret ORDER BY way").fetchall()


def test_every_owner_has_another_secret_and_it_stays_the_same_until_it_is_forgotten(folder: Path) -> None:
    before = {owner: leaf_secret(owner, made) for owner, made in OWNERS}
    assert len(set(before.values())) == len(OWNERS)
    assert len(_kept(folder / FILE)) == 1
    fingerprint = fingerprint_of_forgettable()

    gone = OWNERS[::3]
    assert forget_secrets(gone) == len(gone)
    assert forget_secrets(gone) == 0

    after = {owner: leaf_secret(owner, made) for owner, made in OWNERS}
    assert [owner for owner, secret in after.items() if secret is None] == [owner for owner, _ in gone]
    assert {owner: secret for owner, secret in before.items() if after[owner] is not None} == {
        owner: secret for owner, secret in after.items() if secret is not None
    }
    assert fingerprint_of_forgettable() == fingerprint


def test_nothing_that_is_kept_lies_above_what_was_forgotten(folder: Path) -> None:
    """The proof that no secret of the file gives the forgotten one: each gives what lies below it, and nothing else."""
    (owner, made), leaf = OWNERS[7], forgettable._leaf(*OWNERS[7])  # noqa: SLF001 - where it lies
    assert leaf_secret(owner, made)
    top = _kept(folder / FILE)[0]
    forget_secrets([(owner, made)])

    kept = _kept(folder / FILE)
    assert len(kept) == 63
    assert not [way for way, depth, _ in kept if way >> (63 - depth) == leaf >> (63 - depth)]
    # Together they cover every other leaf, once.
    assert sum(1 << (63 - depth) for _, depth, _ in kept) == (1 << 63) - 1
    assert top[2] not in (folder / FILE).read_bytes(), "what was dropped is written over"


def test_the_file_is_for_the_hall_alone(folder: Path) -> None:
    leaf_secret(*OWNERS[0])
    forget_secrets(OWNERS[:1])
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_many_at_once_lose_nothing() -> None:
    before = [leaf_secret(*each) for each in OWNERS]
    with ThreadPoolExecutor(8) as pool:
        gone = sum(pool.map(forget_secrets, [OWNERS[start : start + 20] for start in range(0, 200, 10)]))
    assert gone == 210
    assert [leaf_secret(*each) for each in OWNERS] == [None] * 210 + before[210:]


def test_what_fails_forgets_nothing() -> None:
    def _two() -> object:
        yield OWNERS[0]
        raise KeyError

    with pytest.raises(KeyError):
        forget_secrets(_two())  # type: ignore[arg-type]  # it ends early
    assert leaf_secret(*OWNERS[0]) is not None
    assert forget_secrets(OWNERS[:1]) == 1


def test_a_copy_takes_the_place_of_the_copy_before(tmp_path: Path, folder: Path) -> None:
    leaf_secret(*OWNERS[0])
    copy = tmp_path / "copy.sqlite3"
    copy_forgettable(copy)
    assert _kept(copy) == _kept(folder / FILE)
    forget_secrets(OWNERS[:5])
    copy_forgettable(copy)
    assert _kept(copy) == _kept(folder / FILE)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
