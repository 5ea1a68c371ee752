"""A code is drawn as what it says, dark on white, with nothing in the page but paths."""

import re

import pytest
import segno

from openhall.ui.pay_views import code_picture

_TEXT = '00020101021226270012com.example02071234567<&>"'


def test_a_code_is_drawn_with_the_white_that_readers_need_around_it() -> None:
    drawn = code_picture(_TEXT)
    size = segno.make(_TEXT, micro=False, error="m").symbol_size(border=4)[0]

    assert f'viewBox="0 0 {size} {size}"' in drawn
    assert f'd="M0 0h{size}v{size}h-{size}z"' in drawn
    assert re.findall(r"<(\w+)", drawn) == ["svg", "path", "path"]
    assert "style" not in drawn
    assert "com.example" not in drawn


@pytest.mark.parametrize("other", ["A", "B"])
def test_other_words_are_another_drawing(other: str) -> None:
    assert code_picture(_TEXT + other) != code_picture(_TEXT)
    assert code_picture(_TEXT + other) == code_picture(_TEXT + other)
