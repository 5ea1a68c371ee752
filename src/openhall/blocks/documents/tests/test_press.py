"""What the press makes of long and strange words: nothing runs off the page, and each name is read back as itself."""

from io import BytesIO
from itertools import permutations
from typing import Any

import pytest
from pypdf import PdfReader

from openhall.blocks.documents.facade import PaperFact, PaperMismatch
from openhall.blocks.documents.papers.codes import new_paper_code
from openhall.blocks.documents.papers.issuing import seal_to_person
from openhall.blocks.documents.papers.rules import lines_missing_from
from openhall.blocks.documents.papers.setting import composed
from openhall.blocks.documents.tests.issued import NOW, content, text_of

CODE = new_paper_code()
_LONG = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh Maximilian Bartholomew Alexander the Third of that name"
_FIRM = "香港九龍新界離島聯合國際環球海陸空運輸倉儲物流及食品加工批發零售餐飲管理顧問服務控股集團（亞太區）有限公司"
#: Names that differ from each other by little.
NAMES = (
    "陳大文",
    "陈大文",
    "陳大文武",
    "陳大",
    "CHAN TAI",
    "CHAN TAI MAN",
    "CHAN TAI MANN",
    "CHAN TAI-MAN",
    "CHANTAI MAN",
    "Chan Tai Man",
    "Fiona Office-Affleck",
    "Fona Ofice-Afleck",
    "O’Neill, Zoë",
    "O’Neill, Zoe",
    "Nguyễn Thị Ánh",
    "Nguyen Thi Anh",
    "𠮷田",
    "吉田",
    "葛城",
    "葛\U000e0100城市",
    "김민수",
    "김민스",
    "Ｌ．Ａ．公司",
    "Ｌ．Ｂ．公司",
    "Müller & Söhne",
    "Muller & Sohne",
    "سارة",
    "सीता",
    _LONG,
    f"{_LONG} indeed",
    _FIRM,
    f"{_FIRM}二部",
)


def _file(language: str = "en", **changes: Any) -> bytes:
    return composed(content(language=language, **changes), code=CODE, credential="", attachment=b"", now=NOW)


@pytest.mark.once
@pytest.mark.parametrize("kind", ["licence", "reply"])
def test_each_name_is_read_back_as_itself_and_as_nobody_elses(kind: str) -> None:
    files = {name: _file(kind=kind, holder=(name,)) for name in NAMES}

    for name, data in files.items():
        seal_to_person(data, content(kind=kind, holder=(name,)), CODE)
    texts = {name: text_of(data) for name, data in files.items()}
    assert [pair for pair in permutations(NAMES, 2) if not lines_missing_from(texts[pair[0]], [pair[1]])] == []
    with pytest.raises(PaperMismatch):
        seal_to_person(files["CHAN TAI MAN"], content(kind=kind, holder=("CHAN TAI",)), CODE)


@pytest.mark.once
def test_a_word_that_is_longer_than_a_line_is_broken_and_nothing_is_added() -> None:
    word = "https://town.test/" + "0123456789abcdef" * 10
    facts = (PaperFact("Address of the web", word),)
    lines = [line for line in _lines(_file(facts=facts)) if line.strip() and line.strip() in word]

    assert len(lines) > 1
    assert word in "".join(line.strip() for line in _lines(_file(facts=facts)))


@pytest.mark.once
def test_a_name_of_one_word_is_set_so_small_that_it_stays_on_the_page() -> None:
    sizes = {name: _size(_file(holder=(name,)), name) for name in ("Li Ming", "Wolfe" * 20)}

    assert sizes["Li Ming"] > 20
    # A page has room for 465 points, and a letter is at least half as wide as it is high.
    assert sizes["Wolfe" * 20] * 100 * 0.5 < 465


@pytest.mark.once
@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_seal_stands_at_the_foot_of_the_last_page_however_long_the_paper_is(language: str) -> None:
    facts = tuple(PaperFact(f"Line {number}", "value") for number in range(60))
    heights = [_height(_file(language, facts=given), CODE[:5]) for given in ((), facts)]

    assert heights[0] == pytest.approx(heights[1], abs=1)


@pytest.mark.once
def test_what_a_paper_states_is_a_table_for_those_who_hear_it() -> None:
    root: Any = PdfReader(BytesIO(_file(kind="payment-receipt"))).trailer["/Root"]
    tags = list(_tags(root["/StructTreeRoot"]["/K"]))

    assert tags.count("/Table") == 2
    assert tags.count("/TH") == 3
    assert tags.index("/H1") < tags.index("/Table") < tags.index("/TH") < tags.index("/TD")


def _lines(data: bytes) -> list[str]:
    return [line for page in PdfReader(BytesIO(data)).pages for line in page.extract_text().splitlines()]


def _pieces(data: bytes) -> list[tuple[str, float, float]]:
    """Return the pieces of text of the last page, with size and height."""
    found: list[tuple[str, float, float]] = []

    def see(text: str, _moved: object, placed: list[float], _font: object, size: float) -> None:
        found.append((text, size * abs(placed[3]), placed[5]))

    PdfReader(BytesIO(data)).pages[-1].extract_text(visitor_text=see)
    return found


def _size(data: bytes, name: str) -> float:
    return next(size for text, size, _ in _pieces(data) if name[:5] in text)


def _height(data: bytes, text: str) -> float:
    """Return how high a text stands on the last page, where it stands twice the higher place."""
    return max(abs(height) for found, _, height in _pieces(data) if text in found)


def _tags(element: Any) -> Any:  # noqa: ANN401 - what a file has
    element = element.get_object()
    for each in element if isinstance(element, list) else [element]:
        item = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(item, dict) and "/S" in item:
            yield item["/S"]
            if "/K" in item:
                yield from _tags(item["/K"])
