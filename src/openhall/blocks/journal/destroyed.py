"""Which keys were destroyed, kept beside the key files: a database that comes back from a copy forgets no erasure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings

from openhall.blocks.journal.forgettable import forget_secrets, forgettable_since
from openhall.blocks.journal.models import DataKey

_FILE = "destroyed"
#: What is destroyed in a transaction that takes long says an earlier moment than the one at which it is seen here.
_LATE = timedelta(hours=1)
_AT_ONCE = 1000
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


def forget_destroyed(*, now: datetime) -> int:
    """Forget here what makes the keys that were destroyed within the last hour, on whatever machine; return how many.

    From then on no copy of the database opens for their owners.
    """
    return _forget_since(now - _LATE)


def _forget_since(moment: datetime) -> int:
    since = max(moment, forgettable_since() - _LATE)
    rows = DataKey.objects.filter(destroyed_at__gte=since).order_by("owner").values_list("owner", "made_at")
    gone, last = 0, ""
    while some := [*rows.filter(owner__gt=last)[:_AT_ONCE]]:
        gone, last = gone + forget_secrets(some), some[-1][0]
    return gone


def destroy_again(*, now: datetime) -> int:
    """Destroy the keys that the list names and the database still has; return how many came back.

    What the database has destroyed and the list does not name, because a process died in between, is added to it, and
    what makes those keys is forgotten.
    """
    listed = _listed()
    gone = set(DataKey.objects.exclude(destroyed_at=None).values_list("owner", flat=True).iterator())
    note_destroyed(owner for owner in sorted(gone) if mark_of(owner) not in listed)
    living = DataKey.objects.filter(destroyed_at=None).values_list("owner", flat=True)
    back = [owner for owner in living.iterator() if mark_of(owner) in listed] if listed else []
    for start in range(0, len(back), 500):
        some = back[start : start + 500]
        DataKey.objects.filter(owner__in=some, destroyed_at=None).update(wrapped=b"", destroyed_at=now)
    _forget_since(forgettable_since())
    return len(back)


def _listed() -> frozenset[str]:
    try:
        return frozenset(_path().read_text("ascii").split())
    except FileNotFoundError:
        return frozenset()


def _path() -> Path:
    folder: Path = settings.KEYS_FOLDER
    return folder / _FILE
