"""The stored parts of the tree: each checkpoint's note, each tile that a tree of this size needs."""

from collections.abc import Iterator, Sequence

from django.db import DatabaseError

from openhall.blocks.journal.audit.faults import LogFault
from openhall.blocks.journal.models import Checkpoint, Tile
from openhall.kernel import notes
from openhall.kernel.merkle import HASH_SIZE
from openhall.kernel.tiles import WIDTH, ReadTile, split_hashes, top_of, widths


def read_checkpoints(keys: Sequence[notes.VerifierKey]) -> tuple[dict[int, notes.Checkpoint], list[LogFault]]:
    """Return the checkpoints that are signed and say what their row says, and what is wrong with the others."""
    signed: dict[int, notes.Checkpoint] = {}
    faults: list[LogFault] = []
    for size in Checkpoint.objects.order_by("size").values_list("size", flat=True):
        try:
            note = Checkpoint.objects.values_list("note", flat=True).get(size=size)
            read = notes.open_checkpoint(note, *keys)
        except (notes.NotANoteError, DatabaseError, TypeError) as error:
            faults.append(_fault(size, "note", f"{error}"))
            continue
        if read.origin not in {key.name for key in keys}:
            faults.append(_fault(size, "note", f"is of the log {read.origin}"))
        elif read.size != size:
            faults.append(_fault(size, "size", f"the note was signed over {read.size} leaves"))
        else:
            signed[size] = read
    return signed, faults


def tile_faults(size: int, read_tile: ReadTile, known: set[tuple[int, int]]) -> Iterator[LogFault]:
    """Yield tiles that are missing, short, or not over those below; ``known`` are faulty already."""
    rows = {
        (level, number): pk for pk, level, number in Tile.objects.order_by("pk").values_list("pk", "level", "number")
    }
    for level, number, width in widths(size):
        row, name = rows.get((level, number), 0), f"{level}/{number}"
        stored = split_hashes(read_tile(level, number)[: width * HASH_SIZE])
        if not row:
            known.add((level, number))
            yield LogFault("tile", name, 0, "level or number", "there is no such tile")
        elif len(stored) < width or len(stored[-1]) < HASH_SIZE:
            known.add((level, number))
            yield LogFault("tile", name, row, "hashes", f"is shorter than {width} hashes")
        elif level and (wrong := _wrong_children(level, number, stored, read_tile, known)):
            known.add((level, number))
            yield LogFault("tile", name, row, "hashes", f"hash {wrong[0]} is not that of the tile below")


def _wrong_children(
    level: int, number: int, stored: list[bytes], read_tile: ReadTile, known: set[tuple[int, int]]
) -> list[int]:
    first = number * WIDTH
    children = [child for child in range(len(stored)) if (level - 1, first + child) not in known]
    return [child for child in children if top_of(split_hashes(read_tile(level - 1, first + child))) != stored[child]]


def _fault(size: int, field: str, told: str) -> LogFault:
    return LogFault("checkpoint", str(size), size, field, told)
