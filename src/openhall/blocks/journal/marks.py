"""Key files and database belong together: this notices when one of them is not the other's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from openhall.blocks.journal.forgettable import FILE, fingerprint_of_forgettable
from openhall.blocks.journal.keys import KeyFileError, fingerprint_of_master, fingerprints_of_masters, first_log_label
from openhall.blocks.journal.models import KeyMark

#: Below this name stands the mark of each master key that took the place of another.
_LATER = "master.key/"
#: So often a process asks whether others have a newer one: who lacks that does not find what is marked by it.
_AGAIN = timedelta(minutes=1)
_seen: set[tuple[str, str]] = set()
#: When this process asked last, by the folder of its keys.
_asked_at: dict[Path, datetime] = {}


def check_master() -> None:
    """Raise ``KeyFileError`` when this database was begun with another master key, or other secrets of owners."""
    _check("master.key", fingerprint_of_master())
    _check(FILE, fingerprint_of_forgettable())
    _check_later()


def note_master() -> None:
    """Keep in the database, with the caller's transaction, that the newest master key has to be everywhere."""
    newest = fingerprints_of_masters()[0]
    row = KeyMark(name=f"{_LATER}{newest[:16]}", fingerprint=newest)
    KeyMark.objects.bulk_create([row], ignore_conflicts=True)


def check_log_key() -> None:
    """Raise ``KeyFileError`` when this database was begun with another log key."""
    _check("log.key", first_log_label())


def _check_later() -> None:
    folder, now = settings.KEYS_FOLDER, datetime.now(UTC)
    if folder in _asked_at and now - _asked_at[folder] < _AGAIN:
        return
    wanted = set(KeyMark.objects.filter(name__startswith=_LATER).values_list("fingerprint", flat=True))
    if not wanted <= {*fingerprints_of_masters()}:
        raise KeyFileError(
            "a newer master.key than those in OPENHALL_HOME/keys is in use; copy the folder from the machine on which "
            "openhall keys rotate columns was called"
        )
    _asked_at[folder] = now


def _check(name: str, fingerprint: str) -> None:
    if (name, fingerprint) in _seen:
        return
    KeyMark.objects.bulk_create([KeyMark(name=name, fingerprint=fingerprint)], ignore_conflicts=True)
    kept = KeyMark.objects.get(name=name).fingerprint
    if kept != fingerprint:
        raise KeyFileError(
            f"{name} in OPENHALL_HOME/keys is not the one that this database was begun with; "
            "put the right file back, or give every machine the same files"
        )
    # The row may be our own and be rolled back, so it counts as seen only once it is there for good.
    transaction.on_commit(lambda: _seen.add((name, fingerprint)))
