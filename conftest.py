"""What every test of the project stands on, wherever it lies."""

import os

import pytest

pytest_plugins = ["tools.emptying", "tools.forgetting", "tools.ordinary", "tools.together"]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what takes long unless it is asked for, and what needs PostgreSQL where that is not what is tested."""
    if "long" not in config.option.markexpr:
        _leave_out(config, items, "long")
    if os.environ.get("OPENHALL_TEST_ENGINE") != "postgresql":
        _leave_out(config, items, "postgres")


def _leave_out(config: pytest.Config, items: list[pytest.Item], mark: str) -> None:
    left = [item for item in items if item.get_closest_marker(mark)]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if not item.get_closest_marker(mark)]
