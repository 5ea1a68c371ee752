"""A plugin of pytest: what a process remembers of its database is forgotten with that database, after each test.

What is published never changes, and so a process reads it once. Tests take databases back, and numbers come again.
"""

import sys
from collections.abc import Iterator

import pytest

#: Where something is remembered: a module, and the name in it of what has a way to forget.
_REMEMBERED = (
    ("openhall.blocks.catalogue.queries", "version_of", "cache_clear"),
    ("openhall.blocks.processes.running", "model_of", "cache_clear"),
    ("openhall.blocks.rules.closing", "_kept", "clear"),
    ("openhall.blocks.appointments.closing", "_kept", "clear"),
    ("openhall.blocks.identity.memory", "_over", "clear"),
    ("openhall.blocks.identity.memory", "_counts", "clear"),
    ("openhall.blocks.journal.marks", "_seen", "clear"),
    ("openhall.blocks.journal.reads", "_known", "clear"),
    ("openhall.blocks.journal.vault", "_opened", "clear"),
)


@pytest.fixture(autouse=True)
def _nothing_is_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forget what was published, closed days, keys, their marks and reads after each test with a database."""
    yield
    if request.node.get_closest_marker("django_db") is not None:
        forget()


def forget() -> None:
    """Forget everything of the database."""
    for module, name, way in _REMEMBERED:
        # What was not imported remembers nothing.
        if module in sys.modules:
            getattr(getattr(sys.modules[module], name), way)()
