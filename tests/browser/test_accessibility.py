"""axe-core finds nothing on any kind of page, in light and in dark, in any language."""

from importlib.resources import files

import pytest

from tests.browser.places import KINDS, LANGUAGES, SHOWCASE, Kind
from tests.browser.visitors import Visitor

pytestmark = pytest.mark.browser

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
#: WCAG 2.0 to 2.2, levels A and AA, and what is good practice besides. No rule is off.
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
#: What can change when only colours do.
COLOURS = ("color-contrast", "link-in-text-block")
