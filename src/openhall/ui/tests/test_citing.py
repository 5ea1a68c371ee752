"""A law that nobody has looked up says so beside its name, in each language, wherever one stands."""

from types import SimpleNamespace

import pytest

from openhall.kernel.languages import BY_CODE, ENGLISH
from openhall.ui.citing import checked_words, law_words
from openhall.ui.fee_words import fee_law

SAID = {"en": "nobody has checked this citation yet", "zh-Hant": "此法例引用尚未核實", "zh-Hans": "该法律引用尚未核实"}


@pytest.mark.parametrize("code", SAID)
@pytest.mark.parametrize("confidence", ["high", "", "medium", "low"])
def test_what_was_not_looked_up_says_so(code: str, confidence: str) -> None:
    language = BY_CODE[code]
    told = law_words("Kite Act", "5", language, confidence)
    assert "Kite Act" in told
    assert (SAID[code] in told) == (confidence in {"medium", "low"})
    assert checked_words("Kite Act", confidence, language).startswith("Kite Act")


def test_a_line_of_a_fee_says_it_of_its_law() -> None:
    figures = SimpleNamespace(since="2026-01-01", is_dated=True, confidence="low")
    line = SimpleNamespace(law={"en": "Kite Act"}, figures=figures)
    assert fee_law(line, ENGLISH).endswith("2026 (nobody has checked this citation yet)")
    figures.confidence = "high"
    assert fee_law(line, ENGLISH).endswith("2026")
