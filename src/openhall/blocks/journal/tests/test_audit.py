"""Somebody with all rights over the database changes something, with the guards out of their way: it is named."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from openhall.blocks.journal.audit import faults
from openhall.blocks.journal.facade import (
    LogFault,
    LoggedRecord,
    RecordCheck,
    RowFault,
    register_record_check,
    sequence_leaves,
    verify_log,
)
from openhall.blocks.journal.models import Checkpoint, Place, Record, Tile
from openhall.blocks.journal.rules import commitment_of
from openhall.blocks.journal.tests.acts import NOW, write
from openhall.kernel.merkle import leaf_hash
from openhall.kernel.notes import SignerKey
from tools.emptying import without_guards
from tools.standing import standing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def log(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[int]]:
    """Write a log with full and partial tiles on two levels, four checkpoints, and two records that wait.

    Each test finds it as it was written: what a test changed is rolled back.
    """
    del django_db_setup
    with standing(django_db_blocker):
        leaves = write(602)
        for limit in (1, 255, 300, 44):
            sequence_leaves(now=NOW, limit=limit)
        yield [leaf.id for leaf in leaves]


@contextmanager
def _as_owner_of_the_database() -> Iterator[None]:
    """Neither triggers nor keys between tables hold up somebody who owns the database."""
    if connection.vendor == "sqlite":
        with without_guards(connection):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _run(statement: str, values: list[Any]) -> None:
    with _as_owner_of_the_database(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def _set(table: str, column: str, value: object, *, where: str, is_: object) -> None:
    _run(f'UPDATE journal_{table} SET "{column}" = %s WHERE "{where}" = %s', [value, is_])  # noqa: S608 - names from below


def _flipped(value: object) -> object:
    if isinstance(value, str):
        return value[:-1] + chr(ord(value[-1]) ^ 1)
    if isinstance(value, int):
        return value ^ 1
    raw = bytes(value) if isinstance(value, bytes | memoryview) else b""
    return raw[:-1] + bytes([raw[-1] ^ 1])


def _told(found: list[LogFault]) -> list[tuple[str, str, str]]:
    return [(fault.kind, fault.subject, fault.field) for fault in found]


def test_a_log_that_nobody_touched_is_whole(log: list[int]) -> None:
    assert len(log) == 602
    assert verify_log() == []


@pytest.mark.parametrize("place", [0, 255, 256, 555, 599])
@pytest.mark.parametrize("column", ["kind", "subject", "statement", "digest", "salt", "commitment"])
def test_one_changed_byte_of_a_record_is_found_and_named(log: list[int], column: str, place: int) -> None:
    record = Record.objects.filter(pk=log[place])
    before = record.get()
    value = _flipped(record.values_list(column, flat=True)[0])
    _set("record", column, value, where="id", is_=log[place])
    kind, subject = (value if column == name else getattr(before, name) for name in ("kind", "subject"))

    assert _told(verify_log()) == [(kind, subject, column)]
    assert verify_log()[0].id == log[place]


def test_a_changed_time_of_a_record_is_found_and_named(log: list[int]) -> None:
    _run("UPDATE journal_record SET at = %s WHERE id = %s", ["2026-03-02 09:30:16.000250+00:00", log[7]])

    assert _told(verify_log()) == [("submission", "CASE-7", "at")]


@pytest.mark.parametrize("column", ["statement", "salt", "commitment"])
def test_a_changed_byte_of_a_record_that_still_waits_is_found(log: list[int], column: str) -> None:
    value = _flipped(Record.objects.filter(pk=log[601]).values_list(column, flat=True)[0])
    _set("record", column, value, where="id", is_=log[601])

    field = column if column == "statement" else "salt or commitment"
    assert _told(verify_log()) == [("submission", "CASE-601", field)]


@pytest.mark.parametrize(("level", "number"), [(0, 0), (0, 2), (1, 0)])
@pytest.mark.parametrize("byte", [0, 31, 32, 63])
def test_one_changed_byte_of_a_tile_is_found_and_named(log: list[int], level: int, number: int, byte: int) -> None:
    assert log
    tile = Tile.objects.get(level=level, number=number)
    raw = bytearray(bytes(tile.hashes))
    raw[byte] ^= 1
    _run("UPDATE journal_tile SET hashes = %s WHERE id = %s", [bytes(raw), tile.pk])

    assert set(_told(verify_log())) == {("tile", f"{level}/{number}", "hashes")}


@pytest.mark.parametrize("column", ["level", "number"])
def test_a_tile_that_was_moved_is_missed(log: list[int], column: str) -> None:
    assert log
    _set("tile", column, 8, where="id", is_=Tile.objects.get(level=0, number=1).pk)

    assert ("tile", "0/1", "level or number") in _told(verify_log())


def test_a_tile_that_was_cut_off_is_named(log: list[int]) -> None:
    assert log
    tile = Tile.objects.get(level=1, number=0)
    _run("UPDATE journal_tile SET hashes = %s WHERE id = %s", [bytes(tile.hashes)[:-1], tile.pk])

    assert _told(verify_log()) == [("tile", "1/0", "hashes")]


@pytest.mark.parametrize("size", [1, *(pytest.param(size, marks=pytest.mark.once) for size in (256, 556, 600))])
def test_every_changed_character_of_a_checkpoint_is_found_and_named(log: list[int], size: int) -> None:
    assert log
    note = Checkpoint.objects.get(size=size).note
    for place in range(0, len(note), 7):
        changed = note[:place] + chr(ord(note[place]) ^ 1) + note[place + 1 :]
        _run("UPDATE journal_checkpoint SET note = %s WHERE size = %s", [changed, size])
        assert _told(verify_log()) == [("checkpoint", str(size), "note")], place


def test_a_checkpoint_at_another_size_is_named(log: list[int]) -> None:
    assert log
    _run("UPDATE journal_checkpoint SET size = 555 WHERE size = 556", [])

    assert _told(verify_log()) == [("checkpoint", "555", "size")]


def test_places_without_a_checkpoint_are_named(log: list[int]) -> None:
    assert log
    _run("DELETE FROM journal_checkpoint WHERE size = 600", [])

    assert _told(verify_log())[0] == ("place", "556", "index")


def test_a_record_at_another_place_is_named(log: list[int]) -> None:
    assert log
    for now_here, then_here in ((-1, log[400]), (log[400], log[401]), (log[401], -1)):
        _set("place", "record_id", now_here, where="record_id", is_=then_here)

    assert _told(verify_log()) == [("submission", "CASE-401", "place"), ("submission", "CASE-400", "place")]


def test_a_place_that_leads_nowhere_and_the_record_that_lost_it_are_named(log: list[int]) -> None:
    _run("UPDATE journal_place SET record_id = %s WHERE record_id = %s", [10**9, log[9]])
    try:
        assert _told(verify_log()) == [("place", "9", "record_id"), ("submission", "CASE-9", "place")]
    finally:
        _run("UPDATE journal_place SET record_id = %s WHERE record_id = %s", [log[9], 10**9])


def test_a_place_with_another_number_is_named(log: list[int]) -> None:
    assert log
    _run('UPDATE journal_place SET "index" = 1009 WHERE "index" = 9', [])

    assert _told(verify_log()) == [("place", "9", "record_id"), ("place", "1009", "index")]


def test_a_record_that_was_put_out_of_the_queue_is_named(log: list[int]) -> None:
    _run("DELETE FROM journal_waiting WHERE record_id = %s", [log[600]])

    assert _told(verify_log()) == [("submission", "CASE-600", "place")]


def test_a_place_in_the_queue_for_nobody_is_named(log: list[int]) -> None:
    _run("UPDATE journal_waiting SET record_id = %s WHERE record_id = %s", [10**9, log[600]])

    assert _told(verify_log()) == [("submission", "CASE-600", "place"), ("waiting", "1000000000", "record_id")]


def test_a_record_that_vanished_is_missed(log: list[int]) -> None:
    record = Record.objects.get(pk=log[300])
    _run("DELETE FROM journal_record WHERE id = %s", [log[300]])
    try:
        assert _told(verify_log()) == [("place", "300", "record_id")]
    finally:
        with _as_owner_of_the_database():
            record.save(force_insert=True)


def test_a_record_written_anew_in_all_its_columns_is_named(log: list[int]) -> None:
    forged, salt, digest = _forged(log[333])
    _run(
        "UPDATE journal_record SET statement = %s, digest = %s, commitment = %s WHERE id = %s",
        [forged, digest, commitment_of(salt, forged.encode()), log[333]],
    )

    assert _told(verify_log()) == [("submission", "CASE-333", "commitment")]


def test_a_forger_who_mends_the_tile_too_does_not_get_past_the_signature(log: list[int]) -> None:
    forged, salt, digest = _forged(log[333])
    commitment = commitment_of(salt, forged.encode())
    _run(
        "UPDATE journal_record SET statement = %s, digest = %s, commitment = %s WHERE id = %s",
        [forged, digest, commitment, log[333]],
    )
    tile = Tile.objects.get(level=0, number=1)
    raw = bytearray(bytes(tile.hashes))
    raw[77 * 32 : 78 * 32] = leaf_hash(commitment)
    _run("UPDATE journal_tile SET hashes = %s WHERE id = %s", [bytes(raw), tile.pk])

    found = verify_log()
    assert _told(found)[0] == ("checkpoint", "556", "root")
    assert "256" in found[0].told, "what differs came after the last checkpoint that holds"


def _forged(record_id: int) -> tuple[str, bytes, bytes]:
    record = Record.objects.get(pk=record_id)
    forged = record.statement.replace("parks/bench", "parks/swing")
    return forged, bytes(record.salt), sha256(forged.encode()).digest()


def test_a_checkpoint_of_another_key_is_named(log: list[int]) -> None:
    assert log
    stranger = SignerKey("elsewhere.example/log", bytes(32)).verifier

    assert {fault[::2] for fault in _told(verify_log(key=stranger))} >= {("checkpoint", "note")}


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL does not store such values")
@pytest.mark.parametrize(
    ("column", "value"),
    [("statement", "CAST(X'FF' AS TEXT)"), ("at", "'no time'"), ("salt", "X''"), ("subject", "X'00'"), ("digest", "7")],
)
def test_what_the_database_cannot_read_is_named_too(log: list[int], column: str, value: str) -> None:
    with _as_owner_of_the_database(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE journal_record SET {column} = {value} WHERE id = {log[5]}")  # noqa: S608 - from above

    assert [(fault.id, fault.field) for fault in verify_log()] == [(log[5], column)]


def test_a_block_adds_a_check_of_its_own_rows(log: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    assert log
    monkeypatch.setattr(faults, "_checks", {})

    def check(record: LoggedRecord) -> list[RowFault]:
        assert record.statement["service"] == "parks/bench"
        return [RowFault("answers", "is another text")] if record.subject == "CASE-3" else []

    register_record_check(RecordCheck("submission", check))
    register_record_check(RecordCheck("submission", check))

    assert _told(verify_log()) == [("submission", "CASE-3", "answers")]
    with pytest.raises(ValueError, match="submission"):
        register_record_check(RecordCheck("submission", lambda _record: []))


def test_an_audit_leaves_what_is_written_meanwhile_to_the_next(log: list[int]) -> None:
    assert log
    write(3)

    assert verify_log() == []
    assert Place.objects.count() == 600
