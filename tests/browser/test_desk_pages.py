"""The officers' desk in a browser: axe, all screens and colours, on paper, by keyboard, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.desk_kinds import CASE, DESK, LETTER, PAPER, WORK
from tests.browser.places import LANGUAGES, Kind
from tests.browser.seeing import Looks, Pages, without_room
from tests.browser.test_accessibility import faint_to_axe
from tests.browser.test_layout import COLOURS_AND_PAPER, SIZES, Found, Look, only
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

WIDER = (768, 1024, 1920)
#: A file note leaves out what can only be pressed or opened, and what is true at this moment only.
NOTE = (
    ":is(main :is(h1, h2, h3, p, dt, dd, li, td)):not(nav *, form *, .acts-panel *, .viewer *, .desk-notice, .undo *)"
)
SIZES_HERE = {name: each for name, each in SIZES.items() if name != "person"}
LOOKS = SIZES_HERE | COLOURS_AND_PAPER | {"missing on paper": Look({"media": "print"}, "hidden", NOTE)}


@pytest.fixture(scope="module")
def officer(browser: Browser, hall: Hall) -> Iterator[Visitor]:
    with visiting(browser, hall) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def pages(officer: Visitor) -> Pages:
    return Pages(officer, DESK, Looks(SIZES_HERE, LOOKS, WIDER))


@pytest.fixture(scope="module")
def in_large(pages: Pages) -> Found:
    return pages.in_large


@pytest.mark.parametrize("slug", LANGUAGES)
def test_everything_has_room_on_a_phone(pages: Pages, slug: str) -> None:
    assert without_room(pages.on_a_phone(slug)) == {}


@pytest.mark.long
@pytest.mark.parametrize("slug", LANGUAGES)
def test_everything_has_room_in_every_language(pages: Pages, slug: str) -> None:
    assert without_room(pages.all_on_a_phone(slug)) == {}


@pytest.mark.parametrize("width", WIDER)
def test_everything_has_room_on_larger_screens(in_large: Found, width: int) -> None:
    assert only(in_large, f"too wide at {width}") == {}


@pytest.mark.parametrize("shown", ["torn", "small", *(name for name in COLOURS_AND_PAPER if name.startswith("faint"))])
def test_everything_can_be_read_in_all_colours(in_large: Found, shown: str) -> None:
    assert only(in_large, shown) == {}


def test_the_dark_desk_is_dark(in_large: Found) -> None:
    """But for papers, which are white."""
    lit = {place for places in only(in_large, "bright in the dark").values() for place in places}
    assert {place for place in lit if not place.startswith(("<img", "<iframe"))} == set()


def test_paper_is_a_file_note(pages: Pages) -> None:
    assert only(pages.on_paper, "furniture on paper") == {}
    assert only(pages.on_paper, "missing on paper") == {}
    assert [kind for kind, looks in pages.on_paper.items() if len(looks["titles on paper"]) != 1] == []


@pytest.mark.parametrize("kind", DESK, ids=lambda kind: kind.name)
def test_axe_finds_nothing(pages: Pages, kind: Kind) -> None:
    assert pages.seen[kind.name].axe == []


@pytest.mark.long
@pytest.mark.parametrize("kind", DESK, ids=lambda kind: kind.name)
def test_axe_finds_no_faint_colour(officer: Visitor, kind: Kind) -> None:
    assert faint_to_axe(officer.see(kind, "en")) == []


@pytest.mark.parametrize("kind", [WORK, CASE, PAPER, LETTER], ids=lambda kind: kind.name)
def test_tab_goes_through_the_page_in_order_and_one_sees_where_one_is(officer: Visitor, kind: Kind) -> None:
    """From the first stop: a letter that was asked for has the focus when the page opens."""
    page = officer.see(kind, "en")
    page.keyboard.press("Shift")  # from here on the browser shows where one is
    page.locator(".skip").focus()
    names, met = officer.measure("stops"), [officer.measure("focused")]
    for _ in names[1:]:
        page.keyboard.press("Tab")
        met.append(officer.measure("focused"))
    assert [stop["name"] for stop in met] == names
    unseen = [stop for stop in met if not (stop["outline"] >= 2 and stop["contrast"] >= 3 and stop["isInView"])]
    assert unseen == []
    assert [stop for stop in met if not stop["isOnTop"]] == []


def test_a_page_says_the_same_without_scripts(browser: Browser, hall: Hall, officer: Visitor) -> None:
    with visiting(browser, hall, java_script_enabled=False) as without:
        for kind in DESK:
            plain, helped = without.see(kind, "en"), officer.see(kind, "en")
            headings = "main :is(h1, h2, h3)"
            assert plain.locator(headings).all_inner_texts() == helped.locator(headings).all_inner_texts(), kind.name
            assert plain.locator(".key >> visible=true").count() == 0 or kind.place.endswith("keys/"), kind.name


def test_only_what_belongs_to_the_chosen_way_is_asked_without_scripts(browser: Browser, hall: Hall) -> None:
    with visiting(browser, hall, java_script_enabled=False) as visitor:
        page = visitor.see(CASE, "en")
        refuse, again = page.get_by_text("Reasons to refuse"), page.get_by_text("Reasons to return it")
        assert (refuse.is_visible(), again.is_visible()) == (False, False)
        page.get_by_label("Refuse").first.check()
        assert (refuse.is_visible(), again.is_visible()) == (True, False)
        assert page.get_by_role("button", name="Refuse and send it to be signed").is_visible()
        page.get_by_label("Return it to the case officer").check()
        assert (refuse.is_visible(), again.is_visible()) == (False, True)
        assert page.get_by_role("button", name="Return it", exact=True).is_visible()


def test_a_paper_stands_beside_the_answers(officer: Visitor) -> None:
    page = officer.see(PAPER, "en")
    paper, answers = page.locator("#paper").bounding_box(), page.locator("#answers").bounding_box()
    assert paper and answers  # noqa: PT018 - both are there or none
    assert paper["x"] >= answers["x"] + answers["width"]
    assert page.locator("#paper img").evaluate("image => image.naturalWidth") == 900


@pytest.mark.parametrize("slug", [slug for slug in LANGUAGES if slug != "en"])
def test_the_language_switch_keeps_the_place(officer: Visitor, slug: str) -> None:
    page = officer.see(CASE, "en")
    page.locator(f"header a[hreflang='{LANGUAGES[slug]}']").click()
    assert page.url == officer.hall.url + CASE.path(slug)


def test_a_long_answer_stays_in_the_form_to_decide(browser: Browser, hall: Hall) -> None:
    with visiting(browser, hall, viewport={"width": 320, "height": 800}) as visitor:
        page = visitor.see(CASE, "en")
        hint = page.locator("#decide .ticks .choice__hint >> visible=true").first
        hint.evaluate("hint => { hint.textContent = 'somebodywithalongname@noodles.example.com'; }")
        end = "each => each.getBoundingClientRect().right"
        assert hint.evaluate(end) <= page.locator("#decide").evaluate(end)
