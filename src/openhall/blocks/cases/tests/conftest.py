"""Every test of cases has the process models of the town at hand."""

import pytest

from openhall.blocks.cases.tests.applying import NOW, town
from openhall.blocks.processes.facade import keep_definition


@pytest.fixture(autouse=True)
def _models(request: pytest.FixtureRequest) -> None:
    """Keep the town's models where the test has a database."""
    if request.node.get_closest_marker("django_db") is not None:
        request.getfixturevalue("db")
        for pattern in town().jurisdiction.patterns:
            keep_definition(name=pattern.id, xml=pattern.model, now=NOW)
