"""Where sealed bytes lie: a folder by default, a bucket by setting."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from openhall.blocks.documents.facade import FileRefused, file_of, read_file, remove_files, storage_faults, sweep_files
from openhall.blocks.documents.models import File
from openhall.blocks.documents.storing import places
from openhall.blocks.documents.tests import bucket, samples
from openhall.blocks.documents.tests.keeping import NOW, READER, nothing_is_kept, stored, take
from openhall.kernel.secret_files import SecretText

pytestmark = pytest.mark.django_db


@pytest.fixture
def s3(settings: Settings) -> Iterator[bucket.Bucket]:
    settings.OPENHALL_STORAGE_KEY = ("test-key", "test-secret", "")
    with bucket.serving() as serving:
        settings.OPENHALL_STORAGE_URL = serving.address
        yield serving


def test_a_bucket_holds_sealed_bytes_under_their_hash(s3: bucket.Bucket) -> None:
    data = samples.jpg()

    taken = take(data)

    (key,) = s3.held
    assert key == f"hall/{key[5:7]}/{key[8:10]}/{File.objects.get().address}"
    assert data[:64] not in s3.held[key]
    assert b"".join(read_file(taken.id, reader=READER)) == data
    assert not stored()


def test_a_large_file_goes_to_a_bucket_whole(s3: bucket.Bucket) -> None:
    data = samples.dwg(12_000_000)

    taken = take(data, accept=("dwg",))

    assert b"".join(read_file(taken.id, reader=READER)) == data
    assert len(s3.held) == 1


def test_what_is_removed_leaves_the_bucket(s3: bucket.Bucket) -> None:
    take(samples.jpg())
    File.objects.update(subject="matter:1")

    assert remove_files(subject="matter:1") == 1
    assert not s3.held


def test_bytes_that_no_row_knows_leave_the_bucket(s3: bucket.Bucket) -> None:
    take(samples.jpg())
    address = File.objects.get().address
    File.objects.all().delete()
    late = s3.stored_at + timedelta(days=400)
    late += timedelta(hours=(int(address[:2], 16) - int(late.timestamp()) // 3600) % 256)

    sweep_files(now=late)

    assert not s3.held


def test_a_bucket_that_is_away_is_said_and_nothing_is_kept(s3: bucket.Bucket) -> None:
    s3.is_away = True

    with pytest.raises(FileRefused) as refused:
        take(samples.jpg())

    assert refused.value.code == "file-store-away"
    assert nothing_is_kept()


def test_a_bucket_that_leads_elsewhere_is_not_followed(s3: bucket.Bucket) -> None:
    """Whoever answers for the store cannot make the hall call another address, whatever it asks for."""
    taken = take(samples.jpg())
    kept = dict(s3.held)
    store = places.store_of("s3")
    address = File.objects.get().address
    with bucket.serving() as elsewhere:
        elsewhere.held |= kept
        for status in (301, 302, 303, 307, 308):
            s3.leads_to = status, f"http://127.0.0.1:{elsewhere.server_port}"
            with pytest.raises(places.StoreAwayError, match=str(status)):
                list(read_file(taken.id, reader=READER))
            with pytest.raises(places.StoreAwayError, match=str(status)):
                list(store.addresses(address[:2], NOW))
            with pytest.raises(places.StoreAwayError, match=str(status)):
                store.remove(address)
            with pytest.raises(FileRefused):
                take(samples.png())
        assert elsewhere.asked == []
    s3.leads_to = None
    assert b"".join(read_file(taken.id, reader=READER)) == samples.jpg()


def test_a_service_that_is_unwell_for_a_moment_is_asked_again(
    s3: bucket.Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    def well_again(_seconds: float) -> None:
        s3.is_away = False

    monkeypatch.setattr("openhall.blocks.documents.storing.s3.time.sleep", well_again)
    s3.is_away = True
    taken = take(samples.jpg())
    assert b"".join(read_file(taken.id, reader=READER)) == samples.jpg()


def test_a_list_is_read_to_its_end_and_one_that_is_none_is_said(s3: bucket.Bucket) -> None:
    store, late = places.store_of("s3"), s3.stored_at + timedelta(days=1)
    names = [f"ab{number:062x}" for number in range(7)]
    s3.held |= {f"hall/ab/{name[2:4]}/{name}": b"x" for name in names}
    assert list(store.addresses("ab", late)) == names
    assert list(store.addresses("ab", s3.stored_at - timedelta(days=1))) == []
    s3.lists = b"<!DOCTYPE x [<!ENTITY a 'b'>]><ListBucketResult/>"
    with pytest.raises(places.StoreAwayError, match="cannot be read"):
        list(store.addresses("ab", late))


def test_a_key_that_a_vault_changes_is_the_new_one_at_once(
    s3: bucket.Bucket, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "id"
    file.write_text("another-key")
    settings.OPENHALL_STORAGE_KEY = (SecretText(file), "test-secret", "for-an-hour")
    with pytest.raises(FileRefused):
        take(samples.jpg())
    file.write_text("test-key")
    take(samples.png())
    assert len(s3.held) == 1


def test_without_a_key_an_operator_is_told(settings: Settings) -> None:
    settings.OPENHALL_STORAGE_URL, settings.OPENHALL_STORAGE_KEY = "s3://files", ("", "", "")
    assert "there is no key" in storage_faults()[0]


def test_files_of_before_the_move_stay_readable(s3: bucket.Bucket, settings: Settings) -> None:
    moved_to, settings.OPENHALL_STORAGE_URL = settings.OPENHALL_STORAGE_URL, ""
    old = take(samples.jpg())
    settings.OPENHALL_STORAGE_URL = moved_to
    new = take(samples.png())

    assert b"".join(read_file(old.id, reader=READER)) == samples.jpg()
    assert b"".join(read_file(new.id, reader=READER)) == samples.png()
    settings.OPENHALL_STORAGE_URL = ""
    with pytest.raises(places.StoreAwayError):
        read_file(new.id, reader=READER)
    assert len(s3.held) == 1


def test_a_folder_elsewhere_can_be_named(tmp_path: Path, settings: Settings) -> None:
    settings.OPENHALL_STORAGE_URL = (tmp_path / "another folder").as_uri()

    taken = take(samples.jpg())

    assert (tmp_path / "another folder" / "arriving").is_dir()
    assert not stored()
    assert b"".join(read_file(taken.id, reader=READER)) == samples.jpg()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "blocked").write_text("a file where a folder should be")
    settings.OPENHALL_STORAGE_URL = (tmp_path / "blocked").as_uri()

    with pytest.raises(FileRefused) as refused:
        take(samples.jpg())

    assert refused.value.code == "file-store-away"
    assert not File.objects.exists()


def test_bytes_that_are_gone_are_no_empty_file(home: Path) -> None:
    taken = take(samples.jpg())
    (path,) = stored()
    path.unlink()

    assert file_of(taken.id) is not None
    with pytest.raises(LookupError):
        list(read_file(taken.id, reader=READER))
    assert (home / "files").is_dir()
    assert sweep_files(now=NOW + timedelta(days=31)) == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", None),
        ("file:///srv/files", None),
        ("file://srv/files", "whole path"),
        ("s3://files", None),
        ("s3://files/below?endpoint=https://store.example&region=here", None),
        ("s3://", "name the bucket"),
        ("s3://key@files", "name the bucket"),
        ("s3://files?secret=1", "no option “secret”"),
        ("ftp://files", "no storage “ftp”"),
    ],
)
def test_an_operator_is_told_what_is_wrong_with_an_address(settings: Settings, address: str, words: str | None) -> None:
    settings.OPENHALL_STORAGE_URL, settings.OPENHALL_STORAGE_KEY = address, ("id", "secret", "")

    found = storage_faults()

    assert (found == []) if words is None else words in found[0]
