"""Remove files: those that were never handed in, and those of a subject that is erased."""

from datetime import datetime, timedelta

from django.db import transaction

from openhall.blocks.documents.definitions import SAMPLE_OWNER
from openhall.blocks.documents.guests import guest_owner
from openhall.blocks.documents.models import File, Paper, UploadPart
from openhall.blocks.documents.storing.places import HOME, Store, current_scheme, store_of
from openhall.blocks.journal.facade import Delivery, destroy_key, post

#: The kind of message that asks to remove the files of a subject.
FILES_GO = "files-go"
_BATCH = 200
#: Bytes without a row are looked for in one of 256 parts of the store each time, and only when they are this old.
_SETTLED = timedelta(days=1)
_PART_SECONDS = 3600


def sweep_files(*, now: datetime) -> int:
    """Remove what was not handed in within thirty days and bytes that no row knows; return how many files went.

    A part of the work each time: call it again and again.
    """
    old = File.objects.filter(subject="", kept_until__lt=now).exclude(owner=SAMPLE_OWNER)
    removed = sum(_remove(row) for row in old.order_by("kept_until")[:_BATCH])
    _sweep_strays(now)
    return removed


def let_files_go(*, subject: str, now: datetime) -> None:
    """Make it certain, with the caller's transaction, that the files of a subject are removed."""
    post(kind=FILES_GO, key=subject, payload={"subject": subject}, now=now)


def remove_gone_files(delivery: Delivery) -> None:
    """Remove what ``let_files_go`` has named, where whoever named it has not: again, it is no harm."""
    remove_files(subject=str(delivery.payload["subject"]))


def remove_files(*, subject: str) -> int:
    """Remove the files of a subject for good, their bytes and the keys of guests' files too; return how many."""
    return sum(_remove(row) for row in File.objects.filter(subject=subject)) if subject else 0


def _remove(row: File) -> bool:
    """Remove a file unless it was handed in meanwhile; the bytes go once the row is gone for certain."""
    with transaction.atomic():
        # Read here: where they lie may be another place since, because they were sealed anew.
        held = File.objects.select_for_update().filter(id=row.id, subject=row.subject).first()
        if held is None:
            return False
        held.delete()
    if row.key_owner == guest_owner(row.id):
        destroy_key(row.key_owner)
    store_of(held.scheme).remove(held.address)
    return True


def _sweep_strays(now: datetime) -> None:
    """Clear away bytes that were stored just before a crash, so that no row came to name them."""
    part = f"{int(now.timestamp()) // _PART_SECONDS % 256:02x}"
    # At home may lie what was stored before the hall moved elsewhere.
    for scheme in dict.fromkeys((current_scheme(), HOME)):
        _sweep_store(store_of(scheme), part, now)


def _sweep_store(store: Store, part: str, now: datetime) -> None:
    found = list(store.addresses(part, now - _SETTLED))
    for start in range(0, len(found), _BATCH):
        batch = found[start : start + _BATCH]
        known = {
            address
            for rows in (File.objects, UploadPart.objects, Paper.objects)
            for address in rows.filter(address__in=batch).values_list("address", flat=True)
        }
        for address in batch:
            if address not in known:
                store.remove(address)
