"""The audit of the whole log."""

from collections.abc import Iterator, Sequence

from django.db import connection
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from openhall.blocks.journal.audit.faults import LogFault
from openhall.blocks.journal.audit.records import changed_fields
from openhall.blocks.journal.audit.rows import waiting_rows
from openhall.blocks.journal.audit.tree import read_checkpoints, tile_faults
from openhall.blocks.journal.audit.walking import walk
from openhall.blocks.journal.keeping import contradictions, kept_checkpoint
from openhall.blocks.journal.keys import log_verifiers
from openhall.blocks.journal.models import Checkpoint, Place, Record, Tile, Waiting
from openhall.blocks.journal.tree import newest_checkpoint, stored_tiles
from openhall.kernel.notes import VerifierKey


def verify_log(*, key: VerifierKey | None = None, before: Sequence[VerifierKey] = (), kept: str = "") -> list[LogFault]:
    """Compute everything again from the records, and return what is not as it was written and signed.

    ``key`` is the log's public key, this hall's own by default; ``before`` are those whose place it took.
    ``kept`` is a checkpoint that somebody has kept;
    without one it is the hall's own. Records that are written meanwhile are left to the next time.
    Reads every record: minutes for millions.
    """
    newest, keys = newest_checkpoint(), (key, *before) if key else log_verifiers()
    size, note = newest.size if newest else 0, kept or kept_checkpoint()
    witnessed = contradictions(note, *keys) if note else []
    return [*_database_faults(), *_faults(size, keys), *witnessed]


def _faults(size: int, keys: Sequence[VerifierKey]) -> Iterator[LogFault]:
    signed, faults = read_checkpoints(keys)
    yield from faults
    read_tile = stored_tiles(most=64)
    known = set[tuple[int, int]]()
    for fault in walk(size, signed, read_tile):
        if fault.kind == "tile":
            known.add((0, int(fault.subject.partition("/")[2])))
        yield fault
    yield from tile_faults(size, read_tile, known)
    yield from _unplaced_faults()
    yield from _queue_faults()


def _unplaced_faults() -> Iterator[LogFault]:
    """Yield faults of records that have no place: in the queue they wait for one, elsewhere they were put out."""
    ids = list(Waiting.objects.order_by("pk").values_list("pk", flat=True))
    for row in waiting_rows(ids):
        yield from changed_fields(row, None)
    placed = Place.objects.filter(record=OuterRef("pk"))
    queued = Waiting.objects.filter(pk=OuterRef("pk"))
    lost = Record.objects.filter(~Exists(placed), ~Exists(queued)).values_list("pk", flat=True)
    for row in waiting_rows(list(lost)):
        yield LogFault(row.kind, row.subject, row.id, "place", "has no place in the log and waits for none")


def _queue_faults() -> Iterator[LogFault]:
    """Yield rows of the queue and places beyond the newest checkpoint that stand for nothing."""
    known = Record.objects.filter(pk=OuterRef("pk"))
    for row in Waiting.objects.filter(~Exists(known)).values_list("pk", flat=True):
        yield LogFault("waiting", str(row), row, "record_id", "there is no such record")
    # One statement, so that a sequencer at work is seen before or after its turn.
    newest = Coalesce(Subquery(Checkpoint.objects.order_by("-size").values("size")[:1]), 0)
    for index, record_id in Place.objects.filter(index__gte=newest).values_list("index", "record_id"):
        yield LogFault("place", str(index), record_id, "index", "no checkpoint is signed over this place")


def _database_faults() -> Iterator[LogFault]:
    """Let SQLite compare its tables with its indexes: it trusts the latter, and so would the rest of this audit."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        for table in (Record, Place, Tile, Checkpoint):
            name = table._meta.db_table  # noqa: SLF001 - the documented way to a model's table
            cursor.execute(f"PRAGMA integrity_check({name})")
            for (told,) in cursor.fetchall():
                if told != "ok":
                    yield LogFault("table", name, 0, "index", told)
