"""The browser, for the tests in this folder."""

from tests.browser.fixtures import browser, visitor, whole_browser

__all__ = ["browser", "visitor", "whole_browser"]
