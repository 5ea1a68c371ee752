"""Take a file: look at it, scan it, seal it, keep it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from secrets import token_hex

from django.db import transaction

from openhall.blocks.documents.definitions import FileRefused, Limits, StoredFile
from openhall.blocks.documents.examining import examine
from openhall.blocks.documents.guests import guest_owner
from openhall.blocks.documents.models import File
from openhall.blocks.documents.queries import seal_secret, stored_file
from openhall.blocks.documents.receiving import ReceivedFile
from openhall.blocks.documents.rules import CEILING, safe_name
from openhall.blocks.documents.sealing import new_file_key, sealed
from openhall.blocks.documents.spooling import Readable, Spool
from openhall.blocks.documents.storing.places import StoreAwayError, current_scheme, store_of

#: What is not handed in by then is removed.
KEPT = timedelta(days=30)


def take_file(*, stream: Readable, name: str, limits: Limits, owner: str, now: datetime) -> StoredFile:
    """Look at a file and keep it for ``owner``; without an owner it is a guest's, and has a secret.

    ``stream`` is anything to read from, or a file of a form. Whatever is refused (``FileRefused``) leaves nothing.
    """
    with _spooled(stream, limits) as spool:
        with keeping(spool, new_file_id(), name=name, limits=limits, owner=owner, now=now) as row:
            row.save(force_insert=True)
        return stored_file(row, safe_name(name, row.kind))


@contextmanager
def keeping(spool: Spool, file_id: str, *, name: str, limits: Limits, owner: str, now: datetime) -> Iterator[File]:
    """Look at a file, store its bytes, and yield its unsaved row in a transaction; all goes when the block fails."""
    kind, key = examine(spool, limits), new_file_key()
    scheme = current_scheme()
    store = store_of(scheme)
    try:
        address = store.put(sealed(key, spool.pieces()))
    except StoreAwayError as error:
        raise FileRefused("file-store-away") from error
    try:
        with transaction.atomic():
            row = _row(spool, file_id, owner, now)
            row.kind, row.scheme, row.address = kind, scheme, address
            row.sealed = seal_secret(row, key, safe_name(name, kind))
            yield row
    except BaseException:
        store.remove(address)
        raise


def new_file_id() -> str:
    """Return an id that cannot be guessed."""
    return token_hex(16)


def _row(spool: Spool, file_id: str, owner: str, now: datetime) -> File:
    whose = owner or guest_owner(file_id)
    return File(
        id=file_id,
        owner=whose,
        key_owner=whose,
        size=spool.size,
        sha256=spool.sha256,
        taken_at=now,
        kept_until=now + KEPT,
    )


@contextmanager
def _spooled(stream: Readable, limits: Limits) -> Iterator[Spool]:
    if isinstance(stream, ReceivedFile):
        with stream.spool as spool:
            yield spool
    else:
        with Spool(min(limits.max_bytes, CEILING)) as spool:
            yield spool.fill(stream)
