"""What every test of the project stands on, wherever it lies."""

import os

import pytest

pytest_plugins = ["tools.emptying", "tools.together"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what needs PostgreSQL where it is not what is being tested; `make test` tests both in turn."""
    if os.environ.get("OPENHALL_TEST_ENGINE") != "postgresql":
        needs = [item for item in items if item.get_closest_marker("postgres")]
        config.hook.pytest_deselected(items=needs)
        items[:] = [item for item in items if item not in needs]
