"""What lies in the store leaves a way of sealing behind, while people read, hand in and remove it."""

import tracemalloc
from collections.abc import Callable, Generator, Iterable, Iterator
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
import pytest
from django.conf import settings as now_set
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.documents import resealing
from openhall.blocks.documents.actions import take as taking
from openhall.blocks.documents.facade import (
    FILES_RESEALED,
    Handing,
    StoreAwayError,
    attach_files,
    file_of,
    keep_paper,
    read_file,
    read_paper,
    remove_files,
    revoke_paper,
    secret_of_file,
)
from openhall.blocks.documents.models import File, Paper
from openhall.blocks.documents.sealing import is_in_way_of_now
from openhall.blocks.documents.storing import places
from openhall.blocks.documents.storing.places import Store
from openhall.blocks.documents.tests import samples
from openhall.blocks.documents.tests.issued import OWNER as OWNER_OF_CASE
from openhall.blocks.documents.tests.issued import SUBJECT, leaves, made, owners_read
from openhall.blocks.documents.tests.keeping import NOW, OWNER, READER, stored, take
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
from openhall.blocks.journal.facade import Resealed, destroy_key

__all__ = ["in_folder", "lying"]
pytestmark = pytest.mark.django_db
LARGE = samples.dwg(3_000_000)


def issue(key: str) -> str:
    with transaction.atomic():
        return keep_paper(paper=made(), owner=OWNER_OF_CASE, key=key, now=NOW).id


class Meanwhile(Store):
    """A store beside which something happens whenever bytes were put into it."""

    def __init__(self, store: Store, act: Callable[[], object]) -> None:
        self._store, self._act = store, act

    def put(self, pieces: Iterable[bytes]) -> str:
        address = self._store.put(pieces)
        self._act()
        return address

    def get(self, address: str) -> Generator[bytes, None, None]:
        return self._store.get(address)

    def remove(self, address: str) -> None:
        self._store.remove(address)

    def addresses(self, start: str, until: datetime) -> Iterator[str]:
        return self._store.addresses(start, until)


def happening(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen once, when the first file was stored anew and no row names it yet."""
    left = [act]

    def once() -> None:
        while left:
            left.pop()()

    monkeypatch.setattr(resealing, "store_of", lambda scheme: Meanwhile(places.store_of(scheme), once))


def test_files_and_papers_are_in_the_way_of_now_and_read_as_before(lying: Lying, settings: Settings) -> None:
    small, large = take(samples.jpg(), "me.jpg"), take(LARGE, accept=("dwg",))
    good, revoked = issue("first"), issue("second")
    papers = {paper: b"".join(read_paper(paper, reader=READER)) for paper in (good, revoked)}
    with transaction.atomic():
        revoke_paper(paper=revoked, reason="withdrawn", now=NOW)
    settings.OPENHALL_SEALING = SECOND
    before, addresses, reads = lying(), {row.address for row in File.objects.all()}, len(owners_read())
    assert not any(map(is_in_way_of_now, before))

    assert reseal() == Resealed(anew=4)

    assert len(lying()) == len(before)
    assert are_all_in_way_of_now(lying)
    assert len(owners_read()) == reads, "it was handed to nobody"
    assert not addresses & {row.address for row in File.objects.all()}
    assert (read(small), read(large)) == (samples.jpg(), LARGE)
    assert {paper: b"".join(read_paper(paper, reader=READER)) for paper in papers} == papers
    named = file_of(small.id, reader=READER)
    assert named is not None
    assert named.name == "me.jpg"
    told = {each["subject"]: each for each in map(msgspec.json.decode, leaves(FILES_RESEALED))}
    assert told.keys() == {"documents_file", "documents_paper"}
    assert [(each["way"], each["files"]) for each in told.values()] == [(SECOND, 2)] * 2

    after = sorted(lying())
    assert reseal() == Resealed()
    assert (sorted(lying()), len(leaves(FILES_RESEALED))) == (after, 2)


def test_a_paper_is_still_kept_as_it_was_by_the_database(in_folder: None, settings: Settings) -> None:
    paper = issue("first")
    settings.OPENHALL_SEALING = SECOND
    assert reseal().anew == 1, in_folder
    for changes in ({"sealed": b"\x01"}, {"sha256": "0" * 64}):
        with pytest.raises(Exception, match="kept as it was"), transaction.atomic():
            Paper.objects.filter(pk=paper).update(**changes)


def test_a_step_is_a_transaction_with_its_leaf(in_folder: None, settings: Settings) -> None:
    for width in range(5):
        take(samples.jpg(300 + width))
    settings.OPENHALL_SEALING = SECOND
    assert reseal(step=2) == Resealed(anew=5), in_folder
    assert [msgspec.json.decode(text)["files"] for text in leaves(FILES_RESEALED)] == [2, 2, 1]


def test_a_large_file_never_stands_whole_in_memory(in_folder: None, settings: Settings) -> None:
    take(samples.dwg(20_000_000), accept=("dwg",))
    settings.OPENHALL_SEALING = SECOND
    tracemalloc.start()
    try:
        assert reseal() == Resealed(anew=1), in_folder
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()


def test_what_cannot_be_opened_is_left_and_told(in_folder: None, settings: Settings) -> None:
    sound, erased, changed, gone = (take(samples.jpg(300 + width), owner=f"person:{width}") for width in range(4))
    rows = {row.id: row for row in File.objects.all()}
    paths = {path.name: path for path in stored()}
    destroy_key("person:1")
    broken = paths[rows[changed.id].address]
    broken.write_bytes(broken.read_bytes()[:-1] + b"x")
    paths[rows[gone.id].address].unlink()
    settings.OPENHALL_SEALING = SECOND

    done = reseal()

    assert (done, done.is_done) == (Resealed(anew=1, destroyed=1, broken=2), False), in_folder
    assert read(sound) == samples.jpg(300)
    assert {path.name for path in stored()} >= {rows[erased.id].address, rows[changed.id].address}
    assert len(stored()) == 3


def test_bytes_that_are_not_those_of_the_row_are_not_put_in_their_place(in_folder: None, settings: Settings) -> None:
    take(samples.jpg())
    File.objects.update(sha256=sha256(b"other").hexdigest())
    settings.OPENHALL_SEALING = SECOND
    before = stored()
    assert reseal() == Resealed(broken=1), in_folder
    assert stored() == before


def test_whoever_reads_at_that_moment_reads_to_the_end(lying: Lying, settings: Settings) -> None:
    taken, paper = take(LARGE, accept=("dwg",)), issue("first")
    issued = b"".join(read_paper(paper, reader=READER))
    not_begun, begun = read_file(taken.id, reader=READER), read_file(taken.id, reader=READER)
    of_paper, first = read_paper(paper, reader=READER), next(begun)
    settings.OPENHALL_SEALING = SECOND

    assert reseal().anew == len(lying())

    assert b"".join(not_begun) == LARGE
    assert first + b"".join(begun) == LARGE
    assert b"".join(of_paper) == issued


def test_a_file_that_is_removed_meanwhile_leaves_nothing(
    lying: Lying, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(samples.jpg())
    File.objects.update(subject="matter:1")
    settings.OPENHALL_SEALING = SECOND
    happening(monkeypatch, partial(remove_files, subject="matter:1"))

    assert reseal() == Resealed()
    assert (lying(), leaves(FILES_RESEALED)) == ([], [])


def test_whoever_removes_a_file_that_was_sealed_anew_meanwhile_removes_it(
    lying: Lying, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(samples.jpg())
    File.objects.update(subject="matter:1")
    settings.OPENHALL_SEALING = SECOND
    rows = list(File.objects.all())
    reseal()
    monkeypatch.setattr(File.objects, "filter", lambda **given: rows if "id" not in given else File.objects.all())
    assert remove_files(subject="matter:1") == 1
    assert lying() == []


def test_a_file_that_is_erased_meanwhile_opens_for_nobody(
    in_folder: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(samples.jpg())
    before = stored()
    settings.OPENHALL_SEALING = SECOND
    happening(monkeypatch, partial(destroy_key, OWNER))
    assert reseal() == Resealed(destroyed=1), in_folder
    assert stored() == before


def test_a_file_that_is_handed_in_meanwhile_is_its_new_owner_s(
    in_folder: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    guests = take(samples.jpg(), owner="")
    settings.OPENHALL_SEALING = SECOND

    def hand_in() -> None:
        secrets = {guests.id: secret_of_file(guests.id)}
        with transaction.atomic():
            attach_files(
                [guests.id],
                owner="",
                subject=f"case:{SUBJECT}",
                secrets=secrets,
                handing=Handing(OWNER_OF_CASE, "guest", NOW),
            )

    happening(monkeypatch, hand_in)
    assert reseal() == Resealed(anew=1), in_folder
    row = File.objects.get()
    assert (row.key_owner, row.subject) == (OWNER_OF_CASE, f"case:{SUBJECT}")
    assert read(guests) == samples.jpg()
    (path,) = stored()
    assert is_in_way_of_now(path.read_bytes())


def test_two_runs_at_once_do_no_harm(lying: Lying, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    taken = [take(samples.jpg(300 + width)) for width in range(3)]
    settings.OPENHALL_SEALING = SECOND
    happening(monkeypatch, reseal)
    assert reseal().is_done
    assert len(lying()) == len(taken)
    assert are_all_in_way_of_now(lying)
    assert [read(each) for each in taken] == [samples.jpg(300 + width) for width in range(3)]


def test_what_another_machine_stores_in_its_way_meanwhile_is_told(
    in_folder: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(samples.jpg())
    settings.OPENHALL_SEALING = SECOND

    def of_before() -> None:
        now_set.OPENHALL_SEALING = FIRST
        take(samples.png())
        now_set.OPENHALL_SEALING = SECOND

    monkeypatch.setattr(taking, "new_file_id", lambda: "0" * 32)
    happening(monkeypatch, of_before)
    done = reseal()
    assert (done, done.is_done) == (Resealed(anew=1, late=1), False), in_folder
    assert reseal() == Resealed(anew=1)


def test_a_store_that_is_away_or_full_keeps_everything_as_it_is(settings: Settings, home: Path) -> None:
    settings.OPENHALL_SEALING = FIRST
    taken = take(samples.jpg())
    (home / "files" / "arriving").rmdir()
    (home / "files" / "arriving").write_text("a file where a folder should be")
    settings.OPENHALL_SEALING = SECOND
    with pytest.raises(StoreAwayError):
        reseal()
    assert read(taken) == samples.jpg()
    (home / "files" / "arriving").unlink()
    assert reseal() == Resealed(anew=1)
