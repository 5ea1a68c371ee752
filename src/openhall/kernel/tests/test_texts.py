"""What is kept of typed text: all that can be seen, in one way of writing, and nothing that hides."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openhall.kernel.texts import MAX_MARKS, ascii_width, clean_block, clean_line, matching_form, names_for_a_log

LINES = [
    ("  CHAN  Tai\tMan ", "CHAN Tai Man"),
    ("陳\u3000大文", "陳 大文"),
    ("Jose\u0301", "José"),
    ("a\u200bdmin", "admin"),
    ("\u202egnp.exe", "gnp.exe"),
    ("nul\x00l", "null"),
    ("می\u200cخواهم", "می\u200cخواهم"),
    ("👩\u200d🚒", "👩\u200d🚒"),
    ("a\u200db", "ab"),
    ("\ufeffO'Brien", "O'Brien"),
    ("\ud800x", "x"),
    ("\U0002a6a5", "\U0002a6a5"),
    ("\ue012", "\ue012"),
    ("", ""),
]


@pytest.mark.parametrize(("typed", "kept"), LINES)
def test_a_line(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


def test_a_flood_of_accents_is_dammed() -> None:
    assert len(clean_line("Z" + "\u0335" * 500 + "algo")) <= len("Zalgo") + MAX_MARKS


def test_several_lines() -> None:
    assert clean_block("one \r\n\r\n\r\n\r\ntwo\tx\n") == "one\n\ntwo x"


@given(st.text())
def test_cleaning_twice_changes_nothing(typed: str) -> None:
    for clean in (clean_line, clean_block):
        once = clean(typed)
        assert clean(once) == once
        assert unicodedata.is_normalized("NFC", once)
        once.encode()


def test_width() -> None:
    assert ascii_width("Ａ１２３（４）－５　６") == "A123(4)-5 6"


def test_look_alikes_match() -> None:
    assert matching_form("José  ÁLVAREZ") == matching_form("jose\u0301 a\u200blvarez")
    assert matching_form("ＣＨＡＮ") == matching_form("chan")


def test_a_log_has_names_as_programs_write_them_and_counts_what_is_none() -> None:
    typed = ["fee_waived", "/answers/others/0/status", "Zephyrine Quillfeather", "555-0177", "evening\r\nforged: line"]
    assert names_for_a_log(typed) == ["/answers/others/0/status", "fee_waived", "3 more"]
    assert names_for_a_log(["role"]) == ["role"]
