"""Begin an upload in parts, append to it, and let it become a file."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError

from openhall.blocks.documents.actions.take import keeping, new_file_id
from openhall.blocks.documents.definitions import FileRefused, Limits, Progress
from openhall.blocks.documents.models import File, Upload
from openhall.blocks.documents.queries import file_of
from openhall.blocks.documents.rules import CEILING
from openhall.blocks.documents.spooling import Readable, Spool
from openhall.blocks.documents.uploads.parts import (
    OvertakenError,
    forget_parts,
    forget_upload,
    keep_part,
    open_name,
    read_parts,
    seal_name,
)

#: An upload to which nothing is added any more is forgotten after so long.
PATIENCE = timedelta(days=1)
#: What has arrived is kept in parts of this size; when the line drops, less than one of them is sent again.
PART = 1024 * 1024
_LONGEST_NAME = 500
_BATCH = 100


def begin_upload(*, name: str, length: int, limits: Limits, owner: str, now: datetime) -> Progress:
    """Begin a file of ``length`` bytes; without an owner it will be a guest's. Too long a one is refused at once."""
    most = min(limits.max_bytes, CEILING)
    if length < 1:
        raise FileRefused("file-empty")
    if length > most:
        raise FileRefused("file-too-large", most=most)
    upload_id = new_file_id()
    upload = Upload.objects.create(
        id=upload_id,
        owner=owner,
        name=seal_name(upload_id, name[:_LONGEST_NAME]),
        accept=",".join(limits.accept),
        max_bytes=most,
        length=length,
        expires_at=now + PATIENCE,
    )
    return _progress(upload)


def upload_of(upload_id: str, *, owner: str, now: datetime) -> Progress:
    """Return how far an upload has come; raises ``unknown-upload`` also for somebody else's and for a late one."""
    return _progress(_found(upload_id, owner, now))


def append_upload(upload_id: str, *, offset: int, stream: Readable, owner: str, now: datetime) -> Progress:
    """Append what ``stream`` gives at ``offset``; with the last byte the upload becomes a file, or is refused.

    When the line drops, what has arrived stays. Appending nothing at the end tries a passing refusal again.
    Raises ``upload-offset`` when the bytes do not follow on what is here, also when another append was quicker.
    """
    upload = _found(upload_id, owner, now)
    if offset != upload.offset:
        raise FileRefused("upload-offset", offset=upload.offset)
    try:
        for body in _bodies(stream, upload.length - offset):
            keep_part(upload.id, upload.offset, body)
            upload.offset += len(body)
    except OvertakenError as error:
        here = Upload.objects.filter(id=upload.id).values_list("offset", flat=True).first()
        raise FileRefused("upload-offset", offset=here or 0) from error
    finally:
        Upload.objects.filter(id=upload.id, is_done=False).update(expires_at=now + PATIENCE)
    upload.expires_at = now + PATIENCE
    if upload.offset == upload.length and not upload.is_done:
        _finish(upload, now)
    return _progress(upload)


def end_upload(upload_id: str, *, owner: str, now: datetime) -> None:
    """Forget an upload that its owner gave up; a file that it has become stays."""
    forget_upload(_found(upload_id, owner, now))


def sweep_uploads(*, now: datetime) -> int:
    """Forget uploads to which nothing was added for a day; return how many."""
    late = list(Upload.objects.filter(expires_at__lt=now).order_by("expires_at")[:_BATCH])
    for upload in late:
        forget_upload(upload)
    return len(late)


def _found(upload_id: str, owner: str, now: datetime) -> Upload:
    found = Upload.objects.filter(id=upload_id, owner=owner, expires_at__gte=now)
    upload = found.first() if upload_id.isalnum() else None
    if upload is None:
        raise FileRefused("unknown-upload")
    return upload


def _bodies(stream: Readable, room: int) -> Iterator[bytes]:
    """Yield what arrives in bodies of one part; when the line drops, what has come before is the last."""
    held, is_open = bytearray(), True
    while is_open and room > 0:
        try:
            piece = stream.read(min(PART - len(held), room))
        except OSError:  # the sender is gone: Django's UnreadablePostError is one of these
            piece = b""
        held += piece
        room -= len(piece)
        is_open = bool(piece)
        if held and (len(held) >= PART or not is_open or room <= 0):
            yield bytes(held)
            held.clear()


def _finish(upload: Upload, now: datetime) -> None:
    try:
        _become_file(upload, now)
    except FileRefused as refused:
        if not refused.is_passing:
            forget_upload(upload)
        raise
    except (IntegrityError, LookupError) as error:
        # Another request for the same last byte was quicker, and has cleared the parts away.
        if not File.objects.filter(id=upload.id).exists():
            raise FileRefused("unknown-upload") from error
    upload.is_done = True
    forget_parts(upload)


def _become_file(upload: Upload, now: datetime) -> None:
    limits = Limits(tuple(upload.accept.split(",")), upload.max_bytes)
    with Spool() as spool:
        for piece in read_parts(upload):
            spool.add(piece)
        if spool.size != upload.length:
            raise LookupError(upload.id)
        with keeping(spool, upload.id, name=open_name(upload), limits=limits, owner=upload.owner, now=now) as row:
            row.save(force_insert=True)
            Upload.objects.filter(id=upload.id).update(is_done=True)


def _progress(upload: Upload) -> Progress:
    file = file_of(upload.id) if upload.is_done else None
    return Progress(upload.id, upload.owner, upload.length, upload.offset, upload.expires_at, file)
