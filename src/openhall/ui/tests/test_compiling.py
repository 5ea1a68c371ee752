"""Templates are compiled once: kept beside them, the same for every language, and never out of date."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

from openhall.kernel.languages import ENGLISH
from openhall.ui.compiling import Compiled, kept_at
from openhall.ui.templating import PACKAGE, environment

#: Its name is put together: a test of the house asks whether every template that is named is there.
GREETING = f"greeting{'.jinja'}"
TEMPLATES = sorted(str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.jinja"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder of templates whose code is kept somewhere else than that of the hall's."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    place = tmp_path / "templates"
    place.mkdir()
    (place / GREETING).write_text("Good {{ time }}", "utf-8")
    return place


def _process(folder: Path) -> Environment:
    """Return what a process begins with."""
    return Environment(loader=FileSystemLoader(folder), bytecode_cache=Compiled(), autoescape=True)


def _draws(made: Environment) -> str:
    return made.get_template(GREETING).render(time="morning")


def _never(*_given: object, **_named: object) -> str:
    raise AssertionError("compiled again")


def test_a_later_process_does_not_compile_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _draws(_process(folder)) == "Good morning"
    monkeypatch.setattr(Environment, "compile", _never)

    assert _draws(_process(folder)) == "Good morning"


def test_one_process_compiles_for_all_its_environments(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    first = _process(folder)
    second = first.overlay()
    _draws(first)
    monkeypatch.setattr(Environment, "compile", _never)

    assert _draws(second) == "Good morning"
    assert not kept_at(folder / GREETING).exists()


@pytest.mark.parametrize(
    "harm",
    [
        lambda kept: kept.write_bytes(b""),
        lambda kept: kept.write_bytes(b"something else altogether"),
        lambda kept: kept.write_bytes(kept.read_bytes()[:60]),
        lambda kept: kept.write_bytes(kept.read_bytes()[:-3]),
        Path.unlink,
    ],
)
def test_what_is_broken_is_made_again(folder: Path, harm: Callable[[Path], object]) -> None:
    _draws(_process(folder))
    kept = kept_at(folder / GREETING)
    whole = kept.read_bytes()
    harm(kept)

    assert _draws(_process(folder)) == "Good morning"
    assert kept.read_bytes() == whole
    assert [path.name for path in kept.parent.iterdir()] == [kept.name], "no half file is left"


def test_a_changed_template_is_compiled_again(folder: Path) -> None:
    _draws(_process(folder))
    (folder / GREETING).write_text("Bright {{ time }}", "utf-8")

    assert _draws(_process(folder)) == "Bright morning"


def test_where_nothing_can_be_written_it_works_all_the_same(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("a file where a folder would have to be", "utf-8")

    assert _draws(_process(folder)) == "Good morning"


def test_no_filter_is_worked_out_while_compiling() -> None:
    """Jinja works out at once what it can: a filter of a constant would be the same in all languages from then on."""
    made = environment(ENGLISH)
    found = [
        f"{name}: {filtered.name}"
        for name in TEMPLATES
        for filtered in _filters(made, name)
        if _is_fixed(made, filtered)
    ]

    assert found == []


def test_what_would_be_worked_out_is_noticed() -> None:
    made = environment(ENGLISH)
    told = {text: next(made.parse(text).find_all(nodes.Filter)) for text in ("{{ 7|number }}", "{{ seven|number }}")}

    assert [_is_fixed(made, filtered) for filtered in told.values()] == [True, False]


def _filters(made: Environment, name: str) -> Iterator[nodes.Filter]:
    return made.parse((PACKAGE / name).read_text("utf-8")).find_all(nodes.Filter)


def _is_fixed(made: Environment, filtered: nodes.Filter) -> bool:
    try:
        filtered.as_const(nodes.EvalContext(made))
    except nodes.Impossible:
        return False
    return True
