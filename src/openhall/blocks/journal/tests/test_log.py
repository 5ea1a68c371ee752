from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from openhall.blocks.journal.facade import (
    KeyFileError,
    acknowledgement_of,
    append_leaf,
    log_verifier,
    receipt_of,
    sequence_leaves,
    verify_log,
)
from openhall.blocks.journal.models import Checkpoint, Place, Record, Tile, Waiting
from openhall.blocks.journal.tests.acts import NOW, begun, write
from openhall.blocks.journal.tree import stored_tiles
from openhall.kernel.canonical import canonical
from openhall.kernel.merkle import consistency_proof, is_consistent
from openhall.kernel.notes import open_checkpoint
from openhall.kernel.tiles import nodes_of

pytestmark = pytest.mark.django_db


def test_an_empty_log_is_whole() -> None:
    assert verify_log() == []


def test_a_leaf_commits_to_the_whole_statement() -> None:
    (leaf,) = write()
    record = Record.objects.get()
    statement = {
        "answers": sha256(b"0").hexdigest(),
        "at": "2026-03-02T09:30:15.000250Z",
        "kind": "submission",
        "service": "parks/bench",
        "subject": "CASE-0",
    }

    assert record.statement.encode() == canonical(statement)
    assert leaf.commitment == sha256(leaf.salt + canonical(statement)).digest()
    assert (leaf.id, leaf.salt, leaf.commitment) == (record.pk, bytes(record.salt), bytes(record.commitment))
    assert len(leaf.salt) == 16


def test_equal_acts_are_not_equal_leaves() -> None:
    with begun() as first, begun() as second:
        assert first.commitment != second.commitment


def test_a_statement_does_not_say_what_the_journal_says() -> None:
    with pytest.raises(ValueError, match="subject"), transaction.atomic():
        append_leaf(kind="a", subject="b", statement={"subject": "c"}, now=NOW)
    assert not Record.objects.exists()


def test_an_act_that_is_rolled_back_leaves_no_leaf() -> None:
    def act_and_fail() -> None:
        with begun():
            raise KeyError

    with pytest.raises(KeyError):
        act_and_fail()
    assert not Record.objects.exists()
    assert not Waiting.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_leaf_is_written_in_the_transaction_of_its_act() -> None:
    with pytest.raises(RuntimeError):
        append_leaf(kind="a", subject="b", statement={}, now=NOW)
    assert not Record.objects.exists()


def test_leaves_get_places_in_the_order_of_their_rows() -> None:
    leaves = write(5)

    assert sequence_leaves(now=NOW, limit=3) == 3
    assert sequence_leaves(now=NOW, limit=3) == 2
    assert sequence_leaves(now=NOW) == 0
    assert list(Place.objects.order_by("index").values_list("index", "record_id")) == [
        (index, leaf.id) for index, leaf in enumerate(leaves)
    ]
    assert not Waiting.objects.exists()
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [3, 5]


def test_a_leaf_whose_transaction_ended_late_gets_a_later_place() -> None:
    """On PostgreSQL a lower row can be committed after a higher one was placed."""
    (early,) = write()
    Record.objects.bulk_create([_copy(early.id, early.id + 1_000)])
    sequence_leaves(now=NOW)
    Record.objects.bulk_create([_copy(early.id, early.id + 500)])

    assert sequence_leaves(now=NOW) == 1
    assert Place.objects.get(record=early.id + 500).index == 2
    assert verify_log() == []


def _copy(record_id: int, new_id: int) -> Record:
    record = Record.objects.get(pk=record_id)
    return Record(
        pk=new_id,
        kind=record.kind,
        subject=record.subject,
        at=record.at,
        statement=record.statement,
        digest=record.digest,
        salt=new_id.to_bytes(16),
        commitment=sha256(new_id.to_bytes(16) + record.statement.encode()).digest(),
    )


def test_every_checkpoint_grew_into_the_newest() -> None:
    write(600)
    for limit in (1, 1, 2, 3, 100, 149, 256, 88):
        sequence_leaves(now=NOW, limit=limit)
    key = log_verifier()
    signed = [open_checkpoint(note, key) for note in Checkpoint.objects.order_by("size").values_list("note", flat=True)]
    node, newest = nodes_of(stored_tiles()), signed[-1]

    assert [checkpoint.size for checkpoint in signed] == [1, 2, 4, 7, 107, 256, 512, 600]
    for checkpoint in signed[:-1]:
        proof = consistency_proof(checkpoint.size, newest.size, node)
        assert is_consistent(checkpoint.size, newest.size, proof, (checkpoint.root, newest.root))


def test_an_acknowledgement_and_a_receipt_are_the_same_each_time() -> None:
    first, second = write(2)
    promise = acknowledgement_of(first.id)
    sequence_leaves(now=NOW)
    receipt = receipt_of(first.id)
    write(3)
    sequence_leaves(now=NOW)

    assert acknowledgement_of(first.id) == promise
    assert receipt_of(first.id) == receipt
    assert receipt_of(second.id) != receipt


def test_a_receipt_waits_for_its_place() -> None:
    (leaf,) = write()

    assert receipt_of(leaf.id) is None, "inside of a transaction nothing is sequenced"


@pytest.mark.django_db(transaction=True)
def test_asking_for_a_receipt_places_the_leaf() -> None:
    (leaf,) = write()
    receipt = receipt_of(leaf.id)

    assert receipt is not None
    assert receipt["inclusion"] == {"index": 0, "size": 1, "hashes": []}


def test_a_sequencer_that_dies_has_done_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    write(300)
    sequence_leaves(now=NOW, limit=10)

    def dies(*_args: object, **_kwargs: object) -> None:
        raise KeyboardInterrupt

    for manager, verb in ((Tile.objects, "bulk_create"), (Checkpoint.objects, "create")):
        with monkeypatch.context() as patch:
            patch.setattr(manager, verb, dies)
            with pytest.raises(KeyboardInterrupt):
                sequence_leaves(now=NOW)
        assert Place.objects.count() == 10
        assert Waiting.objects.count() == 290

    assert sequence_leaves(now=NOW) == 290
    assert verify_log() == []


CHANGES = [
    "UPDATE journal_record SET subject = 'x'",
    "UPDATE journal_record SET salt = commitment",
    "DELETE FROM journal_record",
    "UPDATE journal_place SET record_id = record_id + 1",
    "DELETE FROM journal_place",
    "UPDATE journal_checkpoint SET note = ''",
    "DELETE FROM journal_checkpoint",
    "INSERT INTO journal_checkpoint (size, note) VALUES (1, '')",
    "UPDATE journal_tile SET number = number + 1",
    "UPDATE journal_tile SET hashes = (SELECT salt FROM journal_record LIMIT 1)",
    "DELETE FROM journal_tile",
    "UPDATE journal_waiting SET record_id = record_id + 1",
    "DELETE FROM journal_waiting",
    "DELETE FROM journal_datakey",
    "UPDATE journal_datakey SET owner = 'person:2'",
    "UPDATE journal_dataread SET actor = 'x'",
    "DELETE FROM journal_dataread",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses_to_change_or_lose_anything(change: str) -> None:
    write(3)
    sequence_leaves(now=NOW, limit=2)
    _something_read()
    before = _everything()

    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert _everything() == before


def _something_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO journal_datakey (owner, wrapped, made_at) VALUES ('person:1', '', %s)", [str(NOW)])
        cursor.execute(
            "INSERT INTO journal_dataread"
            ' (at, actor, owner, "case", purpose, how, office, post, basis, is_outside, look)'
            " VALUES (%s, 'a', 'b', 'c', 'work', 'opened', '', '', '', %s, '')",
            [str(NOW), False],
        )


def _everything() -> list[object]:
    rows = list[object]()
    with connection.cursor() as cursor:
        for table in ("record", "place", "checkpoint", "tile", "waiting", "datakey", "dataread"):
            cursor.execute(f"SELECT * FROM journal_{table} ORDER BY 1")  # noqa: S608 - names from above
            rows.append([[bytes(v) if isinstance(v, memoryview) else v for v in row] for row in cursor.fetchall()])
    return rows


def test_a_log_key_that_is_not_this_databases_signs_nothing(settings: Settings, tmp_path: Path) -> None:
    write(2)
    sequence_leaves(now=NOW, limit=1)
    settings.KEYS_FOLDER = tmp_path

    with pytest.raises(KeyFileError, match="begun with"):
        sequence_leaves(now=datetime.now(UTC))
    assert (Place.objects.count(), Checkpoint.objects.count()) == (1, 1)
