"""The browser, and a folder for pictures, for the tests in this folder."""

import os
from pathlib import Path

import pytest

from tests.browser.fixtures import browser, visitor

__all__ = ["browser", "visitor"]

#: Whoever wants to look at the walks names a folder here.
PICTURES = "OPENHALL_SCREENSHOTS"


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """Return the folder for pictures of the walk."""
    folder = Path(os.environ.get(PICTURES) or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(params=[True, False], ids=["with-scripts", "without-scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Tell whether scripts run."""
    return bool(request.param)
