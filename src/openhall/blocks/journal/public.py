"""The log as everybody may read it: its newest checkpoint, its tiles, its entries, and proofs."""

from dataclasses import dataclass

from openhall.blocks.journal.keys import key_before, log_key
from openhall.blocks.journal.models import Place, Tile
from openhall.blocks.journal.tree import newest_checkpoint, stored_tiles
from openhall.kernel import notes
from openhall.kernel.merkle import EMPTY_ROOT, HASH_SIZE, inclusion_proof
from openhall.kernel.tiles import MAX_LEVEL, WIDTH, nodes_of

_LENGTH_SIZE = 2


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf is in the log: its place, the hashes to the root, and the signed note over that root."""

    index: int
    size: int
    hashes: tuple[bytes, ...]
    checkpoint: str


def current_checkpoint() -> str:
    """Return the newest checkpoint as a signed note; a log without leaves has one too."""
    newest = newest_checkpoint()
    if newest is not None:
        return newest.note
    key = log_key()
    return key.sign_note(notes.Checkpoint(key.name, 0, EMPTY_ROOT).text(), *key_before())


def tile_of(level: int, number: int, width: int) -> bytes | None:
    """Return the first ``width`` hashes of a tile, or ``None`` where the log does not hold as many."""
    if not 0 <= level <= MAX_LEVEL:
        return None
    hashes = Tile.objects.filter(level=level, number=number).values_list("hashes", flat=True).first()
    if hashes is None or len(hashes) < width * HASH_SIZE:
        return None
    return bytes(hashes)[: width * HASH_SIZE]


def entries_of(number: int, width: int) -> bytes | None:
    """Return ``width`` entries, each after its length in two bytes, or ``None`` where the log does not hold as many."""
    begin = number * WIDTH
    placed = Place.objects.filter(index__gte=begin, index__lt=begin + width).order_by("index")
    entries = [bytes(each) for each in placed.values_list("record__commitment", flat=True)]
    if len(entries) < width:
        return None
    return b"".join(len(entry).to_bytes(_LENGTH_SIZE) + entry for entry in entries)


def proof_of(commitment: bytes) -> Proof | None:
    """Return the proof that a leaf is in the newest tree, or ``None`` while it is not."""
    newest = newest_checkpoint()
    index = Place.objects.filter(record__commitment=commitment).values_list("index", flat=True).first()
    if newest is None or index is None or index >= newest.size:
        return None
    hashes = inclusion_proof(index, newest.size, nodes_of(stored_tiles()))
    return Proof(index, newest.size, tuple(hashes), newest.note)
