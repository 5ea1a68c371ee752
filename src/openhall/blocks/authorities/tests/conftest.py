"""Two offices, published."""

import pytest
from pytest_django import Settings

from openhall.blocks.authorities.tests.offices import publish


@pytest.fixture
def offices(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    publish()
