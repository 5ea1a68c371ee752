"""The project's own files, for tools and tests that look at the shape of it."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SRC = ROOT / "src"
PACKAGE = SRC / "openhall"
BLOCKS = PACKAGE / "blocks"

_NOT_OURS = frozenset(
    {".git", ".venv", "var", "node_modules", "build", "dist", "test-results", "__pycache__", ".hypothesis"}
)


def own_files(folder: Path = ROOT) -> Iterator[Path]:
    """Yield every file that belongs to the project, caches and environments left out."""
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_OURS or path.name.startswith("var-") or path.name.endswith(("_cache", ".egg-info")):
            continue
        if path.is_dir():
            yield from own_files(path)
        else:
            yield path


def python_files(*folders: Path) -> Iterator[Path]:
    """Yield the Python files of ``folders``, of the package when none is named."""
    for folder in folders or (PACKAGE,):
        yield from (path for path in own_files(folder) if path.suffix == ".py")


def parse(path: Path) -> ast.Module:
    """Parse a Python file."""
    return ast.parse(path.read_text("utf-8"), filename=str(path))


def parse_those_with(words: re.Pattern[str], paths: Iterable[Path]) -> Iterator[tuple[Path, ast.Module]]:
    """Parse those Python files in whose text ``words`` stand: most files are none of those that one looks for."""
    for path in paths:
        if words.search(text := path.read_text("utf-8")):
            yield path, ast.parse(text, filename=str(path))


def named(path: Path) -> str:
    """Write a path as people say it."""
    return path.relative_to(ROOT).as_posix()


def block_folders() -> list[Path]:
    """Return the folder of every block there is."""
    return sorted(path for path in BLOCKS.iterdir() if (path / "__init__.py").is_file())
