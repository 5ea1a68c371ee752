"""A hall on PostgreSQL is published by two at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from shutil import copytree

import psycopg
import pytest

from tests import halls

pytestmark = pytest.mark.postgres


def test_two_publications_at_once_follow_each_other(database: str, tmp_path: Path) -> None:
    environ = {"DATABASE_URL": database, "OPENHALL_JURISDICTION": "example"}
    assert halls.run("prepare", tmp_path / "none", environ=environ).returncode != 0
    first = halls.load(tmp_path / "migrated", {**environ, "OPENHALL_JURISDICTION": "nowhere"})
    assert first.returncode == 1, "nothing to publish, but the tables are made"
    # All machines of a hall have the same key files.
    for place in ("a", "b"):
        copytree(tmp_path / "migrated" / "keys", tmp_path / place / "keys")
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda place: halls.load(tmp_path / place, environ), ("a", "b")))
    assert [(load.returncode, load.stderr) for load in done] == [(0, ""), (0, "")]
    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT count(*) FROM catalogue_publication").fetchone()
        assert row == (1,)
