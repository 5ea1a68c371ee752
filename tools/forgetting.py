"""A plugin of pytest: what a process remembers of its database is forgotten with that database, after each test.

What is published never changes, and so a process reads it once. Tests take databases back, and numbers come again.
"""

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _nothing_is_remembered(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forget versions of services, process models and closed days after each test with a database."""
    yield
    if request.node.get_closest_marker("django_db") is not None:
        _forget()


def _forget() -> None:
    from openhall.blocks.catalogue.facade import version_of  # noqa: PLC0415 - a plugin is imported before settings are
    from openhall.blocks.processes.facade import model_of  # noqa: PLC0415 - as above
    from openhall.blocks.rules import closing  # noqa: PLC0415 - as above

    version_of.cache_clear()
    model_of.cache_clear()
    closing._kept.clear()  # noqa: SLF001 - kept for half a minute
