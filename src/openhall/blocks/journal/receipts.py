"""What a person gets: an acknowledgement at once, a receipt as soon as the leaf has its place."""

from datetime import UTC, datetime

from django.db import connection

from openhall.blocks.journal.keys import log_key
from openhall.blocks.journal.leaves import Leaf
from openhall.blocks.journal.models import Record
from openhall.blocks.journal.rules import ACKNOWLEDGEMENT, RECEIPT
from openhall.blocks.journal.sequencing import sequence_leaves
from openhall.blocks.journal.tree import first_checkpoint_over, stored_tiles
from openhall.kernel.canonical import JSON, canonical, read_json
from openhall.kernel.merkle import inclusion_proof
from openhall.kernel.notes import encoded
from openhall.kernel.tiles import nodes_of


def acknowledgement_of(leaf_id: int) -> dict[str, JSON]:
    """Return the signed promise that the leaf is written and will be in the log: the same each time."""
    record = Record.objects.get(pk=leaf_id)
    return _signed(_claim_of_record(ACKNOWLEDGEMENT, record), record.at)


def acknowledgement_for(leaf: Leaf) -> dict[str, JSON]:
    """Return the same promise for a leaf that was written a moment ago."""
    return _signed(_claim(ACKNOWLEDGEMENT, leaf.statement, leaf.salt, leaf.commitment), leaf.at)


def lot_of(leaf_id: int) -> int:
    """Return a number from 0 to 99 that follows from a leaf's commitment: whoever holds the receipt can compute it.

    The commitment holds a random salt, so nobody can choose what to write to get one number and not another.
    """
    commitment = Record.objects.values_list("commitment", flat=True).get(pk=leaf_id)
    return int.from_bytes(bytes(commitment)[:8]) % 100


def receipt_of(leaf_id: int) -> dict[str, JSON] | None:
    """Return the signed receipt with its proof: the same each time, ``None`` while the leaf has no place.

    Outside of a transaction a leaf that still waits is given its place first.
    """
    record = _placed(leaf_id)
    if not hasattr(record, "place") and not connection.in_atomic_block:
        sequence_leaves(now=datetime.now(UTC))
        record = _placed(leaf_id)
    if not hasattr(record, "place"):
        return None
    index = record.place.index
    checkpoint = first_checkpoint_over(index)
    if checkpoint is None:
        return None
    hashes = inclusion_proof(index, checkpoint.size, nodes_of(stored_tiles()))
    claim = _claim_of_record(RECEIPT, record)
    claim["inclusion"] = {"index": index, "size": checkpoint.size, "hashes": [encoded(each) for each in hashes]}
    claim["checkpoint"] = checkpoint.note
    return _signed(claim, record.at)


def _placed(leaf_id: int) -> Record:
    return Record.objects.select_related("place").get(pk=leaf_id)


def _claim_of_record(kind: str, record: Record) -> dict[str, JSON]:
    return _claim(kind, record.statement.encode(), bytes(record.salt), bytes(record.commitment))


def _claim(kind: str, statement: bytes, salt: bytes, commitment: bytes) -> dict[str, JSON]:
    return {
        "type": kind,
        "log": log_key().name,
        "statement": read_json(statement),
        "salt": encoded(salt),
        "leaf": encoded(commitment),
    }


def _signed(claim: dict[str, JSON], at: datetime) -> dict[str, JSON]:
    """Sign every member, by the key of the time of the act: a document is the same bytes for ever.

    Canonical JSON has no line breaks, and notes do: neither is taken for the other.
    """
    key = log_key(at)
    label: dict[str, JSON] = {"key": key.verifier.label}
    value = encoded(key.sign(canonical({**claim, "signature": label})))
    return {**claim, "signature": {**label, "value": value}}
