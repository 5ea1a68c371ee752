"""Hand files in: from then on they belong to a subject, such as a case, and stay as long as it does."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from openhall.blocks.documents.actions.take import KEPT
from openhall.blocks.documents.definitions import SAMPLE_OWNER, FileRefused, StoredFile
from openhall.blocks.documents.guests import guest_owner, is_secret_of_file, split_claim
from openhall.blocks.documents.models import File
from openhall.blocks.documents.queries import open_secret, seal_secret, stored_file
from openhall.blocks.journal.facade import OWN, Reader, destroy_key


@dataclass(frozen=True, slots=True)
class Handing:
    """Under whose key files are kept from now on, and who hands them in."""

    key_owner: str
    actor: str
    now: datetime


_NO_SECRETS: Mapping[str, str] = {}


def attach_files(
    ids: Collection[str],
    *,
    owner: str,
    subject: str,
    secrets: Mapping[str, str] = _NO_SECRETS,
    handing: Handing | None = None,
) -> tuple[StoredFile, ...]:
    """Attach files to ``subject`` inside the caller's transaction, all or none.

    A file is attached by its owner, or by whoever has the secret of a guest's file (``secrets``: id to secret),
    and to one subject only; doing it again is no harm. Samples may be named by anybody and stay unattached.
    Somebody else's file is refused like one that does not exist: ``FileRefused`` ``unknown-file``.
    With ``handing`` the key of each file is sealed anew, so that it is erased with what it was handed in for.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("attach_files belongs into the transaction of what the files are for")
    rows = File.objects.select_for_update().in_bulk({each for each in ids if each.isalnum()})
    for file_id in ids:
        row = rows.get(file_id)
        if row is None or not _may_attach(row, owner, subject, secrets.get(file_id, "")):
            raise FileRefused("unknown-file", file=file_id[:64])
    own = [row for row in rows.values() if row.owner != SAMPLE_OWNER]
    for row in own:
        row.subject = subject
        if handing is not None:
            _seal_anew(row, handing, subject)
    File.objects.bulk_update(own, ["subject", "key_owner", "sealed"])
    return tuple(stored_file(rows[file_id]) for file_id in dict.fromkeys(ids))


def _seal_anew(row: File, handing: Handing, subject: str) -> None:
    """Seal the key of a file under another owner; the bytes stay where they are."""
    if row.key_owner == handing.key_owner:
        return
    before = row.key_owner
    secret = open_secret(row, Reader(handing.actor, OWN, subject.partition(":")[2], handing.now))
    row.key_owner = handing.key_owner
    row.sealed = seal_secret(row, secret.key, secret.name)
    if before == guest_owner(row.id):
        destroy_key(before, now=handing.now)


def adopt_file(claim: str, *, owner: str, now: datetime) -> StoredFile | None:
    """Return the file of a claim (its id, for a guest with the secret) if ``owner`` may use it, else ``None``.

    A guest's file becomes ``owner``'s: a draft adopts what was sent before it, and needs no secret afterwards.
    Its thirty days start again, so that a draft that is kept up keeps its files.
    """
    file_id, secret = split_claim(claim)
    row = File.objects.filter(id=file_id, subject="").first() if file_id.isalnum() else None
    if row is None or not _may_attach(row, owner, "", secret):
        return None
    if row.owner != SAMPLE_OWNER:
        row.owner, row.kept_until = owner, now + KEPT
        row.save(update_fields=["owner", "kept_until"])
    return stored_file(row)


def hand_on_files(*, before: str, owner: str, only: Collection[str] | None = None) -> tuple[str, ...]:
    """Make the files of one owner those of another, or ``only`` these of them; return their ids.

    So do a guest's who has signed in since, and those of an account that became part of another.
    """
    rows = File.objects.filter(owner=before)
    moved = tuple((rows if only is None else rows.filter(pk__in=only)).values_list("pk", flat=True))
    File.objects.filter(pk__in=moved).update(owner=owner)
    return moved


def _may_attach(row: File, owner: str, subject: str, secret: str) -> bool:
    if row.owner == SAMPLE_OWNER:
        return True
    is_theirs = row.owner == owner or (row.owner == guest_owner(row.id) and is_secret_of_file(row.id, secret))
    return is_theirs and row.subject in {"", subject}
