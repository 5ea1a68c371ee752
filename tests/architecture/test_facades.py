"""A door is a short, explicit list of names, each with words for those who use it."""

import ast
import importlib
import inspect
from pathlib import Path

import pytest

from tools import sizes
from tools.source import block_folders, parse

FACADES = [pytest.param(folder / "facade.py", id=folder.name) for folder in block_folders()]
WORKSHOPS = [
    pytest.param(path, id=f"{path.parent.name}-workshop")
    for path in (folder / "workshop.py" for folder in block_folders())
    if path.is_file()
]


@pytest.mark.parametrize("path", [*FACADES, *WORKSHOPS])
def test_a_block_has_a_short_facade_that_says_what_it_is(path: Path) -> None:
    assert path.is_file()
    assert len(path.read_text("utf-8").splitlines()) <= sizes.MAX_FACADE
    assert ast.get_docstring(parse(path))


@pytest.mark.parametrize("path", [*FACADES, *WORKSHOPS])
def test_a_facade_lists_its_names_and_each_has_words(path: Path) -> None:
    module = importlib.import_module(f"openhall.blocks.{path.parent.name}.{path.stem}")
    names = module.__all__

    assert sorted(names) == sorted(set(names))
    values = {name: getattr(module, name) for name in names}
    # Constants and aliases of types cannot carry a docstring.
    carriers = {name: value for name, value in values.items() if inspect.isclass(value) or inspect.isfunction(value)}
    assert [name for name, value in carriers.items() if not inspect.getdoc(value)] == []


@pytest.mark.parametrize("path", [*FACADES, *WORKSHOPS])
def test_no_model_instance_crosses_a_door(path: Path) -> None:
    exported = [
        alias.name
        for node in ast.walk(parse(path))
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(".models")
        for alias in node.names
    ]

    assert exported == []
