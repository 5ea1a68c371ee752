"""A browser for the tests of one file.

It lives no longer than that: while it does, its event loop runs in this process, and Django would refuse to
touch the database for the tests of other files.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from tests.browser import visitors
from tests.halls import Hall

__all__ = ["browser", "visitor", "whole_browser"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with _running(visitors.find_chromium()) as running:
        yield running


@pytest.fixture
def whole_browser() -> Iterator[Browser]:
    """Return a browser that shows PDF itself."""
    with _running(visitors.find_chromium(is_whole=True)) as running:
        yield running


@contextmanager
def _running(executable: str | None) -> Iterator[Browser]:
    if executable is None:
        pytest.skip(f"no Chromium or Chrome on this machine; put one on PATH or name it in {visitors.NAMED_BY}")
    with visitors.chromium(executable) as running:
        yield running


@pytest.fixture
def visitor(browser: Browser, hall: Hall) -> Iterator[visitors.Visitor]:
    with visitors.visiting(browser, hall) as person:
        yield person
