"""Files that are kept, read."""

from collections.abc import Iterable, Iterator
from functools import partial

import msgspec

from openhall.blocks.documents.definitions import StoredFile
from openhall.blocks.documents.models import File
from openhall.blocks.documents.opening import opened_row
from openhall.blocks.journal.facade import Reader, seal, unseal, unseal_all


class Secret(msgspec.Struct, frozen=True):
    """What the vault keeps of a file: its key, and the name that its owner gave it."""

    key: bytes
    name: str


_decoder = msgspec.json.Decoder(Secret)


def file_of(file_id: str, *, reader: Reader | None = None) -> StoredFile | None:
    """Return a file by its id, or ``None``. Its name is personal data: it is there only for a named reader."""
    row = _row(file_id)
    if row is None:
        return None
    return stored_file(row, open_secret(row, reader).name if reader else "")


def named_files(file_ids: Iterable[str], *, reader: Reader) -> dict[str, StoredFile]:
    """Return those of the files that there are, with their names, by id; one read is recorded for each owner."""
    rows = list(File.objects.filter(id__in=set(file_ids)))
    found: dict[str, StoredFile] = {}
    for owner in dict.fromkeys(row.key_owner for row in rows):
        own = [row for row in rows if row.key_owner == owner]
        plain = unseal_all(
            owner=owner, sealed={context_of_file(row.id): bytes(row.sealed) for row in own}, reader=reader
        )
        found |= {row.id: stored_file(row, _decoder.decode(plain[context_of_file(row.id)]).name) for row in own}
    return found


def files_of(subject: str) -> tuple[StoredFile, ...]:
    """Return the files that were handed in for a subject, without their names."""
    rows = File.objects.filter(subject=subject).order_by("taken_at", "id") if subject else ()
    return tuple(stored_file(row) for row in rows)


def read_file(file_id: str, *, reader: Reader) -> Iterator[bytes]:
    """Return the bytes of a file, piece by piece; the read is recorded before the first one.

    Raises ``LookupError`` for an unknown file, and while reading ``DamagedFileError`` rather than yield a byte
    that is not as it was stored.
    """
    row = _row(file_id)
    if row is None:
        raise LookupError(file_id)
    return opened_row(row, partial(_key, reader))


def _key(reader: Reader, row: File) -> bytes:
    return open_secret(row, reader).key


def seal_secret(row: File, key: bytes, name: str) -> bytes:
    """Seal the key and name of a file with its owner's key, bound to the file's id."""
    plain = msgspec.json.encode(Secret(key, name))
    return seal(owner=row.key_owner, plain=plain, context=context_of_file(row.id))


def stored_file(row: File, name: str = "") -> StoredFile:
    """Return a row as what crosses the door."""
    return StoredFile(row.id, name, row.kind, row.size, row.sha256, row.owner, row.taken_at)


def _row(file_id: str) -> File | None:
    return File.objects.filter(id=file_id).first() if file_id.isalnum() else None


def open_secret(row: File, reader: Reader) -> Secret:
    """Return the key and name of a file; the read is recorded."""
    plain = unseal(owner=row.key_owner, sealed=bytes(row.sealed), context=context_of_file(row.id), reader=reader)
    return _decoder.decode(plain)


def context_of_file(file_id: str) -> bytes:
    """Return what the key and the name of a file are bound to."""
    return f"documents.file:{file_id}".encode()
