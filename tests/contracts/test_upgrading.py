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
NAME = json.dumps({"en": "Zephyrine Quillfeather"})
FACTS = json.dumps({"person.phone": "555-0199 of Quillfeather"})
CARD = json.dumps({"name": {"en": "Zephyrine Quillfeather"}})


def _run(script: str, home: Path, database: str) -> str:
    environ = halls.environment(home, {"DATABASE_URL": database} if database else None)
    begin = "import json, django; django.setup()"
    given = f"NAME, FACTS, CARD = {NAME!r}, {FACTS!r}, {CARD!r}"
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


@pytest.mark.skipif(os.environ.get("OPENHALL_TEST_ENGINE") == "postgresql", reason="the other test is for it")
def test_what_lay_in_plain_is_sealed_and_no_byte_of_it_is_left(tmp_path: Path) -> None:
    _upgraded(tmp_path)
    left = [path.name for path in tmp_path.rglob("*") if path.is_file() and b"Quillfeather" in path.read_bytes()]
    assert left == []


@pytest.mark.postgres
def test_what_lay_in_plain_is_sealed_on_postgresql(tmp_path: Path, database: str) -> None:
    _upgraded(tmp_path, database)
