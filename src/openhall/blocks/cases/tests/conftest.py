"""Every test of cases begins as another process would, with the process models of the town at hand."""

from collections.abc import Iterator

import pytest

from openhall.blocks.cases.tests.applying import NOW, town
from openhall.blocks.catalogue.facade import version_of
from openhall.blocks.processes.facade import keep_definition
from openhall.blocks.rules import closing


@pytest.fixture(autouse=True)
def _as_another_process(request: pytest.FixtureRequest) -> Iterator[None]:
    """Forget what was remembered of a database that is rolled back; keep the models where a test has one."""
    _forget()
    if request.node.get_closest_marker("django_db") is not None:
        request.getfixturevalue("db")
        for pattern in town().jurisdiction.patterns:
            keep_definition(name=pattern.id, xml=pattern.model, now=NOW)
    yield
    _forget()


def _forget() -> None:
    version_of.cache_clear()
    closing._kept.clear()  # noqa: SLF001 - kept for half a minute
