"""The browser, for the tests in this folder."""

from tests.browser.fixtures import browser, visitor

__all__ = ["browser", "visitor"]
