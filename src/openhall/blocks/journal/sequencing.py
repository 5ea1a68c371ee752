"""Give waiting records their places in the tree, and sign the tree that they make."""

from datetime import datetime

from django.db import connection, transaction

from openhall.blocks.journal.keys import key_before, log_key
from openhall.blocks.journal.marks import check_log_key
from openhall.blocks.journal.models import Checkpoint, Place, Tile, Waiting
from openhall.blocks.journal.tree import newest_checkpoint, stored_tiles
from openhall.kernel import notes
from openhall.kernel.merkle import leaf_hash, root_of
from openhall.kernel.tiles import grown, nodes_of

LIMIT = 10_000
#: The number of the lock that a sequencer holds ("openhall" in ASCII, as a signed 64-bit number).
_LOCK = int.from_bytes(b"openhall")

# Places come in the order of the records' numbers. On PostgreSQL a record with a lower number can be committed
# later: it is still waiting then, and gets a later place.
_TAKE_PLACES = """
INSERT INTO journal_place ("index", record_id)
SELECT %s - 1 + row_number() OVER (ORDER BY record_id), record_id
FROM (SELECT record_id FROM journal_waiting ORDER BY record_id LIMIT %s) AS waiting
"""
_LEAVE_QUEUE = """
DELETE FROM journal_waiting
WHERE record_id IN (SELECT record_id FROM journal_place WHERE "index" >= %s AND "index" < %s)
"""


def sequence_leaves(*, now: datetime, limit: int = LIMIT) -> int:
    """Give up to ``limit`` waiting records their places, sign the new tree, and return how many there were.

    Everything is one transaction: whoever is killed has done nothing, and the next run does it. Several
    may run at once; they take turns. Call it outside of a transaction.
    """
    del now  # a checkpoint says how large the log is, not when; each statement has its own time
    if Waiting.objects.order_by("pk").first() is None:
        return 0
    with transaction.atomic(durable=True):
        _take_turn()
        check_log_key()
        newest = newest_checkpoint()
        size = newest.size if newest else 0
        leaves = _take_places(size, limit)
        if leaves:
            _grow(size, leaves)
        return len(leaves)


def tidy_queue() -> None:
    """Give back the room of rows that are gone from the queue and of tiles that have grown; call it now and then.

    PostgreSQL alone needs it, and sooner than its own housekeeping comes round: the queue is emptied twice a second.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE) journal_waiting, journal_tile")


def _take_turn() -> None:
    """Wait for other sequencers; on SQLite the transaction itself has waited for every other writer."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # What follows touches few rows: to start helpers for it takes longer than the work.
            cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _take_places(size: int, limit: int) -> list[bytes]:
    """Place waiting records after the first ``size``; return the hashes of their leaves in order."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_PLACES, [size, limit])
        cursor.execute(_LEAVE_QUEUE, [size, size + limit])
    # An end, although nothing stands beyond it: without one PostgreSQL expects a third of all places, and reads them.
    placed = Place.objects.filter(index__gte=size, index__lt=size + limit).order_by("index")
    return [leaf_hash(bytes(commitment)) for commitment in placed.values_list("record__commitment", flat=True)]


def _grow(size: int, leaves: list[bytes]) -> None:
    stored = stored_tiles()
    tiles = grown(size, leaves, stored)
    Tile.objects.bulk_create(
        [Tile(level=level, number=number, hashes=hashes) for (level, number), hashes in tiles.items()],
        update_conflicts=True,
        unique_fields=["level", "number"],
        update_fields=["hashes"],
    )

    def read(level: int, number: int) -> bytes:
        return tiles.get((level, number)) or stored(level, number)

    key, new_size = log_key(), size + len(leaves)
    text = notes.Checkpoint(key.name, new_size, root_of(new_size, nodes_of(read))).text()
    Checkpoint.objects.create(size=new_size, note=key.sign_note(text, *key_before()))
