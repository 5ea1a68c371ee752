"""The stylesheet says nothing that a browser does not understand, and uses no token that nobody defined."""

import re
from collections.abc import Iterator

import pytest

from tests.browser.visitors import Visitor
from tests.halls import Hall

#: For other browsers, or of the page of a book.
NOT_CHROMIUM = frozenset({"-webkit-text-size-adjust", "size"})


@pytest.fixture(scope="module")
def sheets(hall: Hall) -> dict[str, str]:
    paths = set(re.findall(r'href="(/static/[^"]+\.css)"', hall.get("/ui/").text))
    assert paths
    return {path: hall.get(path).text for path in paths}


def _declarations(css: str) -> Iterator[tuple[str, str]]:
    for name, value in re.findall(r"[{;]\s*([a-z-]+)\s*:([^;{}]+)(?=[;}])", css):
        if not name.startswith("--") and name not in NOT_CHROMIUM:
            yield name, value.replace("!important", "").strip()


def test_every_brace_is_closed(sheets: dict[str, str]) -> None:
    for path, css in sheets.items():
        assert css.count("{") == css.count("}"), path


def test_every_token_is_defined(sheets: dict[str, str]) -> None:
    text = "".join(sheets.values())
    assert set(re.findall(r"var\((--[\w-]+)", text)) - set(re.findall(r"(--[\w-]+):", text)) == set()


@pytest.mark.browser
def test_a_browser_understands_every_line(visitor: Visitor, sheets: dict[str, str]) -> None:
    page = visitor.open("/ui/")
    said = sorted({pair for css in sheets.values() for pair in _declarations(css)})
    assert len(said) > 100
    odd = page.evaluate(
        "said => said.filter(([name, value]) => !CSS.supports(name, value))", [list(each) for each in said]
    )
    assert odd == []
