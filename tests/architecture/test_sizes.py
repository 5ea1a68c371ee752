"""The size tool measures what it says, stops what is too large, and its ratchet only goes down."""

import tomllib
from pathlib import Path

import pytest

from tools import sizes


def _write(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def test_files_and_nested_functions_are_measured_in_lines(tmp_path: Path) -> None:
    _write(tmp_path, "src/a.py", "x = 1\n\ndef f() -> int:\n    def g() -> int:\n        return 1\n    return g()\n")

    measured = sizes.measure(tmp_path, ["src"])

    assert [(piece.where, piece.lines) for piece in measured.files] == [("src/a.py", 6)]
    assert [(piece.where, piece.lines) for piece in measured.functions] == [("src/a.py:3 f", 4), ("src/a.py:4 g", 2)]


def test_migrations_and_empty_files_do_not_count(tmp_path: Path) -> None:
    _write(tmp_path, "src/block/migrations/0001_first.py", "x = 1\n")
    _write(tmp_path, "src/block/__init__.py", "")

    assert sizes.measure(tmp_path, ["src"]).files == []


@pytest.mark.parametrize(
    ("values", "percent", "expected"), [([], 50, 0), ([7], 90, 7), ([3, 1, 2], 50, 2), ([*range(1, 11)], 90, 9)]
)
def test_percentiles_are_nearest_rank(values: list[int], percent: int, expected: int) -> None:
    assert sizes.percentile(values, percent) == expected


@pytest.mark.parametrize(("lines", "faults"), [(sizes.MAX_FILE, 0), (sizes.MAX_FILE + 1, 1)])
def test_a_file_stops_at_its_limit(tmp_path: Path, lines: int, faults: int) -> None:
    _write(tmp_path, "src/a.py", "x = 1\n" * lines)

    assert len(sizes.too_large(sizes.measure(tmp_path, ["src"]))) == faults


@pytest.mark.parametrize(("lines", "faults"), [(sizes.MAX_FUNCTION, 0), (sizes.MAX_FUNCTION + 1, 1)])
def test_a_function_stops_at_its_limit(tmp_path: Path, lines: int, faults: int) -> None:
    _write(tmp_path, "src/a.py", "def f() -> None:\n" + "    print()\n" * (lines - 1))

    assert len(sizes.too_large(sizes.measure(tmp_path, ["src"]))) == faults


def test_a_figure_over_the_ratchet_is_named() -> None:
    shape = {**sizes.CEILINGS, "file_p90": 301}

    assert sizes.out_of_shape(shape, sizes.CEILINGS) == ["file_p90 of src/openhall is 301, the ratchet 300"]


def test_a_ratchet_over_its_ceiling_or_without_a_figure_is_refused() -> None:
    shape = dict.fromkeys(sizes.CEILINGS, 1)

    assert sizes.out_of_shape(shape, {**sizes.CEILINGS, "function_p50": 9})
    assert sizes.out_of_shape(shape, {"file_p50": 100})


def test_tightening_never_loosens() -> None:
    small, large = dict.fromkeys(sizes.CEILINGS, 4), dict.fromkeys(sizes.CEILINGS, 999)

    assert sizes.tighten(large, sizes.CEILINGS) == sizes.CEILINGS
    assert all(limit < sizes.CEILINGS[name] for name, limit in sizes.tighten(small, sizes.CEILINGS).items())


def test_the_ratchet_file_keeps_its_words(tmp_path: Path) -> None:
    path = tmp_path / "sizes.toml"
    path.write_text("# why\nfile_p50 = 100\n", "utf-8")

    sizes.write_ratchet(path, {"file_p50": 90})

    assert path.read_text("utf-8") == "# why\nfile_p50 = 90\n"


def test_the_committed_ratchet_holds_every_figure() -> None:
    assert tomllib.loads(sizes.RATCHET_FILE.read_text("utf-8")).keys() == sizes.CEILINGS.keys()
