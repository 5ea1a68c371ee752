"""The browser, and a folder for pictures, for the tests in this folder."""

from pathlib import Path

import pytest

from tests.browser.fixtures import browser, visitor
from tests.journeys.pictures import folder

__all__ = ["browser", "visitor"]


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Return the folder for pictures of the walk, and for what it keeps."""
    place = folder(tmp_path)
    place.mkdir(parents=True, exist_ok=True)
    return place


@pytest.fixture(
    params=[
        pytest.param(True, id="with-scripts"),
        pytest.param(False, id="without-scripts", marks=pytest.mark.thorough),
    ]
)
def scripts(request: pytest.FixtureRequest) -> bool:
    """Tell whether scripts run."""
    return bool(request.param)
