"""Walk along the log with two trees: one grown from the records, one from the stored tiles.

Each signed checkpoint on the way says which of the two is right where they differ.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from openhall.blocks.journal.audit.faults import LogFault, check_rows
from openhall.blocks.journal.audit.records import as_written, changed_fields
from openhall.blocks.journal.audit.rows import Row, placed_rows
from openhall.kernel.merkle import HASH_SIZE, CompactRange, leaf_hash
from openhall.kernel.notes import Checkpoint
from openhall.kernel.tiles import WIDTH, ReadTile


@dataclass(slots=True)
class _Doubt:
    """A leaf that is one thing by its record and another by its tile."""

    index: int
    row: Row
    by_tile: bytes


@dataclass(slots=True)
class _Walk:
    by_records: CompactRange = field(default_factory=CompactRange)
    by_tiles: CompactRange = field(default_factory=CompactRange)
    doubts: list[_Doubt] = field(default_factory=list)
    proven: int = 0
    is_lost: bool = False


def walk(size: int, signed: dict[int, Checkpoint], read_tile: ReadTile) -> Iterator[LogFault]:
    """Yield what is wrong with the records and leaves below ``size``; ``signed`` are the checkpoints by size."""
    state = _Walk()
    for index, row in placed_rows(size):
        by_tile = _leaf_in_tile(read_tile, index)
        by_record = by_tile
        if row is None:
            yield LogFault("place", str(index), 0, "record_id", "no record stands at this place")
        else:
            faults = changed_fields(row, by_tile)
            yield from faults
            if not faults:
                by_record = leaf_hash(row.commitment)
                record = as_written(row)
                yield from check_rows(record) if record else ()
            if by_record != by_tile:
                state.doubts.append(_Doubt(index, row, by_tile))
        state.by_records.append(by_record)
        state.by_tiles.append(by_tile)
        if index + 1 in signed:
            yield from _settle(state, signed[index + 1])
    for doubt in state.doubts:
        yield _record_fault(doubt, "is not what its tile holds, and no checkpoint says which is right")


def _settle(state: _Walk, checkpoint: Checkpoint) -> Iterator[LogFault]:
    """Let a signed root decide what was in doubt since the one before."""
    if state.by_records.root() == checkpoint.root:
        for doubt in state.doubts:
            subject = f"0/{doubt.index // WIDTH}"
            yield LogFault("tile", subject, 0, "hashes", f"does not hold leaf {doubt.index} as it was signed")
        state.by_tiles = state.by_records.copy()
    elif state.by_tiles.root() == checkpoint.root:
        yield from _wrong_records(state.doubts)
        state.by_records = state.by_tiles.copy()
    else:
        if not state.is_lost:
            told = f"neither records nor tiles make it; what differs was written after the first {state.proven} leaves"
            yield LogFault("checkpoint", str(checkpoint.size), checkpoint.size, "root", told)
        state.is_lost = True
        return
    state.doubts, state.proven, state.is_lost = [], checkpoint.size, False


def _wrong_records(doubts: list[_Doubt]) -> Iterator[LogFault]:
    elsewhere = {doubt.by_tile: doubt.index for doubt in doubts}
    for doubt in doubts:
        right = elsewhere.get(leaf_hash(doubt.row.commitment))
        if right is None:
            yield _record_fault(doubt, "is not what was signed: the record was written anew")
        else:
            told = f"stands at {doubt.index}, was signed at {right}"
            yield LogFault(doubt.row.kind, doubt.row.subject, doubt.row.id, "place", told)


def _record_fault(doubt: _Doubt, told: str) -> LogFault:
    return LogFault(doubt.row.kind, doubt.row.subject, doubt.row.id, "commitment", told)


def _leaf_in_tile(read_tile: ReadTile, index: int) -> bytes:
    start = index % WIDTH * HASH_SIZE
    return read_tile(0, index // WIDTH)[start : start + HASH_SIZE]
