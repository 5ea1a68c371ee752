"""The parts of an upload: sealed in the store at once, read back when all of them are there."""

import hmac
import os
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256

from django.db import transaction

from openhall.blocks.documents.definitions import FileRefused
from openhall.blocks.documents.models import Upload, UploadPart
from openhall.blocks.documents.sealing import DamagedFileError, opened, sealed
from openhall.blocks.documents.storing.places import StoreAwayError, current_scheme, store_of
from openhall.blocks.journal.facade import server_keys

_KEY = "documents.upload"
_SALT_SIZE = 16


class OvertakenError(Exception):
    """Somebody else has appended at the same place meanwhile."""


def keep_part(upload_id: str, start: int, body: bytes) -> None:
    """Keep ``body`` as what follows after ``start`` bytes, or raise ``OvertakenError`` and keep nothing of it.

    The offset moves in the same transaction, and only from ``start``: of two that append at once, one is too late.
    """
    salt, scheme = os.urandom(_SALT_SIZE), current_scheme()
    store = store_of(scheme)
    try:
        address = store.put(sealed(_keys(upload_id, salt)[0], [body]))
    except StoreAwayError as error:
        raise FileRefused("file-store-away") from error
    try:
        with transaction.atomic():
            _move_offset(upload_id, start, start + len(body))
            UploadPart.objects.create(upload_id=upload_id, start=start, salt=salt, scheme=scheme, address=address)
    except BaseException:
        store.remove(address)
        raise


def _move_offset(upload_id: str, start: int, end: int) -> None:
    if not Upload.objects.filter(id=upload_id, offset=start, is_done=False).update(offset=end):
        raise OvertakenError


def read_parts(upload: Upload) -> Iterator[bytes]:
    """Yield the bytes of an upload from its start."""
    for part in upload.parts.order_by("start"):
        yield from _opened(upload.id, bytes(part.salt), partial(store_of(part.scheme).get, part.address))


def forget_upload(upload: Upload) -> None:
    """Remove an upload and what has arrived of it."""
    parts = list(upload.parts.all())
    upload.delete()
    _remove_bytes(parts)


def forget_parts(upload: Upload) -> None:
    """Remove the parts of an upload that has become a file."""
    parts = list(upload.parts.all())
    upload.parts.all().delete()
    _remove_bytes(parts)


def _remove_bytes(parts: list[UploadPart]) -> None:
    for part in parts:
        store_of(part.scheme).remove(part.address)


def seal_name(upload_id: str, name: str) -> bytes:
    """Seal the name of a file that is on its way."""
    salt = os.urandom(_SALT_SIZE)
    return salt + b"".join(sealed(_keys(upload_id, salt)[0], [name.encode()]))


def open_name(upload: Upload) -> str:
    """Return the name of a file that is on its way."""
    kept = bytes(upload.name)
    return b"".join(_opened(upload.id, kept[:_SALT_SIZE], lambda: [kept[_SALT_SIZE:]])).decode()


def _opened(upload_id: str, salt: bytes, stored: Callable[[], Iterable[bytes]]) -> Iterator[bytes]:
    """Yield plain bytes; a part that came before the master key changed is opened by the one of then."""
    *newer, oldest = _keys(upload_id, salt)
    for key in newer:
        pieces = opened(key, stored())
        try:
            first = next(pieces)
        except DamagedFileError:
            continue
        yield first
        yield from pieces
        return
    yield from opened(oldest, stored())


def _keys(upload_id: str, salt: bytes) -> list[bytes]:
    """Return the keys for one part, the newest first: never the same twice, because each is sealed with one nonce."""
    return [hmac.digest(key, upload_id.encode() + salt, sha256) for key in server_keys(_KEY)]
