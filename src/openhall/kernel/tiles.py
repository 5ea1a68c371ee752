"""Tiles: the hash tree in pieces of 256 hashes, as C2SP tlog-tiles lays them out for the world to fetch.

A tile at level L holds nodes of the tree's level 8 L. Only the last tile of a level may be shorter than 256 hashes,
and it is never hashed into the level above.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from openhall.kernel.merkle import HASH_SIZE, ReadNode, node_hash

#: Levels of the tree in one tile, and hashes in its lowest.
HEIGHT = 8
WIDTH = 1 << HEIGHT
#: Beyond this a place would not fit into 63 bits.
MAX_LEVEL = 7

#: Hands out the hashes of the tile ``(level, number)``, as many as there are, one after another.
ReadTile = Callable[[int, int], bytes]
Tiles = Mapping[tuple[int, int], bytes]

_NUMBER = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)


def nodes_of(read_tile: ReadTile) -> ReadNode:
    """Return a reader of single nodes that finds them in tiles."""

    def node(level: int, index: int) -> bytes:
        height = level % HEIGHT
        first = index << height
        tile = read_tile(level // HEIGHT, first // WIDTH)
        place = first % WIDTH
        hashes = split_hashes(tile[place * HASH_SIZE : (place + (1 << height)) * HASH_SIZE])
        if len(hashes) != 1 << height:
            raise LookupError(f"the tile of node {index} at level {level} is too short")
        return top_of(hashes)

    return node


def grown(size: int, leaves: Sequence[bytes], read_tile: ReadTile) -> dict[tuple[int, int], bytes]:
    """Return the tiles that change or begin when ``leaves`` (their hashes) follow the first ``size``."""
    changed: dict[tuple[int, int], bytes] = {}
    level, begin, hashes = 0, size, list(leaves)
    while hashes:
        number, kept = divmod(begin, WIDTH)
        old = read_tile(level, number)[: kept * HASH_SIZE] if kept else b""
        row = split_hashes(old) + hashes
        above: list[bytes] = []
        for start in range(0, len(row), WIDTH):
            tile = row[start : start + WIDTH]
            changed[level, number + start // WIDTH] = b"".join(tile)
            if len(tile) == WIDTH:
                above.append(top_of(tile))
        level, begin, hashes = level + 1, number, above
    return changed


def widths(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield level, number and width of every tile of a tree of ``size`` leaves."""
    for level in range(MAX_LEVEL + 1):
        total = size >> HEIGHT * level
        for number in range((total + WIDTH - 1) // WIDTH):
            yield level, number, min(WIDTH, total - number * WIDTH)


def split_hashes(hashes: bytes) -> list[bytes]:
    """Return the single hashes of a tile."""
    return [hashes[start : start + HASH_SIZE] for start in range(0, len(hashes), HASH_SIZE)]


def top_of(hashes: Sequence[bytes]) -> bytes:
    """Return the hash over a complete subtree."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[start], row[start + 1]) for start in range(0, len(row), 2)]
    return row[0]


def number_path(number: int, width: int = WIDTH) -> str:
    """Return how a tile's number (and width, when it is not full) is written in an address."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[start : start + 3] for start in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"


def read_number_path(path: str) -> tuple[int, int] | None:
    """Return number and width from an address, or ``None`` when it is not written as it has to be."""
    found = _NUMBER.fullmatch(path)
    if found is None:
        return None
    number, width = int(found[1].replace("/", "").replace("x", "")), int(found[2] or WIDTH)
    return (number, width) if width <= WIDTH and number_path(number, width) == path else None
