"""Files are taken, read, handed in and cleared away."""

import hashlib
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from pytest_django import Settings

from openhall.blocks.documents.facade import (
    DamagedFileError,
    FileRefused,
    Limits,
    adopt_file,
    attach_files,
    claim_of_file,
    file_of,
    files_of,
    is_secret_of_file,
    read_file,
    remove_files,
    secret_of_file,
    sweep_files,
)
from openhall.blocks.documents.models import File, Upload
from openhall.blocks.documents.sealing import new_file_key, opened
from openhall.blocks.documents.tests import samples
from openhall.blocks.documents.tests.keeping import NOW, OWNER, READER, nothing_is_kept, stored, take
from openhall.blocks.documents.uploads.parts import open_name, seal_name
from openhall.kernel.sealing_ways import WAYS

pytestmark = pytest.mark.django_db

SOUND: dict[str, Callable[[], bytes]] = {
    "jpg": samples.jpg,
    "png": samples.png,
    "heic": samples.heic,
    "pdf": samples.pdf,
    "dwg": samples.dwg,
}


@pytest.mark.parametrize("kind", SOUND)
def test_a_file_comes_back_as_it_was_sent(kind: str) -> None:
    data = SOUND[kind]()

    taken = take(data, f"My {kind}.{kind}", accept=(kind,))

    assert (taken.kind, taken.size, taken.sha256) == (kind, len(data), hashlib.sha256(data).hexdigest())
    assert b"".join(read_file(taken.id, reader=READER)) == data
    assert file_of(taken.id, reader=READER) == taken
    (path,) = stored()
    assert path.name == hashlib.sha256(path.read_bytes()).hexdigest()
    assert path.stat().st_mode & 0o077 == 0
    assert data[:64] not in path.read_bytes()


def test_a_telephone_s_photograph_is_taken_where_a_jpg_is_asked_for() -> None:
    assert take(samples.heic(), accept=("jpg",)).kind == "heic"


@pytest.mark.parametrize(
    "data",
    [
        samples.jpg(progressive=True),
        samples.png(mode="L"),
        samples.png(mode="RGBA"),
        samples.png(mode="1"),
        samples.pdf(40),
    ],
)
def test_other_forms_of_a_kind_are_taken(data: bytes) -> None:
    assert take(data).size == len(data)


def test_a_name_is_there_for_a_named_reader_only() -> None:
    taken = take(samples.jpg(), "Chan Tai Man.jpg")

    without, with_reader = file_of(taken.id), file_of(taken.id, reader=READER)
    assert without is not None
    assert with_reader is not None
    assert (without.name, with_reader.name) == ("", "Chan Tai Man.jpg")
    assert b"Chan" not in bytes(File.objects.get().sealed)


def test_a_changed_byte_is_never_handed_out() -> None:
    taken = take(samples.jpg(1600, 1200, 95))
    (path,) = stored()
    sealed = bytearray(path.read_bytes())
    sealed[-20] ^= 1
    path.write_bytes(sealed)

    with pytest.raises(DamagedFileError):
        list(read_file(taken.id, reader=READER))


@pytest.mark.parametrize("cut", [1, 16, 64 * 1024 + 16])
def test_a_file_that_lost_its_end_is_not_handed_out_as_whole(cut: int) -> None:
    taken = take(samples.jpg(1600, 1200, 95))
    (path,) = stored()
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(DamagedFileError):
        list(read_file(taken.id, reader=READER))


def test_an_unknown_file_is_not_read() -> None:
    assert file_of("0" * 32) is None
    assert file_of("../../etc/passwd") is None
    with pytest.raises(LookupError):
        read_file("0" * 32, reader=READER)


def test_a_file_is_handed_in_by_its_owner_once() -> None:
    taken = take(samples.jpg())

    with transaction.atomic():
        assert attach_files([taken.id, taken.id], owner=OWNER, subject="matter:1") == (_bare(taken.id),)
        attach_files([taken.id], owner=OWNER, subject="matter:1")
    with transaction.atomic(), pytest.raises(FileRefused) as refused:
        attach_files([taken.id], owner=OWNER, subject="matter:2")

    assert refused.value.code == "unknown-file"
    assert [file.id for file in files_of("matter:1")] == [taken.id]
    assert files_of("matter:2") == files_of("") == ()


def test_somebody_else_s_file_is_as_unknown_as_one_that_is_not_there() -> None:
    own, other = take(samples.jpg()), take(samples.jpg(), owner="person:lee")

    for wrong in (other.id, "0" * 32):
        with pytest.raises(FileRefused) as refused, transaction.atomic():
            attach_files([own.id, wrong], owner=OWNER, subject="matter:1")
        assert (refused.value.code, refused.value.params) == ("unknown-file", {"file": wrong})
    assert set(File.objects.values_list("subject", flat=True)) == {""}


@pytest.mark.django_db(transaction=True)
def test_handing_in_belongs_into_a_transaction() -> None:
    with pytest.raises(RuntimeError):
        attach_files([], owner=OWNER, subject="matter:1")


def test_a_guest_s_file_needs_its_secret() -> None:
    taken = take(samples.jpg(), owner="")
    secret = secret_of_file(taken.id)

    assert is_secret_of_file(taken.id, secret.lower())
    for wrong in ({}, {taken.id: "2222-2222-2222-2222"}):
        with pytest.raises(FileRefused), transaction.atomic():
            attach_files([taken.id], owner="", subject="matter:1", secrets=wrong)
        assert File.objects.get().subject == ""
    with transaction.atomic():
        attach_files([taken.id], owner="", subject="matter:1", secrets={taken.id: secret})
    assert File.objects.get().subject == "matter:1"


def test_a_draft_adopts_a_guest_s_file_by_its_claim() -> None:
    taken = take(samples.jpg(), owner="")

    assert adopt_file(taken.id, owner="draft:1", now=NOW) is None
    assert adopt_file(f"{taken.id}.WRONG", owner="draft:1", now=NOW) is None
    adopted = adopt_file(claim_of_file(taken.id), owner="draft:1", now=NOW)
    assert adopted is not None
    assert adopted.owner == "draft:1"
    assert adopt_file(claim_of_file(taken.id), owner="draft:2", now=NOW) is None
    assert adopt_file(taken.id, owner="draft:1", now=NOW) == adopted
    assert b"".join(read_file(taken.id, reader=READER)) == samples.jpg()


def test_what_is_not_handed_in_goes_after_thirty_days() -> None:
    kept, left = take(samples.jpg(), owner=""), take(samples.png())
    with transaction.atomic():
        attach_files([kept.id], owner="", subject="matter:1", secrets={kept.id: secret_of_file(kept.id)})

    assert sweep_files(now=NOW + timedelta(days=29)) == 0
    assert sweep_files(now=NOW + timedelta(days=31)) == 1
    assert (file_of(left.id), file_of(kept.id)) == (None, _bare(kept.id))
    assert len(stored()) == 1


def test_bytes_that_no_row_knows_are_cleared_away() -> None:
    taken = take(samples.jpg())
    File.objects.all().delete()
    (path,) = stored()
    hour = int(path.name[:2], 16)
    late = NOW.replace(year=2100)
    late += timedelta(hours=(hour - int(late.timestamp()) // 3600) % 256)

    sweep_files(now=late - timedelta(hours=1))
    assert stored() == [path]
    sweep_files(now=late)

    assert file_of(taken.id) is None
    assert nothing_is_kept()


def test_a_subject_s_files_go_with_it() -> None:
    taken = take(samples.jpg())
    with transaction.atomic():
        attach_files([taken.id], owner=OWNER, subject="matter:1")

    assert remove_files(subject="") == 0
    assert remove_files(subject="matter:1") == 1
    assert nothing_is_kept()


def test_limits_name_bytes() -> None:
    data = samples.jpg()
    assert take(data, most=len(data)).size == len(data)
    with pytest.raises(FileRefused) as refused:
        take(data, most=len(data) - 1)
    assert (refused.value.code, refused.value.params) == ("file-too-large", {"most": len(data) - 1})
    assert len(stored()) == 1
    assert Limits().max_bytes == 50_000_000


def _bare(file_id: str) -> object:
    return file_of(file_id)


def test_files_are_sealed_in_the_way_of_now_and_read_in_theirs(settings: Settings) -> None:
    held: dict[str, tuple[str, bytes]] = {}
    for number, way in enumerate(WAYS):
        settings.OPENHALL_SEALING = way
        data = samples.jpg(200 + number, 300, 90)
        before = set(stored())
        held[way] = take(data).id, data
        (path,) = set(stored()) - before
        assert path.read_bytes().startswith(b"openhall-file/%d\n" % WAYS[way].number)
    for way in WAYS:
        settings.OPENHALL_SEALING = way
        assert [b"".join(read_file(file, reader=READER)) == data for file, data in held.values()] == [True, True]
        kept = seal_name("an-upload", "Chan Tai Man.jpg")
        assert open_name(Upload(id="an-upload", name=kept)) == "Chan Tai Man.jpg"


def test_a_file_of_no_known_way_is_damaged() -> None:
    for head in (b"", b"openhall-file/9\n", b"openhall-fi"):
        with pytest.raises(DamagedFileError):
            list(opened(new_file_key(), [head]))
