"""What the script of the desk adds: keys, keeping what is typed on the server, searching in a long list."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.desk_kinds import CASE, LETTER, WORK
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser


@pytest.fixture
def work(visitor: Visitor) -> Page:
    return visitor.see(WORK, "en")


@pytest.fixture
def case(visitor: Visitor) -> Page:
    return visitor.see(CASE, "en")


@pytest.fixture
def kept(case: Page) -> Iterator[list[dict[str, list[str]]]]:
    """Note what is sent to be kept; the hall that is tested keeps nothing for an invented case."""
    came: list[dict[str, list[str]]] = []

    def keep(route: Route) -> None:
        came.append(parse_qs(route.request.post_data or ""))
        route.fulfill(status=204)

    case.route(re.compile("/ui/$"), keep)
    yield came
    case.unroute_all(behavior="ignoreErrors")


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_j_and_k_go_through_the_list_and_x_ticks(work: Page) -> None:
    links = work.locator("[data-open]")
    _press(work, "j")
    expect(links.nth(0)).to_be_focused()
    _press(work, "j", "j", "k")
    expect(links.nth(1)).to_be_focused()
    _press(work, "x")
    expect(work.locator(".pick").nth(1)).to_be_checked()
    expect(links.nth(1)).to_be_focused()
    _press(work, "k", "k", "k")
    expect(links.nth(0)).to_be_focused()


def test_enter_opens_and_n_is_the_next_case(work: Page) -> None:
    _press(work, "j", "Enter")
    work.wait_for_url("**/ui/desk/case/")
    work.go_back()

    def take(route: Route) -> None:
        """Answer as a hall that takes the next case: the invented one takes none."""
        if route.request.method == "POST":
            route.fulfill(status=200, content_type="text/html", body="<!doctype html><title>next</title>")
        else:
            route.continue_()

    work.route("**/ui/desk/case/", take)
    with work.expect_request(lambda asked: asked.method == "POST") as asked:
        _press(work, "n")
    assert asked.value.url.endswith("/ui/desk/case/")
    work.wait_for_url("**/ui/desk/case/")


def test_figures_go_to_parts_of_the_case(case: Page) -> None:
    _press(case, "3")
    expect(case.locator("#opinions")).to_be_focused()
    expect(case.locator("#opinions h2")).to_be_in_viewport()


@pytest.mark.usefixtures("kept")
def test_a_r_and_q_choose(case: Page) -> None:
    _press(case, "r")
    expect(case.locator("[data-way=refuse]")).to_be_checked()
    expect(case.locator("[data-way=refuse]")).to_be_focused()
    _press(case, "a")
    expect(case.locator("[data-way=approve]")).to_be_checked()
    _press(case, "q")
    expect(case.locator("#ask-asked")).to_be_focused()
    assert case.locator("#decide").get_attribute("open") is None, "one act is open at a time"


def test_keys_do_nothing_in_a_box(case: Page) -> None:
    case.locator("#decide-note").focus()
    case.keyboard.type("rajkn?3")
    expect(case.locator("#decide-note")).to_have_value("rajkn?3")
    expect(case.locator("[data-way=refuse]")).not_to_be_checked()
    expect(case.locator("#desk-keys")).to_be_hidden()


def test_the_keys_are_shown_and_can_be_turned_off_for_good(browser: Browser, hall: Hall) -> None:
    with visiting(browser, hall) as visitor:
        page = visitor.see(WORK, "en")
        _press(page, "?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.get_by_role("button", name="Turn single keys off").click()
        page.get_by_role("button", name="Close").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        _press(page, "j")
        expect(page.locator("[data-open]").first).not_to_be_focused()
        page = visitor.see(WORK, "en")
        expect(page.locator(".key").first).to_be_hidden()
        page.get_by_role("link", name="Keys of the desk").click()
        page.get_by_role("button", name="Turn single keys on").click()
        page.keyboard.press("Escape")
        _press(page, "j")
        expect(page.locator("[data-open]").first).to_be_focused()


def test_what_is_typed_is_kept_by_the_server_and_nowhere_else(case: Page, kept: list[dict[str, list[str]]]) -> None:
    case.locator("[data-way=refuse]").check()
    case.locator("#decide-note").fill("Please come again.")
    case.locator("#decide-note").blur()
    word = case.locator("#decide-form .saved-word")
    expect(word).to_have_text(re.compile(r"Saved at \d\d:\d\d"))
    # The page may say so of what it had kept before.
    for _ in range(100):
        if kept and "note" in kept[-1]:
            break
        case.wait_for_timeout(50)
    assert kept[-1]["note"] == ["Please come again."]
    assert (kept[-1]["decision"], kept[-1]["_seen"]) == (["refuse"], ["12"])
    stored = case.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert stored == "[{},{}]"


def test_it_is_kept_after_a_while_too(case: Page, kept: list[dict[str, list[str]]]) -> None:
    case.clock.install()
    case.locator("#decide-note").press_sequentially("wait")
    assert kept == []
    with case.expect_request(re.compile("/ui/$")):
        case.clock.run_for(3_100)
    expect(case.locator("#decide-form .saved-word")).to_have_text(re.compile("Saved at"))
    assert [each["note"] for each in kept] == [["wait"]]


def test_whoever_types_without_a_pause_is_kept_too(case: Page, kept: list[dict[str, list[str]]]) -> None:
    case.clock.install()
    with case.expect_request(re.compile("/ui/$")):
        for _ in range(4):
            case.locator("#decide-note").press_sequentially("on ")
            case.clock.run_for(1_000)
    expect(case.locator("#decide-form .saved-word")).to_have_text(re.compile("Saved at"))
    assert kept[0]["note"][0].startswith("on on")


def test_it_does_not_say_saved_to_somebody_who_was_signed_out(case: Page) -> None:
    """Whose session is over is led to a page to sign in at, and the browser follows: 200, and nothing was kept."""
    case.route(re.compile("/ui/$"), lambda route: route.fulfill(status=200, body="Sign in"))
    case.locator("#decide-note").fill("Please come again.")
    case.locator("#decide-note").blur()
    expect(case.locator("#decide-form .saved-word")).to_have_text("Not saved: no connection. Keep this page open.")


def test_it_says_so_when_it_could_not_be_kept(visitor: Visitor, case: Page) -> None:
    case.route(re.compile("/ui/$"), lambda route: route.abort())
    case.locator("#decide-note").fill("Please come again.")
    case.locator("#decide-note").blur()
    expect(case.locator("#decide-form .saved-word")).to_have_text("Not saved: no connection. Keep this page open.")
    visitor.faults.clear()  # the browser complains of the line, rightly


def test_control_and_enter_send_the_form_that_one_is_in(case: Page) -> None:
    sent: list[dict[str, list[str]]] = []

    def take(route: Route) -> None:
        sent.append(parse_qs(route.request.post_data or ""))
        route.fulfill(status=200, content_type="text/html", body="<title>sent</title>")

    case.route(re.compile("/ui/$"), take)
    case.locator("#decide-note").fill("Good luck.")
    case.locator("[data-way=approve]").check()
    case.locator("#decide-note").press("Control+Enter")
    expect(case).to_have_title("sent")
    assert (sent[-1]["_do"], sent[-1]["decision"], sent[-1]["note"]) == (["send"], ["approve"], ["Good luck."])


def test_a_long_list_can_be_searched_and_what_is_ticked_stays(visitor: Visitor) -> None:
    page = visitor.see(LETTER, "en")
    reasons = page.locator(".reasons--refuse .choice")
    assert reasons.count() == 9
    page.locator(".reasons--refuse").get_by_label("Search in this list").fill("ROOTS")
    expect(reasons.locator("visible=true")).to_have_count(2)
    expect(page.get_by_label("The pavement is narrower than 3 metres")).to_be_checked()
    expect(page.get_by_label("The pavement is narrower than 3 metres")).to_be_visible()
    page.locator(".reasons--refuse").get_by_label("Search in this list").fill("nothing like that")
    expect(reasons.locator("visible=true")).to_have_count(1)
    page.locator(".reasons--refuse").get_by_label("Search in this list").fill("")
    expect(reasons.locator("visible=true")).to_have_count(9)


def test_the_picture_is_shown_where_the_case_is(browser: Browser, hall: Hall) -> None:
    with visiting(browser, hall, viewport={"width": 400, "height": 800}) as visitor:
        page = visitor.see(CASE, "en")
        frame, here = page.locator(".process-frame"), page.locator('.node--step[data-mark="now"] .shape')
        assert frame.evaluate("frame => frame.scrollLeft") > 100
        around, box = frame.bounding_box(), here.bounding_box()
        assert around and box  # noqa: PT018 - both are there or none
        assert around["x"] <= box["x"] <= around["x"] + around["width"] - box["width"]
