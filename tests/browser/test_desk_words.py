"""The officers' desk as it is written: sound HTML, every id once, short sentences in one script, and no dead links."""

import re
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest

from tests.browser import checker
from tests.browser.desk_kinds import DESK
from tests.browser.documents import Document
from tests.browser.places import LANGUAGES, answer_of
from tests.browser.written import (
    Documents,
    Pages,
    faults_of_files,
    faults_of_order,
    faults_of_words,
    named,
    read_in,
    told_in_summary,
)
from tests.halls import Hall

#: What people wrote themselves, or what a machine said, stands in these.
_THEIRS = frozenset({"dd", "textarea", "option", "title"})


@pytest.fixture(scope="module")
def pages(hall: Hall) -> Pages:
    return {(kind, slug): answer_of(hall, kind, slug).text for kind in DESK for slug in LANGUAGES}


@pytest.fixture(scope="module")
def documents(pages: Pages) -> Documents:
    return read_in(pages)


def test_the_nu_checker_finds_nothing(pages: Pages, tmp_path: Path) -> None:
    assert checker.faults({named(name): html for name, html in pages.items()}, tmp_path) == []


def test_ids_and_headings_are_in_order(documents: Documents) -> None:
    assert list(faults_of_order(documents)) == []


_ERROR = {"en": "Error: ", "zh-hant": "錯誤：", "zh-hans": "错误："}


def test_the_window_says_what_the_page_is(documents: Documents) -> None:
    for name, page in documents.items():
        title, heading = page.texts("title")[0], re.sub(r"\s[\d,]+$", "", page.texts("h1")[0])
        # A form that comes back may say so first.
        begun = _ERROR[name[1]] if 'class="summary"' in page.html else ""
        assert title.removeprefix(begun).startswith(heading), named(name)


def test_every_error_is_told_on_top_and_beside_its_field(pages: Pages, documents: Documents) -> None:
    told = 0
    for name, html in pages.items():
        lines = told_in_summary(html)
        told += len(lines)
        assert [anchor for anchor, _words in lines if anchor not in documents[name].ids] == [], named(name)
        assert len(lines) == html.count('class="field__error"'), named(name)
        assert not [words for _anchor, words in lines if html.count(words) != 2], named(name)
    assert told == 11 * len(LANGUAGES)


def test_sentences_are_short_and_in_one_script(documents: Documents) -> None:
    assert list(faults_of_words(documents, theirs=_THEIRS)) == []


def test_nothing_is_brought_from_elsewhere_and_nothing_is_written_into_the_page(documents: Documents) -> None:
    assert list(faults_of_files(documents)) == []


def test_every_link_leads_somewhere(hall: Hall, documents: Documents) -> None:
    known: dict[str, set[str]] = {}
    faults = []
    for (kind, slug), page in documents.items():
        for link in sorted(set(page.links) - {"#"}):
            address, anchor = urldefrag(urljoin(kind.path(slug), link))
            if address not in known:
                answer = hall.get(address)
                faults += [] if answer.status == 200 else [f"{kind.name}: {link} answers {answer.status}"]
                is_page = answer.headers["content-type"].startswith("text/html")
                known[address] = set(Document(answer.text).ids) if is_page else set()
            faults += [f"{kind.name}: no {anchor}"] if anchor and anchor not in known[address] else []
    assert len(known) > 20
    assert faults == []


def test_an_unknown_sample_is_not_there(hall: Hall) -> None:
    assert hall.get("/en/ui/desk/nothing/").status == 404
    assert hall.get("/fr/ui/desk/counts/").status == 404
