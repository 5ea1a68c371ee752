"""Decoders of typed values are made when their module is imported, never in the middle of a request.

msgspec 0.22 fills in what it knows of a struct when somebody first decodes one. A second thread that decodes one of the
same kind in that moment reads what is not there yet, and the process dies.
"""

import ast
from pathlib import Path

import pytest

from tools.source import PACKAGE, parse, python_files

LAZY = frozenset({"decode", "convert"})
MAKERS = frozenset({"Decoder"})
FILES = [path for path in python_files(PACKAGE) if "tests" not in path.parts and "msgspec" in path.read_text("utf-8")]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_decoder_is_made_within_a_function(path: Path) -> None:
    inside = [
        (call.func.attr, call)
        for function in ast.walk(parse(path))
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for call in ast.walk(function)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)
    ]

    made = [call.lineno for name, call in inside if name in MAKERS]
    typed = [
        call.lineno for name, call in inside if name in LAZY and any(keyword.arg == "type" for keyword in call.keywords)
    ]

    assert not made, f"{path}: make the decoder at import, not on line {made}"
    assert not typed, f"{path}: keep a decoder instead of “type=” on line {typed}"


def test_there_is_something_to_look_at() -> None:
    assert len(FILES) > 5
