"""A run of sealing anew is killed at any point: nothing is lost, and nothing is left lying for ever."""

from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from openhall.blocks.documents import resealing
from openhall.blocks.documents.facade import REPLACED_BYTES, read_file, remove_replaced_bytes, sweep_files
from openhall.blocks.documents.models import File
from openhall.blocks.documents.storing import places
from openhall.blocks.documents.storing.places import Store
from openhall.blocks.documents.tests import bucket, samples
from openhall.blocks.documents.tests.keeping import NOW, READER, stored, take
from openhall.blocks.documents.tests.resealed import (
    FIRST,
    SECOND,
    Lying,
    are_all_in_way_of_now,
    in_folder,
    lying,
    read,
    reseal,
)
from openhall.blocks.journal.facade import Resealed, deliver_due

__all__ = ["in_folder", "lying"]
pytestmark = pytest.mark.django_db


def sweep() -> None:
    """Sweep the whole store, as the worker does in eleven days, a day after the last file came."""
    File.objects.update(subject="matter:1")
    begin = datetime.now(UTC) + timedelta(days=2)
    for hour in range(256):
        sweep_files(now=begin + timedelta(hours=hour))


class _KilledError(BaseException):
    """The process ended here, and did nothing more."""


class _Dying(Store):
    """A store whose process is killed before or after its n-th act; from then on nothing is done."""

    acts = 0

    def __init__(self, store: Store, last: int) -> None:
        self._store, self._last = store, last

    def _lives(self) -> None:
        _Dying.acts += 1
        if _Dying.acts > self._last:
            raise _KilledError

    def put(self, pieces: Iterable[bytes]) -> str:
        self._lives()
        address = self._store.put(pieces)
        self._lives()
        return address

    def get(self, address: str) -> Generator[bytes, None, None]:
        self._lives()
        yield from self._store.get(address)

    def remove(self, address: str) -> None:
        self._lives()
        self._store.remove(address)
        self._lives()

    def addresses(self, start: str, until: datetime) -> Iterator[str]:
        return self._store.addresses(start, until)


def test_killed_at_any_point_nothing_is_lost_and_nothing_is_left_lying(
    lying: Lying, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {take(samples.jpg(300 + width)).id: samples.jpg(300 + width) for width in range(3)}
    last, was_killed, killed = 0, True, 0
    while was_killed:
        settings.OPENHALL_SEALING = SECOND if settings.OPENHALL_SEALING == FIRST else FIRST
        _Dying.acts, was_killed = 0, True
        with monkeypatch.context() as patched, suppress(_KilledError):
            patched.setattr(resealing, "store_of", lambda scheme, last=last: _Dying(places.store_of(scheme), last))
            reseal(step=2)
            was_killed = False
        assert {file: b"".join(read_file(file, reader=READER)) for file in data} == data, f"after {last} acts"
        # Called again it goes on from there.
        assert reseal(step=2).is_done
        last, killed = last + 1, killed + was_killed
    assert killed > 3 * 3
    assert len(lying()) > len(data)
    # What was replaced is taken away by the worker, at once; what no row came to name is swept.
    assert deliver_due(handlers={REPLACED_BYTES: remove_replaced_bytes}, now=NOW, limit=1000)
    sweep()
    assert len(lying()) == len(data)
    assert are_all_in_way_of_now(lying)
    assert {file: b"".join(read_file(file, reader=READER)) for file in data} == data


def test_a_run_that_is_killed_before_it_removes_leaves_that_to_the_worker(
    lying: Lying, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = [take(samples.jpg()), take(samples.png())]
    settings.OPENHALL_SEALING = SECOND
    _Dying.acts = 0
    with monkeypatch.context() as patched:
        # Each file is read, stored, which counts twice, and read back.
        patched.setattr(resealing, "store_of", lambda scheme: _Dying(places.store_of(scheme), 4 * len(taken)))
        with pytest.raises(_KilledError):
            reseal()
    assert len(lying()) == 2 * len(taken)

    assert deliver_due(handlers={REPLACED_BYTES: remove_replaced_bytes}, now=NOW) == 1

    assert len(lying()) == len(taken)
    assert are_all_in_way_of_now(lying)
    assert [read(each) for each in taken] == [samples.jpg(), samples.png()]


def test_what_is_left_at_home_after_a_move_is_cleared_away_too(in_folder: None, settings: Settings) -> None:
    take(samples.jpg())
    kept = take(samples.png())
    File.objects.exclude(pk=kept.id).delete()
    with bucket.serving() as serving:
        settings.OPENHALL_STORAGE_KEY = ("test-key", "test-secret", "")
        settings.OPENHALL_STORAGE_URL = serving.address
        settings.OPENHALL_SEALING = SECOND
        assert reseal() == Resealed(anew=1), in_folder
        sweep()
        assert read(kept) == samples.png()
        assert not serving.held
    assert len(stored()) == 1
