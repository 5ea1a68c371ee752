"""A checkpoint kept outside of the database: whoever takes the newest rows away, or puts an old backup in, is seen."""

from pathlib import Path
from uuid import uuid4

from django.conf import settings

from openhall.blocks.journal.audit.faults import LogFault
from openhall.blocks.journal.keys import log_verifiers
from openhall.blocks.journal.tree import newest_checkpoint, stored_tiles
from openhall.kernel.merkle import root_of
from openhall.kernel.notes import NotANoteError, VerifierKey, open_checkpoint
from openhall.kernel.tiles import nodes_of

_FILE = "checkpoint"


def keep_checkpoint() -> bool:
    """Keep the newest checkpoint beside the keys, if the log has grown from the one kept; tell whether it has.

    A log that is shorter than what was kept, or another one, changes nothing here: `verify_log` then tells of it.
    """
    newest, kept = newest_checkpoint(), kept_checkpoint()
    if newest is None or newest.note == kept or (kept and contradictions(kept, *log_verifiers())):
        return False
    draft = settings.KEYS_FOLDER / f".{uuid4().hex}"
    # Among keys nothing is open to others, so that one mode can be asked of all of them.
    draft.touch(mode=0o600)
    draft.write_text(newest.note, "utf-8")
    draft.replace(_path())
    return True


def kept_checkpoint() -> str:
    """Return the note that was kept, or nothing."""
    try:
        return _path().read_text("utf-8")
    except FileNotFoundError:
        return ""


def contradictions(note: str, *keys: VerifierKey) -> list[LogFault]:
    """Return how the stored log contradicts a checkpoint that somebody kept."""
    try:
        kept = open_checkpoint(note, *keys)
    except NotANoteError as error:
        return [LogFault("kept checkpoint", "", 0, "note", str(error))]
    newest = newest_checkpoint()
    size = newest.size if newest else 0
    if kept.size > size:
        return [_fault(kept.size, "size", f"the log has {size} leaves now: rows are missing, or this is an old copy")]
    try:
        root = root_of(kept.size, nodes_of(stored_tiles()))
    except LookupError as error:
        return [_fault(kept.size, "root", str(error))]
    return [] if root == kept.root else [_fault(kept.size, "root", "the log did not grow from this checkpoint")]


def _fault(size: int, field: str, told: str) -> LogFault:
    return LogFault("kept checkpoint", str(size), 0, field, told)


def _path() -> Path:
    folder: Path = settings.KEYS_FOLDER
    return folder / _FILE
