"""Every kind of page is sound HTML: to the Nu checker where there is Java, and to plain rules everywhere."""

import re
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from tests.browser import checker
from tests.browser.documents import Document
from tests.browser.places import KINDS, LANGUAGES, SERVICES, SHOWCASE, every_page
from tests.halls import Hall

STEPS = ("who", "cost", "time", "need", "next", "ways", "law")


@pytest.fixture(scope="module")
def pages(hall: Hall) -> dict[str, str]:
    return every_page(hall)


@pytest.fixture(scope="module")
def documents(pages: dict[str, str]) -> dict[str, Document]:
    return {name: Document(html) for name, html in pages.items()}


def test_the_nu_checker_finds_nothing(pages: dict[str, str], tmp_path: Path) -> None:
    """The stylesheet is not given to it: it knows neither layers nor half of today's properties."""
    assert checker.faults(pages, tmp_path) == []


def test_every_id_is_there_once(documents: dict[str, Document]) -> None:
    faults = {
        name: [each for each, count in Counter(page.ids).items() if count > 1] for name, page in documents.items()
    }
    assert {name: ids for name, ids in faults.items() if ids} == {}


def test_whatever_is_named_is_there(documents: dict[str, Document]) -> None:
    faults = {name: set(page.named) - set(page.ids) for name, page in documents.items()}
    assert {name: ids for name, ids in faults.items() if ids} == {}


def test_headings_go_down_one_step_at_a_time(documents: dict[str, Document]) -> None:
    for name, page in documents.items():
        levels = [int(piece.tag[1]) for piece in page.pieces if re.fullmatch("h[1-6]", piece.tag)]
        assert levels[0] == 1, name
        assert levels.count(1) == 1, name
        assert all(below <= above + 1 for above, below in pairwise(levels)), (name, levels)


def test_the_window_says_what_the_page_is(documents: dict[str, Document]) -> None:
    """The title of the window begins with the title of the page, and every place has its own."""
    for name, page in documents.items():
        # A picture has a title too; that of the window comes first.
        window, heading = page.texts("title")[0], page.texts("h1")[0]
        if not name.startswith(("home", "search")):
            assert window.startswith(heading), name
    asked = [documents[f"search, found ({slug})"].texts("title")[0] for slug in LANGUAGES]
    assert all("dog licence" in window for window in asked)


def test_a_start_page_answers_in_order(documents: dict[str, Document]) -> None:
    for name, page in documents.items():
        if name.startswith("service:"):
            there = [each for each in page.ids if each in STEPS]
            assert there == [each for each in STEPS if each in there], name
            assert set(STEPS) - set(there) <= {"next"}, name


def test_every_link_leads_somewhere(hall: Hall, documents: dict[str, Document]) -> None:
    """Inside the hall: the page is there, and so is the place on it. Nothing outside is asked."""
    known: dict[str, str] = {}
    faults = []
    for name, start, link in _links(documents):
        address, anchor = urldefrag(urljoin(start, link))
        if address not in known:
            answer = hall.get(address)
            if answer.status == 303:  # to begin is to be led to the first question
                answer = hall.get(answer.headers["location"])
            faults += [] if answer.status in {200, 301, 302} else [f"{name}: {link} answers {answer.status}"]
            is_page = answer.headers.get("content-type", "").startswith("text/html")
            known[address] = answer.text if is_page else ""
        # Whether the place is there is looked up only where one is named: to read a page takes longer than to get it.
        if anchor and anchor not in _places(known[address]):
            faults.append(f"{name}: no {anchor} at {address}")
    assert faults == []


@cache
def _places(page: str) -> frozenset[str]:
    return frozenset(Document(page).ids)


def _links(documents: dict[str, Document]) -> list[tuple[str, str, str]]:
    """Return each link within the hall with the name and the address of the page it is on."""
    starts = {f"{kind.name} ({slug})": kind for kind in KINDS for slug in LANGUAGES}
    found = []
    for name, page in documents.items():
        kind, slug = starts.get(name, SHOWCASE), re.sub(r".*\((.*)\)$", r"\1", name)
        inside = [link for link in page.links if not re.match(r"[a-z][a-z0-9+.-]*:", link)]
        if kind.status == 200:
            found += [(name, kind.path(slug), link) for link in inside]
        else:  # pages for trouble stand at any address: what they link to is absolute
            assert all(link.startswith(("/", "#")) for link in inside), name
            found += [(name, "/", link) for link in inside if link.startswith("/") and not _is_itself(link, kind.place)]
    return sorted(set(found))


def _is_itself(link: str, place: str) -> bool:
    """Tell whether a link is the language switch of a page for trouble, which keeps the place."""
    return bool(place) and link in {f"/{slug}/{place}" for slug in LANGUAGES}


@pytest.mark.parametrize(
    ("name", "fee", "existence"),
    [
        ("flat fee, in full depth", "flat", "high"),
        ("fee by a rule, in full depth", "rule", "high"),
        ("fee in a table, in full depth", "table", "high"),
        ("fee set by an officer", "variable", "high"),
        ("free, existence not confirmed", "flat", "low"),
        ("fee in a table, with words", "table", "high"),
        ("fee in a table, shallow", "table", "high"),
    ],
)
def test_the_services_stand_for_their_kind(hall: Hall, name: str, fee: str, existence: str) -> None:
    service = hall.get(f"/api/v1/services/{SERVICES[name]}").json()
    assert (service["fee"]["type"], service["existence"]) == (fee, existence)
    assert ("rules" in service["eligibility"]) == ("shallow" not in name and service["existence"] == "high")
    if name.startswith("free"):
        assert service["fee"]["minor"] == 0
    if name.endswith("with words"):
        assert not all("minor" in row for row in service["fee"]["rows"])
