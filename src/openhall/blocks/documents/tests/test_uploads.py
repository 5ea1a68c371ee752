"""A file arrives in parts: over a line that drops, from two hands at once, or not at all."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from pytest_django.fixtures import Settings

from openhall.blocks.documents import examining
from openhall.blocks.documents.actions import take
from openhall.blocks.documents.facade import (
    EVERYDAY,
    FileRefused,
    Limits,
    Progress,
    append_upload,
    begin_upload,
    end_upload,
    file_of,
    read_file,
    secret_of_file,
    sweep_files,
    sweep_uploads,
    upload_of,
)
from openhall.blocks.documents.models import Upload, UploadPart
from openhall.blocks.documents.spooling import Spool
from openhall.blocks.documents.tests import attacks, samples
from openhall.blocks.documents.tests.daemon import listening
from openhall.blocks.documents.tests.keeping import NOW, OWNER, READER, nothing_is_kept, stored
from openhall.blocks.documents.uploads import actions, parts
from tests.halls import free_port

pytestmark = pytest.mark.django_db
PART = 1024 * 1024


def _begin(data: bytes, *, owner: str = OWNER, accept: tuple[str, ...] = EVERYDAY) -> str:
    limits = Limits(accept, 30_000_000)
    return begin_upload(name="Chan Tai Man.jpg", length=len(data), limits=limits, owner=owner, now=NOW).id


def _append(upload_id: str, offset: int, body: bytes, *, owner: str = OWNER) -> Progress:
    return append_upload(upload_id, offset=offset, stream=BytesIO(body), owner=owner, now=NOW)


def _code(upload_id: str, offset: int, body: bytes = b"more", *, owner: str = OWNER) -> str:
    with pytest.raises(FileRefused) as refused:
        _append(upload_id, offset, body, owner=owner)
    return refused.value.code


def test_parts_become_the_file() -> None:
    data = samples.jpg(1600, 1200, 95)
    upload = _begin(data)

    steps = [_append(upload, start, data[start : start + 100_000]) for start in range(0, len(data), 100_000)]

    assert [step.offset for step in steps] == [*range(100_000, len(data), 100_000), len(data)]
    progress = steps[-1]
    assert progress.file is not None
    assert progress.file.id == upload
    assert b"".join(read_file(upload, reader=READER)) == data
    kept = file_of(upload, reader=READER)
    assert kept is not None
    assert (kept.name, kept.owner, kept.size) == ("Chan Tai Man.jpg", OWNER, len(data))
    assert upload_of(upload, owner=OWNER, now=NOW) == progress
    assert len(stored()) == 1


def test_what_lies_there_on_the_way_is_sealed() -> None:
    data = samples.jpg()
    upload = _begin(data)
    _append(upload, 0, data[:5000])

    (path,) = stored()
    assert data[100:200] not in path.read_bytes()
    assert b"Chan" not in bytes(Upload.objects.get().name)
    assert bytes(UploadPart.objects.get().salt) != bytes(16)


def test_one_long_append_is_kept_part_by_part() -> None:
    data = samples.dwg(3_500_000)
    upload = _begin(data, accept=("dwg",))

    class Line:
        """A line that drops after two and a half parts."""

        given = 0

        def read(self, size: int) -> bytes:
            if self.given > 2.5 * PART:
                raise ConnectionResetError
            size = min(size, 64_000)
            self.given += size
            return data[self.given - size : self.given]

    line = Line()
    progress = append_upload(upload, offset=0, stream=line, owner=OWNER, now=NOW)

    assert progress.offset == line.given
    assert UploadPart.objects.count() == 3
    assert _append(upload, progress.offset, data[progress.offset :]).file is not None
    assert b"".join(read_file(upload, reader=READER)) == data


@pytest.mark.parametrize("offset", [0, 99, 101, 10**12])
def test_bytes_that_do_not_follow_are_refused(offset: int) -> None:
    data = samples.jpg()
    upload = _begin(data)
    _append(upload, 0, data[:100])

    assert _code(upload, offset) == "upload-offset"
    assert upload_of(upload, owner=OWNER, now=NOW).offset == 100
    assert len(stored()) == 1


def test_bytes_past_the_end_are_not_taken() -> None:
    data = samples.jpg()
    upload = _begin(data)

    progress = _append(upload, 0, data + b"more")

    assert progress.file is not None
    assert progress.file.size == len(data)
    assert _code(upload, len(data) + 4) == "upload-offset"


def test_a_length_above_the_limit_is_refused_at_once() -> None:
    for length, limits, code in [
        (30_000_001, Limits(EVERYDAY, 30_000_000), "file-too-large"),
        (50_000_001, Limits(EVERYDAY, 10**12), "file-too-large"),
        (0, Limits(), "file-empty"),
        (-1, Limits(), "file-empty"),
    ]:
        with pytest.raises(FileRefused) as refused:
            begin_upload(name="x", length=length, limits=limits, owner=OWNER, now=NOW)
        assert refused.value.code == code
    assert not Upload.objects.exists()


def test_a_harmful_file_is_refused_with_its_last_byte_and_forgotten() -> None:
    data = attacks.pdf_with_program()
    upload = _begin(data)
    _append(upload, 0, data[:-1])

    assert _code(upload, len(data) - 1, data[-1:]) == "file-active"
    assert _code(upload, len(data), b"") == "unknown-upload"
    assert nothing_is_kept()
    assert not Upload.objects.exists()
    assert not UploadPart.objects.exists()


def test_a_scanner_that_comes_back_is_asked_again(settings: Settings) -> None:
    data = samples.jpg()
    upload = _begin(data)
    settings.OPENHALL_SCANNER = f"clamd://127.0.0.1:{free_port()}"
    assert _code(upload, 0, data) == "file-scanner-away"
    assert upload_of(upload, owner=OWNER, now=NOW).offset == len(data)

    with listening() as (daemon, settings.OPENHALL_SCANNER):
        assert _append(upload, len(data), b"").file is not None
    assert daemon.heard == [data]


def test_nobody_else_sees_or_adds() -> None:
    data = samples.jpg()
    upload = _begin(data)

    for owner in ("", "person:lee"):
        assert _code(upload, 0, owner=owner) == "unknown-upload"
        with pytest.raises(FileRefused):
            upload_of(upload, owner=owner, now=NOW)
        with pytest.raises(FileRefused):
            end_upload(upload, owner=owner, now=NOW)
    assert upload_of(upload, owner=OWNER, now=NOW).offset == 0


def test_a_guest_s_upload_becomes_a_guest_s_file() -> None:
    data = samples.jpg()

    progress = _append(_begin(data, owner=""), 0, data, owner="")

    assert progress.file is not None
    assert progress.file.owner == f"file:{progress.id}"
    assert len(secret_of_file(progress.id)) == 19


def test_what_is_given_up_or_forgotten_goes() -> None:
    data = samples.jpg()
    given_up, forgotten = _begin(data), _begin(data)
    for upload in (given_up, forgotten):
        _append(upload, 0, data[:100])

    end_upload(given_up, owner=OWNER, now=NOW)
    assert len(stored()) == 1
    late = NOW + timedelta(days=1, seconds=1)
    with pytest.raises(FileRefused):
        upload_of(forgotten, owner=OWNER, now=late)
    assert sweep_uploads(now=NOW + timedelta(hours=23)) == 0
    assert sweep_uploads(now=late) == 1
    assert nothing_is_kept()


def test_parts_that_a_row_knows_are_no_strays() -> None:
    data = samples.jpg()
    upload = _begin(data)
    _append(upload, 0, data[:100])
    address = UploadPart.objects.get().address
    late = NOW.replace(year=2100)
    late += timedelta(hours=(int(address[:2], 16) - int(late.timestamp()) // 3600) % 256)

    sweep_files(now=late)

    assert len(stored()) == 1


def test_a_finished_upload_leaves_its_file_when_it_is_forgotten() -> None:
    data = samples.jpg()
    upload = _begin(data)
    _append(upload, 0, data)

    assert sweep_uploads(now=NOW + timedelta(days=2)) == 1
    assert file_of(upload) is not None
    assert len(stored()) == 1


def test_of_two_that_append_at_once_one_is_too_late() -> None:
    data = samples.jpg()
    upload = _begin(data)

    class Overtaken(BytesIO):
        """A body during which another one of the same place arrives."""

        def read(self, size: int | None = -1) -> bytes:
            if upload_of(upload, owner=OWNER, now=NOW).offset == 0:
                _append(upload, 0, data[:7000])
            return super().read(size)

    with pytest.raises(FileRefused) as refused:
        append_upload(upload, offset=0, stream=Overtaken(data[:5000]), owner=OWNER, now=NOW)

    assert (refused.value.code, refused.value.params) == ("upload-offset", {"offset": 7000})
    assert len(stored()) == 1
    assert _append(upload, 7000, data[7000:]).file is not None
    assert b"".join(read_file(upload, reader=READER)) == data


@pytest.mark.parametrize("when", ["before the look", "after the look"])
def test_the_last_byte_sent_twice_makes_one_file(when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = samples.jpg()
    upload = _begin(data)
    rivals = ["another request for the same last byte"]

    def examine(spool: Spool, limits: Limits) -> str:
        kind = examining.examine(spool, limits) if when == "after the look" else ""
        if rivals:
            rivals.pop()
            assert _append(upload, len(data), b"").file is not None
        return kind or examining.examine(spool, limits)

    monkeypatch.setattr(take, "examine", examine)
    progress = _append(upload, 0, data)

    assert progress.file is not None
    assert not rivals
    assert len(stored()) == 1
    assert not UploadPart.objects.exists()


def test_a_rival_that_was_refused_leaves_no_half(monkeypatch: pytest.MonkeyPatch) -> None:
    data = attacks.pdf_locked()
    upload = _begin(data)
    _append(upload, 0, data[:-1])
    rivals = ["another request for the same last byte"]

    def read(row: Upload) -> Iterator[bytes]:
        if rivals:
            rivals.pop()
            assert _code(upload, len(data), b"") == "file-locked"
        return parts.read_parts(row)

    monkeypatch.setattr(actions, "read_parts", read)

    assert _code(upload, len(data) - 1, data[-1:]) == "unknown-upload"
    assert nothing_is_kept()
