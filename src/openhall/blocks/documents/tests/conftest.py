"""A home of its own for each test, so that what is stored can be counted."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, settings: Settings) -> Path:
    """Return the home of the test's hall."""
    settings.OPENHALL_HOME = tmp_path
    settings.OPENHALL_STORAGE_URL = ""
    settings.OPENHALL_SCANNER = ""
    return tmp_path
