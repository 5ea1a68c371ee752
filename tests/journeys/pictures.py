"""Pictures of the walks, for whoever wants to look at them: nothing is proved by one, and each takes a while."""

import os
from pathlib import Path

from playwright.sync_api import Page

#: Whoever wants to look at the walks names a folder here.
NAMED_BY = "OPENHALL_SCREENSHOTS"


def folder(otherwise: Path) -> Path:
    """Return the folder that is named, or another one."""
    return Path(os.environ.get(NAMED_BY) or otherwise)


def take(page: Page, path: Path) -> None:
    """Take a picture of the whole page, where somebody wants to have it."""
    if os.environ.get(NAMED_BY):
        page.screenshot(path=path, full_page=True)
