"""A demonstration with its people kept."""

import pytest
from pytest_django import Settings

from openhall.blocks.identity.facade import keep_demo_people
from openhall.blocks.identity.tests.factories import people


@pytest.fixture
def demo(settings: Settings) -> None:
    settings.OPENHALL_DEMO = True
    keep_demo_people(people())
