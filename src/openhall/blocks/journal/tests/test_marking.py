"""A text is marked as it is marked now, and found by every mark that it ever had."""

import hmac
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from openhall.blocks.journal.facade import add_master_key, maker_of_marks, marks_of, new_mark, server_key
from openhall.kernel.marking_ways import WAYS

FIRST, SECOND = WAYS


@pytest.fixture(autouse=True)
def _hall(settings: Settings, tmp_path: Path) -> None:
    settings.KEYS_FOLDER, settings.OPENHALL_MARKING = tmp_path / "keys", FIRST


def test_marks_of_a_hall_that_never_changed_are_those_of_before() -> None:
    before = hmac.new(server_key("addresses"), b"mail:wing@example.org", "sha256").hexdigest()

    assert marks_of("addresses", "mail:wing@example.org")[0] == new_mark("addresses", "mail:wing@example.org") == before
    assert maker_of_marks() == ""


def test_each_key_and_each_way_is_still_known(settings: Settings) -> None:
    seen, makers = [new_mark("addresses", "a")], [maker_of_marks()]
    settings.OPENHALL_MARKING = SECOND
    seen, makers = [*seen, new_mark("addresses", "a")], [*makers, maker_of_marks()]
    add_master_key(now=datetime(2026, 1, 1, tzinfo=UTC))
    seen, makers = [*seen, new_mark("addresses", "a")], [*makers, maker_of_marks()]
    settings.OPENHALL_MARKING = FIRST
    seen, makers = [*seen, new_mark("addresses", "a")], [*makers, maker_of_marks()]

    known = marks_of("addresses", "a")

    assert len({*seen}) == len({*makers}) == 4
    assert (known[0], sorted(known)) == (seen[-1], sorted(seen))
    assert not {*known} & {*marks_of("addresses", "b"), *marks_of("people-found", "a")}
    assert all(len(mark) == 64 for mark in known)
