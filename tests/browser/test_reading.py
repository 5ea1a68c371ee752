"""What people read: short, in one script, explained, with the same promises on every public page.

Only what a machine can tell honestly. A reading grade is left out: names of offices would decide it, and there is
none for Chinese.
"""

import re
from collections.abc import Iterator

import pytest
import yaml

from tests.browser.documents import Document
from tests.browser.places import KINDS, LANGUAGES, NAMES, answer_of, every_page
from tests.browser.reading import HAN, is_foreign, is_long, sentences
from tests.halls import Hall
from tools.source import ROOT

ABBREVIATION = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]*[A-Z](?![\w$-]|\.[a-z])")
#: Known to whoever meets them: kinds of files, sizes, numerals, levels, names of forms, examples of marks and coins.
EVERYDAY = frozenset(
    {
        "PDF",
        "HEIC",
        "JPG",
        "PNG",
        "CSV",
        "JSON",
        "XLSX",
        "RTF",
        "XML",
        "GML",
        "DWG",
        "MB",
        "QR",
        "API",
        "EUPL",
        "AA",
        "OK",
        "IT",
    }
    | {"II", "III", "IV", "IIA", "IIB", "EV", "FS", "IR56B", "AB", "LB", "B1204A", "KD"}
)
#: Still to be explained where they stand, by somebody who knows. This list only gets shorter.
OWED = frozenset(
    {"ASEAN", "BCG", "BUD", "CEPA", "CHKO", "CITES", "DSS", "EIA", "ESS", "FPS", "HKCAS", "HKIAS", "HKID", "HKSAR"}
    | {"HOKLAS", "HPV", "IMO", "ITSP", "MMR", "MPF", "PASS", "PPS", "SME", "SVF", "TSSSU", "VHIS", "VIN"}
)


#: By file: where a text stands, its language, its words.
PERSON_NAME = re.compile(r"/people/[^/]*\.people\[\d+\]\.name$")
Texts = dict[str, list[tuple[str, str, str]]]


@pytest.fixture(scope="module")
def public(hall: Hall) -> dict[str, Document]:
    """Return every public page by its address, as the sitemap lists them."""
    paths = re.findall(r"<loc>https?://[^/]+(/[^<]*)</loc>", hall.get("/sitemap.xml").text)
    return {path: Document(hall.get(path).text) for path in paths}


@pytest.fixture(scope="module")
def documents(hall: Hall, public: dict[str, Document]) -> dict[str, Document]:
    """Return every public page, and each kind of page that no sitemap lists."""
    kinds = {name: Document(html) for name, html in every_page(hall).items() if name != "components"}
    return {**public, **kinds}


def _texts(place: str, data: object) -> Iterator[tuple[str, str, str]]:
    """Yield each text for people in a data file: where it stands, its language, its words."""
    if isinstance(data, dict):
        spoken = {language: words for language, words in data.items() if language in NAMES and isinstance(words, str)}
        yield from ((place, language, words) for language, words in spoken.items())
        for key in data.keys() - spoken.keys():
            yield from _texts(f"{place}.{key}", data[key])
    elif isinstance(data, list):
        for number, item in enumerate(data):
            yield from _texts(f"{place}[{number}]", item)


@pytest.fixture(scope="module")
def data() -> Texts:
    """Return the texts of every data file; what people might type in a search is not read by anybody."""
    files = [path for path in sorted((ROOT / "jurisdictions").rglob("*.yaml")) if path.parent.name != "search"]
    read = {str(path.relative_to(ROOT)): yaml.load(path.read_text("utf-8"), yaml.CSafeLoader) for path in files}
    return {file: list(_texts("", content)) for file, content in read.items()}


def test_sentences_in_data_are_short(data: Texts) -> None:
    rows = [(f"{file}{place}", language, words) for file, texts in data.items() for place, language, words in texts]
    assert len(rows) > 10_000
    assert [row for row in rows if any(is_long(each, row[1]) for each in sentences(row[2]))] == []


def test_sentences_on_pages_are_short(documents: dict[str, Document]) -> None:
    long = {
        (piece.language, sentence)
        for page in documents.values()
        for piece in page.pieces
        if piece.tag != "title"  # the name of the page and of the hall: no sentence
        for sentence in sentences(piece.words)
        if is_long(sentence, piece.language)
    }
    assert long == set()


def test_the_script_is_that_of_the_language(documents: dict[str, Document]) -> None:
    """A piece in another language is marked with it, so that it is read aloud right."""
    foreign = {
        (name, piece.language, sign)
        for name, page in documents.items()
        for piece in page.pieces
        for sign in set(piece.words)
        if is_foreign(sign, piece.language)
    }
    assert foreign == set()


def test_english_on_a_chinese_page_is_marked(documents: dict[str, Document]) -> None:
    lines = {
        (name, line)
        for name, page in documents.items()
        for piece in page.pieces
        if piece.language.startswith("zh")
        for line in piece.words.splitlines()
        if len(re.findall(r"(?<![.\w])[A-Za-z]{2,}(?![.\w])", line)) >= 4 and not HAN.search(line)
    }
    assert lines == set()


def _unexplained(words: str) -> set[str]:
    found = set(ABBREVIATION.findall(words)) - EVERYDAY
    return {each for each in found if not re.search(rf"[(（]{each}|{each}[ \d.]*[(（]", words)}


def test_abbreviations_in_data_are_explained(data: Texts) -> None:
    found: dict[str, str] = {}
    for file, texts in data.items():
        for language in NAMES:
            # Family names stand in capitals where that is how people write them.
            words = "\n".join(
                words
                for place, spoken, words in texts
                if spoken == language and not PERSON_NAME.search(f"{file}{place}")
            )
            found |= dict.fromkeys(_unexplained(words), f"{file} ({language})")
    assert {each: where for each, where in found.items() if each not in OWED} == {}
    assert OWED - found.keys() == set(), "these are explained now: take them off the list"


def test_abbreviations_of_the_hall_are_explained(hall: Hall) -> None:
    for kind in (kind for kind in KINDS if kind.place in {"", "about/", "accessibility/", "offline/", "search/"}):
        for slug in LANGUAGES:
            page = Document(answer_of(hall, kind, slug).text)
            assert _unexplained(" ".join(piece.words for piece in page.pieces)) - OWED == set(), (kind.name, slug)


def test_nothing_is_called_invalid(documents: dict[str, Document]) -> None:
    for name, page in documents.items():
        assert not re.search("invalid|無效|无效", " ".join(piece.words for piece in page.pieces), re.IGNORECASE), name


def test_every_page_leads_to_itself_in_other_languages(public: dict[str, Document]) -> None:
    for path, page in public.items():
        slug, place = path[1:].split("/", 1)
        assert page.language == LANGUAGES[slug], path
        named = {(piece.language, piece.words) for piece in page.pieces}
        for other, language in LANGUAGES.items():
            assert other == slug or f"/{other}/{place}" in page.links, path
            assert language == page.language or (language, NAMES[language]) in named, path


def test_every_page_leads_to_a_person(documents: dict[str, Document]) -> None:
    for name, page in documents.items():
        assert "#person" in page.links, name
        assert "person" in page.ids, name
        assert any(link.startswith("tel:") for link in page.links), name


def test_every_trouble_has_a_next_step(hall: Hall) -> None:
    """In the middle of the page, not only around it; without scripts, as it is written."""
    for kind in (kind for kind in KINDS if kind.status != 200 or kind.place in {"offline/", "search/?q=qqqzzz"}):
        for slug in LANGUAGES:
            middle = Document(answer_of(hall, kind, slug).text.partition("<main")[2].partition("</main>")[0])
            ways = [link for link in middle.links if link.startswith((f"/{slug}/", "tel:", "#person"))]
            assert ways or "search" in kind.name, (kind.name, slug)
            assert len(ways) >= 2 or middle.texts("li") or middle.texts("button"), (kind.name, slug)


def test_nothing_is_brought_from_elsewhere(documents: dict[str, Document]) -> None:
    for name, page in documents.items():
        assert [file for file in page.files if not re.match("/(?!/)", file)] == [], name
        assert page.inline == [], name
