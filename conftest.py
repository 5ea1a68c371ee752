"""What every test of the project stands on, wherever it lies."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from tests.migrated import migrated_database

_TURNS = {
    # One process begins with what needs no hall, while the other loads the one that nearly all need.
    ("tests", "processes"): -1,
    ("tests", "browser"): 0,
    ("tests", "journeys"): 0,
    ("tests", "contracts"): 1,
    ("tests", "attacks"): 1,
    ("tests",): 2,
}
#: What has a run of its own.
_THOROUGH = Path("tests/browser")
pytest_plugins = ["tools.emptying", "tools.forgetting", "tools.ordinary", "tools.together"]


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Begin the database of a process, and end it: on SQLite it is a copy of one that the run has migrated once."""
    del django_test_environment, django_db_modify_db_settings
    kept = migrated_database(os.environ) if connection.vendor == "sqlite" else None
    with django_db_blocker.unblock():
        connection.settings_dict["TEST"]["MIGRATE"] = kept is None
        made = setup_databases(verbosity=0, interactive=False)
        if kept is not None:
            connection.ensure_connection()
            with closing(sqlite3.connect(kept)) as migrated:
                migrated.backup(connection.connection)
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _on_this_machine() -> None:
    """Let tests do as much as they like, as a demonstration does on its own machine; those of limits say otherwise."""
    settings.OPENHALL_LIMITS = "elsewhere"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what looks at every page in a browser: it takes as long as all the rest."""
    if item.path.is_relative_to(item.config.rootpath / _THOROUGH):
        item.add_marker("thorough")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long unless it is asked for, and what needs PostgreSQL where that is not what is tested."""
    if "long" not in config.option.markexpr:
        _leave_out(config, items, "long")
    if not {"long", "thorough"} & set(config.option.markexpr.split()) and not _asks_for(config, _THOROUGH):
        _leave_out(config, items, "thorough")
    if os.environ.get("OPENHALL_TEST_ENGINE") != "postgresql":
        _leave_out(config, items, "postgres")
    # Files are dealt out in this order: those that take long come first, so that no process waits for one at the end.
    items.sort(key=_turn)


def _asks_for(config: pytest.Config, folder: Path) -> bool:
    """Tell whether a folder, or something in it, was named on the command line."""
    asked = (Path(argument.partition("::")[0]).resolve() for argument in config.args)
    return any(each.is_relative_to(config.rootpath / folder) for each in asked)


def _turn(item: pytest.Item) -> int:
    """Return when a test's file has its turn: browsers and whole halls, then all else of the house, then the blocks."""
    folder = item.path.relative_to(item.config.rootpath).parts[:2]
    return _TURNS.get(folder[:2], _TURNS.get(folder[:1], len(_TURNS)))


def _leave_out(config: pytest.Config, items: list[pytest.Item], mark: str) -> None:
    left = [item for item in items if item.get_closest_marker(mark)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if not item.get_closest_marker(mark)]
