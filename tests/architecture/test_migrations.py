"""The database can always be brought to what the models say, on the database that was asked for."""

import os
import re

import pytest
from django.db import connection

from tools.source import BLOCKS, named


def test_migrations_of_a_block_are_one_line_without_branches() -> None:
    for folder in BLOCKS.glob("*/migrations"):
        names = sorted(path.stem for path in folder.glob("[0-9]*.py"))
        numbers = [int(match[0]) for name in names if (match := re.match(r"\d+", name))]
        assert numbers == list(range(1, len(numbers) + 1)), named(folder)


@pytest.mark.django_db
def test_the_database_is_the_one_that_was_asked_for() -> None:
    asked = os.environ.get("OPENHALL_TEST_ENGINE", connection.vendor)

    assert connection.vendor == asked
