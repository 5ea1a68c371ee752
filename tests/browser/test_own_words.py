"""Somebody's own pages as they are written: sound HTML, short sentences, one script, and a way on from each."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag

import pytest

from tests.browser import checker
from tests.browser.matters import DOG, matter, page_of
from tests.browser.own import ENDINGS, ERRORS, OWN
from tests.browser.places import LANGUAGES, NAMES, answer_of
from tests.browser.reading import HAN
from tests.browser.written import (
    Documents,
    Pages,
    faults_of_files,
    faults_of_order,
    faults_of_words,
    levels_of,
    named,
    read_in,
    told_in_summary,
)
from tests.halls import Hall

_ERROR = {"en": "Error: ", "zh-hant": "錯誤：", "zh-hans": "错误："}
#: What people wrote themselves stands in these, in whatever language they write.
_ANSWERS = frozenset({"dd", "textarea"})


@pytest.fixture(scope="module")
def pages(quiet_hall: Hall) -> Pages:
    return {(kind, slug): answer_of(quiet_hall, kind, slug).text for kind in OWN for slug in LANGUAGES}


@pytest.fixture(scope="module")
def documents(pages: Pages) -> Documents:
    return read_in(pages)


def test_the_nu_checker_finds_nothing(pages: Pages, tmp_path: Path) -> None:
    assert checker.faults({named(name): html for name, html in pages.items()}, tmp_path) == []


def test_ids_and_headings_are_in_order(documents: Documents) -> None:
    assert list(faults_of_order(documents)) == []
    assert [named(name) for name, page in documents.items() if levels_of(page)[0] != 1] == []


def test_the_question_is_the_title_of_page_and_window(pages: Pages, documents: Documents) -> None:
    """And it begins with “Error:” when there is one."""
    for name, page in documents.items():
        kind, slug = name
        heading = pages[name].partition("<h1")[2].partition(">")[2].partition("</h1>")[0]
        optional = r"\s*<span class=\"field__optional\">.*?</span>"
        words = unescape(re.sub(rf"{optional}|<[^>]+>", "", heading)).strip()
        begun = _ERROR[slug] if 'class="summary"' in pages[name] else ""
        if kind.place:
            assert page.texts("title")[0].startswith(f"{begun}{words}"), named(name)


def test_errors_are_told_on_top_and_beside_the_field_in_the_same_words(pages: Pages, documents: Documents) -> None:
    told = 0
    for name, html in pages.items():
        lines = told_in_summary(html)
        told += len(lines)
        for anchor, sentence in lines:
            assert anchor in documents[name].ids, named(name)
            assert re.search(rf'id="{anchor}-error">.*?{re.escape(sentence)}</p>', html), (named(name), sentence)
        assert len(lines) == html.count('class="field__error"'), named(name)
    assert told >= len(LANGUAGES) * (len(ERRORS) - 1)


def test_what_is_told_says_how_to_mend_it(documents: Documents) -> None:
    for name, page in documents.items():
        assert not re.search("invalid|無效|无效", " ".join(piece.words for piece in page.pieces), re.IGNORECASE), named(
            name
        )


def test_sentences_are_short_and_in_one_script(documents: Documents) -> None:
    assert list(faults_of_words(documents, theirs={"title", *_ANSWERS})) == []


def test_english_on_a_chinese_page_is_marked(documents: Documents) -> None:
    lines = {
        (named(name), line)
        for name, page in documents.items()
        for piece in page.pieces
        if piece.language.startswith("zh") and piece.tag not in _ANSWERS
        for line in piece.words.splitlines()
        if len(re.findall(r"(?<![.\w])[A-Za-z]{2,}(?![.\w])", line)) >= 4 and not HAN.search(line)
    }
    assert lines == set()


def test_labels_are_no_placeholders_and_have_no_stars(pages: Pages) -> None:
    for name, html in pages.items():
        form = html.partition('id="questions"')[2].partition("</form>")[0]
        assert "placeholder" not in form, named(name)
        assert "*" not in re.sub(r"<[^>]+>", "", form), named(name)


def test_every_page_is_written_in_three_languages_and_leads_to_a_person(pages: Pages, documents: Documents) -> None:
    """Each language is named in its own words."""
    for name, page in documents.items():
        assert page.language == LANGUAGES[name[1]], named(name)
        assert "#person" in page.links, named(name)
        assert "person" in page.ids, named(name)
        assert all(f'lang="{code}"' in pages[name] and f">{NAMES[code]}<" in pages[name] for code in NAMES), named(name)


def test_there_is_a_way_on_from_every_end(documents: Documents) -> None:
    for kind in ENDINGS:
        middle = [link for link in documents[kind, "en"].links if not link.startswith("http")]
        assert middle, kind.name


@pytest.mark.parametrize("slug", LANGUAGES)
def test_the_price_is_the_same_before_while_and_after(quiet_hall: Hall, pages: Pages, slug: str) -> None:
    start = quiet_hall.get(f"/{slug}/services/{DOG}/").text
    shown = [start, *(html for (kind, each), html in pages.items() if each == slug and "a price" in kind.name)]
    assert len(shown) == 3
    assert all(set(re.findall(r"HK\$[\d,.]+\d", html)) == {"HK$80"} for html in shown)


@pytest.mark.parametrize("slug", LANGUAGES)
def test_a_confirmation_says_all_that_one_needs(quiet_hall: Hall, pages: Pages, slug: str) -> None:
    """The number, by when and by whom, what to keep, whom to call; and for a guest the code."""
    for kind in (kind for kind in ENDINGS if kind.name.startswith("done")):
        html, reference = pages[kind, slug], matter(quiet_hall, kind.matter).reference
        middle = html.partition("<main")[2].partition("</main>")[0]
        assert f'<dd class="ticket__number numbers">{reference}</dd>' in middle
        assert middle.count("ticket__number") == (2 if "guest" in kind.name else 1)
        # Whoever only has to pay waits for nobody: the way to do so stands there; who has to come reads when.
        stands = {"vehicle sent": f"{reference}/pay/", "dog sent": "appointment__when"}.get(kind.matter, "due due--")
        for part in ("arrived__facts", stands, 'href="tel:', f"{reference}/receipt/", f"{reference}/receipt.json"):
            assert part in middle, (kind.name, part)


def test_nothing_is_brought_from_elsewhere(documents: Documents) -> None:
    assert list(faults_of_files(documents)) == []


def test_every_link_of_ones_own_leads_somewhere(quiet_hall: Hall, documents: Documents) -> None:
    seen, faults = set(), []
    for (kind, slug), page in documents.items():
        for link in sorted({urldefrag(each)[0] for each in page.links if each.startswith(f"/{slug}/")}):
            if (kind.matter, link) in seen or slug != "en":
                continue
            seen.add((kind.matter, link))
            answer = page_of(quiet_hall, kind.matter or "nobody", "GET", link, {})
            faults += [] if answer.status in {200, 303} else [f"{kind.name}: {link} answers {answer.status}"]
    assert len(seen) > 100
    assert faults == []


def test_every_page_brings_the_looks_that_its_pieces_need(pages: Pages, quiet_hall: Hall) -> None:
    """A class that a stylesheet of the portal knows is on no page that links none of those that do."""
    known = {path: _classes(quiet_hall.get(path).text) for path in _sheets(quiet_hall.get("/ui/").text)}
    assert len(known) == len(_SHEETS)
    everywhere = set[str]().union(*known.values())
    bare = {}
    for name, html in pages.items():
        used = {each for words in re.findall(r'class="([^"]*)"', html) for each in words.split()}
        brought = set[str]().union(*(known[path] for path in _sheets(html)))
        if missing := used & everywhere - brought:
            bare[named(name)] = sorted(missing)
    assert bare == {}


#: The desk has one of its own, which names pieces of every page besides.
_SHEETS = ("openhall", "forms", "own")


def _sheets(html: str) -> list[str]:
    return re.findall(rf'href="(/static/(?:{"|".join(_SHEETS)})\.[^"]+\.css)"', html)


def _classes(css: str) -> set[str]:
    return set(re.findall(r"\.([a-z][\w-]*)", css))
