"""The pages of posts and people at the desk: sound HTML, axe, narrow and wide, in each language."""

import http.client
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser

from tests import halls
from tests.applicants import Applicant
from tests.authenticators import add_authenticator
from tests.browser import checker, test_layout
from tests.browser.places import LANGUAGES, Kind
from tests.browser.seeing import faults_of, in_its_turn
from tests.browser.visitors import Visitor, visiting
from tests.halls import Hall

pytestmark = pytest.mark.browser

OFFICE, CLERK, MASTER = "food-and-environmental-hygiene-department", "yip-tin-yan", "cheng-shu-kan"
_HELD = f"post=food-hygiene-case-officer&colleague={CLERK}"
PLACES = ("", "away/", "give/", "appoint/", "create/", "limit/", f"end/?{_HELD}")
_SESSION = "openhall_session"
ROOM = {name: test_layout.SIZES[name] for name in ("too wide", "torn", "small")}
LOOKS = ROOM | {name: test_layout.COLOURS_AND_PAPER[name] for name in ("faint", "faint in the dark")}
#: A finger needs room; where there is a mouse, the desk is dense.
ON_A_PHONE = ROOM | {"low": test_layout.SIZES["low"]}


@pytest.fixture(scope="module")
def desk(hall: Hall, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Hall, Applicant]]:
    """Return a hall where something waits for a signature and somebody stands in, and its administrator."""
    home = halls.copied(hall.home, tmp_path_factory.mktemp("desk") / "home")
    made = halls.run("officer", home, "create", "--authority", OFFICE, "--name", "Rae Moor", "--id", "rae", "--another")
    code = re.search(r"code: (\S+)", made.stdout)
    assert code is not None, made.stderr
    with halls.serving(home) as running:
        rae = Applicant(running)
        assert rae.send("/en/sign-in/invited/", {"code": code[1]}).status == http.client.SEE_OTHER
        add_authenticator(rae)
        rae.send("/desk/people/end/", {"post": "food-hygiene-case-officer", "colleague": CLERK})
        rae.send("/desk/people/create/", {"name-en": "Second look", "role": "reviewer", "limit": "5000"})
        today = {
            "first-day": 1,
            "first-month": 1,
            "first-year": 2026,
            "last-day": 1,
            "last-month": 3,
            "last-year": 2027,
        }
        own = re.search(r'<option value="(\d+)">Rae Moor', rae.look("/desk/people/away/").text)
        assert own is not None
        named = rae.send("/desk/people/away/", {"holding": own[1], "colleague": MASTER, **today})
        assert named.status == http.client.SEE_OTHER
        yield running, rae
        rae.close()


@pytest.fixture(scope="module")
def officer(browser: Browser, desk: tuple[Hall, Applicant]) -> Iterator[Visitor]:
    hall, rae = desk
    with visiting(browser, hall) as visitor:
        cookie = {"name": _SESSION, "value": rae.cookies[_SESSION], "url": hall.url}
        visitor.page.context.add_cookies([cookie])  # type: ignore[list-item]  # the stubs know less than the browser
        yield visitor


def kinds() -> list[Kind]:
    def address(place: str, slug: str) -> str:
        return f"/desk/people/{place}{'&' if '?' in place else '?'}lang={slug}"

    return [Kind(f"{place or 'posts'} ({slug})", address(place, slug)) for place in PLACES for slug in LANGUAGES]


@pytest.mark.parametrize("kind", [in_its_turn(number, kind) for number, kind in enumerate(kinds())])
def test_a_page_of_the_desk_is_for_everybody_at_it(officer: Visitor, kind: Kind) -> None:
    slug = kind.place.rpartition("=")[2]
    page = officer.see(kind, slug)
    assert page.get_attribute("html", "lang") == LANGUAGES[slug]
    found = faults_of(officer, page, {"narrow": ON_A_PHONE, "wide": LOOKS})
    assert found == []


def test_the_nu_checker_finds_nothing(desk: tuple[Hall, Applicant], tmp_path: Path) -> None:
    pages = {kind.name: desk[1].look(kind.place).text for kind in kinds()}

    assert checker.faults(pages, tmp_path) == []


def test_choosing_a_language_keeps_the_page(officer: Visitor) -> None:
    page = officer.open("/desk/people/create/?lang=en")
    page.get_by_role("link", name="繁體中文").click()

    assert page.get_by_role("heading", level=1).inner_text() == "開設職位"
    page.goto(f"{officer.hall.url}/desk/people/")
    assert (urlsplit(page.url).query, page.get_attribute("html", "lang")) == ("", "zh-Hant")
