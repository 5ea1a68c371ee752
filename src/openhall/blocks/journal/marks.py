"""Key files and database belong together: this notices when one of them is not the other's."""

from django.db import transaction

from openhall.blocks.journal.forgettable import FILE, fingerprint_of_forgettable
from openhall.blocks.journal.keys import KeyFileError, fingerprint_of_master, first_log_label
from openhall.blocks.journal.models import KeyMark

_seen: set[tuple[str, str]] = set()


def check_master() -> None:
    """Raise ``KeyFileError`` when this database was begun with another master key, or other secrets of owners."""
    _check("master.key", fingerprint_of_master())
    _check(FILE, fingerprint_of_forgettable())


def check_log_key() -> None:
    """Raise ``KeyFileError`` when this database was begun with another log key."""
    _check("log.key", first_log_label())


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
