"""Which keys were destroyed, kept beside the key files: a database that comes back from a copy forgets no erasure."""

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from openhall.blocks.journal.models import DataKey

_FILE = "destroyed"
#: Half of a SHA-256 tells owners apart, and says of nobody who they are.
_SIGNS = 32


def mark_of(owner: str) -> str:
    """Return what stands for an owner in the list."""
    return sha256(f"openhall:destroyed:{owner}".encode()).hexdigest()[:_SIGNS]


def note_destroyed(owners: Iterable[str]) -> None:
    """Add owners to the list. Called once the destruction is certain: what is rolled back is never listed."""
    lines = "".join(f"{mark_of(owner)}\n" for owner in owners)
    if lines:
        settings.KEYS_FOLDER.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Short appends are whole: two processes do not write into each other's lines.
        with _path().open("a", encoding="ascii") as file:
            file.write(lines)


def destroy_again(*, now: datetime) -> int:
    """Destroy the keys that the list names and the database still has; return how many came back.

    What the database has destroyed and the list does not name, because a process died in between, is added to it.
    """
    listed = _listed()
    gone = set(DataKey.objects.exclude(destroyed_at=None).values_list("owner", flat=True).iterator())
    note_destroyed(owner for owner in sorted(gone) if mark_of(owner) not in listed)
    living = DataKey.objects.filter(destroyed_at=None).values_list("owner", flat=True)
    back = [owner for owner in living.iterator() if mark_of(owner) in listed] if listed else []
    for start in range(0, len(back), 500):
        some = back[start : start + 500]
        DataKey.objects.filter(owner__in=some, destroyed_at=None).update(wrapped=b"", destroyed_at=now)
    return len(back)


def _listed() -> frozenset[str]:
    try:
        return frozenset(_path().read_text("ascii").split())
    except FileNotFoundError:
        return frozenset()


def _path() -> Path:
    folder: Path = settings.KEYS_FOLDER
    return folder / _FILE
