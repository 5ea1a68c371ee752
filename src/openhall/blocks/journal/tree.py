"""The tree as it is stored."""

from functools import lru_cache

from openhall.blocks.journal.models import Checkpoint, Tile
from openhall.kernel.tiles import ReadTile


def stored_tiles(most: int | None = None) -> ReadTile:
    """Return a reader of the stored tiles that remembers the last ``most`` of them; a missing tile is empty."""

    @lru_cache(maxsize=most)
    def read(level: int, number: int) -> bytes:
        hashes = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
        return bytes(hashes or b"")

    return read


def newest_checkpoint() -> Checkpoint | None:
    """Return the newest checkpoint, or ``None`` before the first."""
    return Checkpoint.objects.order_by("-size").first()


def first_checkpoint_over(index: int) -> Checkpoint | None:
    """Return the first checkpoint whose tree holds the leaf at ``index``."""
    return Checkpoint.objects.filter(size__gt=index).order_by("size").first()
