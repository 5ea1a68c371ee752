"""A hall of before holds names in plain: what upgrading makes of it, on both engines, and what is left on the disk."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import halls

#: Plain rows of before, as they were written then.
_BEFORE = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
executor = MigrationExecutor(connection)
leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] != "identity"]
executor.migrate([*leaves, ("identity", "0012_sign_ins")])
with connection.cursor() as cursor:
    for person in ("zephyrine", "nobody-yet"):
        name, facts, card = ("{}", "{}", '{"name":{}}') if person == "nobody-yet" else (NAME, FACTS, CARD)
        cursor.execute(
            "INSERT INTO identity_person (id, name, level, authority, posts, facts, card, is_demo, story, place)"
            " VALUES (%s, %s, 2, '', '[]', %s, %s, %s, '{}', 0)", [person, name, facts, card, False])
    cursor.execute("INSERT INTO identity_organisation (id, name, audience, facts, is_demo)"
                   " VALUES ('quills', %s, 'business', '{}', %s)", [NAME, False])
"""
_AFTER = """
from datetime import UTC, datetime
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from openhall.blocks.identity.facade import facts_of, names_of
from openhall.blocks.identity.queries import visitor_by_id
from openhall.blocks.journal.facade import Reader
executor = MigrationExecutor(connection)
executor.migrate(executor.loader.graph.leaf_nodes())
reader = Reader("hall", "judge", "AB12CD34", datetime(2026, 3, 2, 9, tzinfo=UTC))
with connection.cursor() as cursor:
    cursor.execute("SELECT * FROM identity_person")
    rows = b"".join(bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                    for row in cursor.fetchall() for cell in row)
    if connection.vendor == "sqlite":
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
print(json.dumps({
    "names": names_of(["zephyrine", "nobody-yet"]), "facts": facts_of("zephyrine", reader=reader),
    "card": visitor_by_id("zephyrine").name, "rows": b"Quillfeather" in rows,
}))
"""
#: What officers wrote about people, as it lay before.
_WORDS_BEFORE = """
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from openhall.blocks.journal.facade import destroy_key
executor = MigrationExecutor(connection)
leaves = [leaf for leaf in executor.loader.graph.leaf_nodes() if leaf[0] not in {"identity", "payments"}]
executor.migrate([*leaves, ("identity", "0017_firm_papers"), ("payments", "0007_one_charge_for_several")])
destroy_key("person:erased")
with connection.cursor() as cursor:
    for person in ("giver", "helper", "erased"):
        cursor.execute("INSERT INTO identity_person (id, level, authority, posts, is_demo, story, place)"
                       " VALUES (%s, 2, '', '[]', %s, '{}', 0)", [person, False])
    for mandate, giver in (("m1", "giver"), ("m2", "erased")):
        cursor.execute(
            "INSERT INTO identity_mandate (id, giver_id, helper_id, scopes, services, state, code, made_by, made_at,"
            " ends_at, ended_by, is_demo, paper) VALUES (%s, %s, 'helper', '[]', '[]', 'live', '', %s,"
            " '2026-01-01 00:00:00+00:00', '2027-01-01 00:00:00+00:00', '', %s, %s)",
            [mandate, giver, giver, False, WORDS])
    for code, reason in (("a", WORDS), ("b", "")):
        cursor.execute(
            "INSERT INTO payments_voucher (authority, code_hash, most, reason, issued_by, issued_at, valid_until)"
            " VALUES ('harbour-office', %s, 1, %s, 'rae', '2026-01-01 00:00:00+00:00', '2027-01-01')",
            [code * 64, reason])
"""
_WORDS_AFTER = """
from datetime import UTC, datetime
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from openhall.blocks.identity.facade import place_of_paper
from openhall.blocks.journal.facade import Reader, destroy_key
from openhall.blocks.payments.facade import vouchers_of
executor = MigrationExecutor(connection)
executor.migrate(executor.loader.graph.leaf_nodes())
reader = Reader("giver", "own", "", datetime(2026, 3, 2, 9, tzinfo=UTC))
rows = b""
with connection.cursor() as cursor:
    for table in ("identity_mandate", "payments_voucher"):
        cursor.execute(f"SELECT * FROM {table}")
        rows += b"".join(bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
                         for row in cursor.fetchall() for cell in row)
with transaction.atomic():
    places = [place_of_paper(each, reader=reader) for each in ("m1", "m2", "none")]
    reasons = sorted(each.reason for each in vouchers_of("harbour-office", reader=reader))
destroy_key("person:giver")
with transaction.atomic():
    places.append(place_of_paper("m1", reader=reader))
if connection.vendor == "sqlite":
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
print(json.dumps({"places": places, "reasons": reasons, "rows": b"Quillfeather" in rows}))
"""
WORDS = "Cabinet 4 of Quillfeather"
NAME = json.dumps({"en": "Zephyrine Quillfeather"})
FACTS = json.dumps({"person.phone": "555-0199 of Quillfeather"})
CARD = json.dumps({"name": {"en": "Zephyrine Quillfeather"}})


def _run(script: str, home: Path, database: str) -> str:
    environ = halls.environment(home, {"DATABASE_URL": database} if database else None)
    begin = "import json, django; django.setup()"
    given = f"NAME, FACTS, CARD, WORDS = {NAME!r}, {FACTS!r}, {CARD!r}, {WORDS!r}"
    done = subprocess.run(  # noqa: S603 - our own program, with words from here
        [sys.executable, "-c", f"{begin}\n{given}\n{script}"],
        env={**environ, "DJANGO_SETTINGS_MODULE": "openhall.project.settings"},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _upgraded(home: Path, database: str = "") -> None:
    _run(_BEFORE, home, database)
    told = json.loads(_run(_AFTER, home, database))
    assert told["names"] == {"zephyrine": json.loads(NAME)}
    assert told["facts"] == json.loads(FACTS)
    assert told["card"] == json.loads(NAME)
    assert not told["rows"]


@pytest.mark.thorough
@pytest.mark.skipif(os.environ.get("OPENHALL_TEST_ENGINE") == "postgresql", reason="the other test is for it")
def test_what_lay_in_plain_is_sealed_and_no_byte_of_it_is_left(tmp_path: Path) -> None:
    _upgraded(tmp_path)
    assert _left(tmp_path) == []


@pytest.mark.thorough
@pytest.mark.skipif(os.environ.get("OPENHALL_TEST_ENGINE") == "postgresql", reason="the other test is for it")
def test_what_officers_wrote_of_people_is_sealed_and_no_byte_of_it_is_left(tmp_path: Path) -> None:
    _words_upgraded(tmp_path)
    assert _left(tmp_path) == []


def _left(home: Path) -> list[str]:
    return [path.name for path in home.rglob("*") if path.is_file() and b"Quillfeather" in path.read_bytes()]


def _words_upgraded(home: Path, database: str = "") -> None:
    """Whoever gave a mandate, and what a voucher was given for: sealed, gone with the key, and none for the erased."""
    _run(_WORDS_BEFORE, home, database)
    told = json.loads(_run(_WORDS_AFTER, home, database))
    assert told == {"places": [WORDS, "", "", ""], "reasons": ["", WORDS], "rows": False}


@pytest.mark.postgres
def test_what_lay_in_plain_is_sealed_on_postgresql(tmp_path: Path, database: str) -> None:
    _upgraded(tmp_path, database)


@pytest.mark.postgres
def test_what_officers_wrote_of_people_is_sealed_on_postgresql(tmp_path: Path, database: str) -> None:
    _words_upgraded(tmp_path, database)
