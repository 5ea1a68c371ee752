"""Imports stand where a reader and a checker see them."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.source import BLOCKS, PACKAGE, ROOT, named, parse_those_with, python_files

BANNED_NAMES = frozenset({"utils", "util", "common", "helpers", "helper", "misc", "services"})
_INDENTED_IMPORT = re.compile(r"^[ \t]+(import|from)\b", re.MULTILINE)
SIGNALS = ("django.dispatch", "django.db.models.signals", "django.core.signals")


def _imports(node: ast.AST) -> Iterator[tuple[str, int]]:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Import):
            yield from ((alias.name, inner.lineno) for alias in inner.names)
        elif isinstance(inner, ast.ImportFrom):
            yield "." * inner.level + (inner.module or ""), inner.lineno


def _local_imports(path: Path, tree: ast.Module) -> Iterator[str]:
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if path.name == "apps.py" and function.name == "ready":
            continue
        for module, line in _imports(function):
            if module.startswith((".", "openhall", "tools")):
                yield f"{named(path)}:{line} imports {module} inside {function.name}()"


def test_nothing_of_ours_is_imported_inside_a_function() -> None:
    files = parse_those_with(_INDENTED_IMPORT, python_files(PACKAGE, ROOT / "tools", ROOT / "tests"))
    assert [found for path, tree in files for found in _local_imports(path, tree)] == []


def test_a_local_import_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tools.source.ROOT", tmp_path)
    text = "def f():\n    from openhall.kernel import money\n\ndef ready(self):\n    import openhall.blocks\n"
    (tmp_path / "apps.py").write_text(text, "utf-8")

    files = parse_those_with(_INDENTED_IMPORT, [tmp_path / "apps.py"])
    assert [found for path, tree in files for found in _local_imports(path, tree)] == [
        "apps.py:2 imports openhall.kernel inside f()"
    ]


def test_imports_name_the_whole_path() -> None:
    relative = [
        f"{named(path)}:{line}"
        for path, tree in parse_those_with(re.compile(r"\bfrom\s+\."), python_files())
        for module, line in _imports(tree)
        if module.startswith(".")
    ]

    assert relative == []


def test_no_module_is_called_by_a_name_that_means_nothing() -> None:
    assert [
        named(path) for path in python_files() if BANNED_NAMES & {path.stem, *path.relative_to(PACKAGE).parts[:-1]}
    ] == []


def test_blocks_do_not_speak_by_signals() -> None:
    assert [
        f"{named(path)}:{line} {module}"
        for path, tree in parse_those_with(re.compile("signals|dispatch"), python_files(BLOCKS))
        for module, line in _imports(tree)
        if module.startswith(SIGNALS)
    ] == []
