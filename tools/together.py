"""A plugin of pytest: several threads at one real database, whichever it is.

The test database of SQLite is in memory, and memory that is shared locks otherwise than a file does: there a test
gets a file of its own, with the tables and guards of all others, and the settings of a hall.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connections

_T = TypeVar("_T")
_PATIENCE_SECONDS = 60


@pytest.fixture
def shared_database(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """Let every thread of the test see the same database as its own."""
    del transactional_db
    usual = connections["default"]
    if usual.vendor != "sqlite":
        yield
        return
    place = tmp_path / "shared.sqlite3"
    with usual.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(place)])
    named = connections.settings["default"]
    before, named["NAME"] = named["NAME"], str(place)
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = usual
        named["NAME"] = before


def at_once(count: int, act: Callable[[int], _T]) -> list[_T]:
    """Let so many threads begin ``act`` in the same moment; each is told its number."""
    gate = threading.Barrier(count)

    def run(number: int) -> _T:
        gate.wait(_PATIENCE_SECONDS)
        try:
            return act(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
