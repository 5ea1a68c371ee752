"""A document that somebody handed in is shown at the desk by the browser's own viewer of PDF."""

import pytest
from playwright.sync_api import Browser

from tests.browser.desk_kinds import DOCUMENT
from tests.browser.visitors import visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser


def test_a_document_is_shown_in_its_frame(whole_browser: Browser, hall: Hall) -> None:
    with visiting(whole_browser, hall) as visitor:
        page = visitor.see(DOCUMENT, "en")
        page.frame_locator("#paper iframe").get_by_text("Kitchen").wait_for()
