"""Words in boxes: nothing is lost, nothing sticks out, and no line begins with a comma."""

import pytest

from openhall.ui.text_boxes import LINE_HEIGHT, fit, width_of, wrap

SIZES = (13.0, 12.0, 11.0, 10.0)
LATIN = "Issue the licence and enter it in the register"
HAN = "簽發牌照，並登記於公眾登記冊（見附件）。"
MIXED = "以API送交2026年報告 (PDF)"


@pytest.mark.parametrize("words", [LATIN, HAN, MIXED])
@pytest.mark.parametrize("width", [60.0, 94.0, 200.0])
def test_nothing_is_lost_and_nothing_sticks_out(words: str, width: float) -> None:
    lines = wrap(words, width, 12.0)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert all(width_of(line, 12.0) <= width for line in lines if " " in line or not line.isascii())


@pytest.mark.parametrize("width", range(30, 200, 7))
def test_no_line_begins_or_ends_with_a_sign_that_must_not(width: int) -> None:
    lines = wrap(HAN, width, 12.0)
    assert not [line for line in lines if line[0] in "，。）" or line.endswith("（")]


@pytest.mark.parametrize("words", [LATIN, HAN])
def test_what_fits_is_whole_and_in_the_largest_size_that_does(words: str) -> None:
    fitted = fit(words, 94.0, 54.0, SIZES)
    assert "…" not in "".join(fitted.lines)
    assert fitted.height <= 54.0
    larger = [size for size in SIZES if size > fitted.size]
    assert not [size for size in larger if len(wrap(words, 94.0, size)) * size * LINE_HEIGHT <= 54.0]


@pytest.mark.parametrize("words", [LATIN * 4, HAN * 4, "Donaudampfschifffahrtsgesellschaft" * 2])
def test_what_does_not_fit_is_cut_visibly(words: str) -> None:
    fitted = fit(words, 94.0, 40.0, SIZES)
    assert fitted.lines[-1].endswith("…")
    assert fitted.height <= 40.0
    assert all(width_of(line, fitted.size) <= 94.0 for line in fitted.lines)


def test_lines_are_about_equally_long() -> None:
    lines = fit("核對資料是否齊備", 94.0, 54.0, SIZES).lines
    assert [len(line) for line in lines] == [4, 4]


def test_no_words_are_no_lines() -> None:
    assert fit("", 94.0, 40.0, SIZES).lines == ()
