"""The measures can fail: each finds the fault that it is there for, and a visit that misbehaves is noticed."""

import pytest
from playwright.sync_api import Browser

from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

FAULTY: dict[str, tuple[str, str, list[object]]] = {
    "tooWide, a wide box": ("<p style='width: 3000px'>wide</p>", "tooWide", []),
    "tooWide, cut off": (
        "<p style='width: 50px; overflow: hidden; white-space: nowrap'>cut off here</p>",
        "tooWide",
        [],
    ),
    "torn": ("<p style='width: 1em; overflow-wrap: break-word'>HK$180</p>", "torn", []),
    "smallTargets": ("<p><a href='#' style='font-size: 9px'>small</a></p>", "smallTargets", [24]),
    "lowActs": ("<button style='height: 30px'>low</button>", "lowActs", [44]),
    "faint": ("<p style='color: #999'>faint</p>", "faint", [4.5]),
    "faint, on a gradient": ("<p style='background: linear-gradient(#fff, #333)'>faint</p>", "faint", [4.5]),
    "brightPlaces": ("<div style='background: #fff; height: 500px'></div>", "brightPlaces", [0.2]),
    "outlined": ("<a href='#' style='outline: 1px solid'>always</a>", "outlined", []),
    "visible": ("<nav>here</nav>", "visible", ["nav"]),
    "hidden": ("<p style='display: none'>gone</p>", "hidden", ["p"]),
    "hidden, closed": ("<details><summary>more</summary><p>gone</p></details>", "hidden", ["p"]),
}
SOUND = "<main><h1>Title</h1><p>Words with <a href='#'>a link</a> in a sentence.</p></main>"


@pytest.mark.parametrize("fault", FAULTY)
def test_a_fault_is_found(visitor: Visitor, fault: str) -> None:
    html, question, given = FAULTY[fault]
    visitor.page.set_content(html)
    assert len(visitor.measure(question, *given)) >= 1


def test_a_sound_page_has_no_fault(visitor: Visitor) -> None:
    visitor.page.set_content(SOUND)
    assert visitor.measure("tooWide") == visitor.measure("torn") == visitor.measure("smallTargets", 24) == []
    assert visitor.measure("faint", 4.5) == visitor.measure("outlined") == visitor.measure("hidden", "p") == []


@pytest.mark.parametrize(
    ("focus", "name"),
    [
        ("outline: 1px solid #000", "outline"),
        ("outline: 3px solid #eee", "contrast"),
        ("position: fixed; top: -9em", "isInView"),
    ],
)
def test_a_lost_focus_is_found(visitor: Visitor, focus: str, name: str) -> None:
    visitor.page.set_content(f"<style>a:focus {{ outline: 3px solid #000; {focus} }}</style><a href='#'>somewhere</a>")
    visitor.page.keyboard.press("Tab")
    seen = visitor.measure("focused")
    good = {"outline": seen["outline"] >= 2, "contrast": seen["contrast"] >= 3, "isInView": seen["isInView"]}
    assert not good[name]


@pytest.mark.parametrize(
    "misdeed",
    [
        "document.body.append(Object.assign(new Image(), { src: 'http://198.51.100.7/pixel.png' }))",
        "document.body.append(Object.assign(document.createElement('script'), { textContent: '1' }))",
        "fetch('https://elsewhere.example/').catch(() => 0)",
        "console.error('oh')",
        "setTimeout(() => { throw new Error('oh') })",
    ],
    ids=["an outside picture", "an inline script", "an outside question", "an error told", "an error thrown"],
)
def test_a_visit_that_misbehaves_is_noticed(browser: Browser, hall: Hall, misdeed: str) -> None:
    with pytest.raises(AssertionError, match=r"at http|script: "):
        _visit(browser, hall, misdeed)


def _visit(browser: Browser, hall: Hall, misdeed: str) -> None:
    with visiting(browser, hall) as visitor:
        visitor.open("/en/")
        visitor.page.evaluate(f"() => {{ {misdeed}; }}")
        visitor.page.wait_for_timeout(200)


def test_a_request_to_elsewhere_is_noticed_without_a_policy(visitor: Visitor) -> None:
    visitor.page.set_content("<img src='http://198.51.100.7/pixel.png'>")
    assert "198.51.100.7" in "".join(visitor.faults)
    visitor.faults.clear()
