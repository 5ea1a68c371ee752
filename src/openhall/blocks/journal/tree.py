"""The tree as it is stored."""

from openhall.blocks.journal.models import Checkpoint, Tile
from openhall.kernel.tiles import ReadTile


def stored_tiles() -> ReadTile:
    """Return a reader of the stored tiles that reads each one once; a tile that is missing is empty."""
    known: dict[tuple[int, int], bytes] = {}

    def read(level: int, number: int) -> bytes:
        found = known.get((level, number))
        if found is None:
            row = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
            found = known[level, number] = bytes(row or b"")
        return found

    return read


def newest_checkpoint() -> Checkpoint | None:
    """Return the newest checkpoint, or ``None`` before the first."""
    return Checkpoint.objects.order_by("-size").first()


def first_checkpoint_over(index: int) -> Checkpoint | None:
    """Return the first checkpoint whose tree holds the leaf at ``index``."""
    return Checkpoint.objects.filter(size__gt=index).order_by("size").first()
