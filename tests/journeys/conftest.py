"""The browser, and a folder for pictures, for the tests in this folder."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import halls
from tests.browser.fixtures import browser, visitor

__all__ = ["browser", "visitor"]

#: Whoever wants to look at the walks names a folder here.
PICTURES = "OPENHALL_SCREENSHOTS"


@pytest.fixture(scope="module")
def quiet_hall(hall: halls.Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[halls.Hall]:
    """Return a hall where nobody else is, for stories in which things are counted."""
    with halls.serving(halls.copied(hall.home, tmp_path_factory.mktemp("quiet") / "home")) as running:
        yield running


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
