"""The words of faults say what to do, in every language, for every code that the form engine knows."""

import re
from pathlib import Path

import pytest

from openhall.kernel.languages import ALL, ENGLISH, SIMPLIFIED, TRADITIONAL, Language
from openhall.ui import faults
from openhall.ui.faults import words_for

ENGINE = Path(faults.__file__).parents[1] / "blocks" / "forms"
LABEL = {"en": "Date of birth", "zh-Hant": "出生日期", "zh-Hans": "出生日期"}
PARAMS = {"label": LABEL, "max": 3, "min": 2, "length": 9, "limit": "2026-03-03", "canonical": "a", "name": "x"} | {
    "accept": ("pdf", "jpg"),
    "max_mb": 10.0,
    "item": LABEL,
    "decimals": 2,
    "expected": "string",
}


def codes() -> set[str]:
    """Return every code that the engine gives."""
    text = "".join(path.read_text("utf-8") for path in ENGINE.rglob("*.py") if "tests" not in path.parts)
    dynamic = {"not-a-date", "not-a-month", "not-a-time", "not-a-number", "not-an-amount", "not-whole"}
    return set(re.findall(r'Slip\(\s*"([a-z-]+)"', text)) | {"unknown-member", "too-many-decimals"} | dynamic


@pytest.mark.parametrize("language", ALL, ids=lambda each: each.code)
def test_every_code_has_words(language: Language) -> None:
    general = words_for("no such code", {}, language)
    for code in codes():
        words = words_for(code, PARAMS, language)
        assert words != general, code
        assert "%(" not in words
        assert not re.search("invalid|illegal|incorrect|error", words, re.IGNORECASE)


def test_a_question_is_answered_and_a_name_filled_in() -> None:
    asked = {"en": "What will you sell?", "zh-Hant": "你賣什麼？", "zh-Hans": "您卖什么？"}
    assert words_for("required", {"label": asked, "base": "string"}, ENGLISH) == "Answer “What will you sell?”"
    assert words_for("required", {"label": LABEL, "base": "date"}, ENGLISH) == "Fill in “Date of birth”"
    assert words_for("required", {"label": asked, "base": "choice"}, TRADITIONAL) == "請選擇「你賣什麼？」的答案"
    assert words_for("required", {"label": LABEL, "base": "file"}, SIMPLIFIED) == "请选择“出生日期”的文件"


def test_the_jurisdictions_own_sentence_comes_first() -> None:
    mend = {"en": "Enter your number like M1234-4"}
    assert words_for("pattern", {}, ENGLISH, mend) == "Enter your number like M1234-4"
    pointed = words_for("pattern", {"character": "O", "place": 4}, ENGLISH, mend)
    assert pointed == "Look at character 4, “O”. Enter your number like M1234-4"
    assert words_for("too-long", {"max": 3, "length": 1234}, ENGLISH, mend).startswith("Use 3 characters or fewer")


def test_days_and_numbers_are_written_for_people() -> None:
    assert words_for("too-early", {"limit": "2026-03-03"}, ENGLISH) == "Enter Tuesday, 3 March 2026 or a later day"
    assert words_for("too-late", {"limit": "2026-03-03", "today": True}, ENGLISH) == "Enter today or an earlier day"
    assert words_for("too-small", {"min": 1200}, ENGLISH) == "Enter 1,200 or more"


def test_a_sign_of_percent_in_an_answer_does_no_harm() -> None:
    assert words_for("not-asked", {"name": "%(x)s %d"}, ENGLISH).startswith("Take out “%(x)s %d”")
