"""Keep files and functions small: hard stops for each, a ratchet on the shape of the whole.

Large files and import cycles are what readers of large applications suffer from; both grow by small steps
that nobody refuses one by one, so a machine does.
"""

import argparse
import ast
import math
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RATCHET_FILE = Path(__file__).with_suffix(".toml")
SHAPE = "src/openhall"
FOLDERS = ("src", "tools", "tests")
MAX_FILE = 400
#: A facade is a list of names, two lines each: it says how wide a block is, and is read by looking a name up.
MAX_FACADE = 450
MAX_FUNCTION = 60
#: Where the ratchet may stand at most, whatever its file says.
CEILINGS: Mapping[str, int] = {"file_p50": 100, "file_p90": 300, "function_p50": 8, "function_p90": 25}
#: A ratchet that sat on today's figure would refuse every honest new file.
ROOM = 1.15


@dataclass(frozen=True, slots=True)
class Piece:
    """A file or function and its length in lines."""

    where: str
    lines: int


@dataclass(frozen=True, slots=True)
class Sizes:
    """All files and functions below some folder."""

    files: Sequence[Piece]
    functions: Sequence[Piece]

    def shape(self) -> dict[str, int]:
        """Return the figures that the ratchet holds."""
        files = [piece.lines for piece in self.files]
        functions = [piece.lines for piece in self.functions]
        return {
            "file_p50": percentile(files, 50),
            "file_p90": percentile(files, 90),
            "function_p50": percentile(functions, 50),
            "function_p90": percentile(functions, 90),
        }


def measure(root: Path, folders: Iterable[str], *, without: frozenset[str] = frozenset()) -> Sizes:
    """Measure the Python files of ``folders`` below ``root``, but those in a folder named in ``without``.

    Migrations are written by machine and never count.
    """
    left_out = without | {"migrations"}
    files: list[Piece] = []
    functions: list[Piece] = []
    for path in sorted(path for folder in folders for path in (root / folder).rglob("*.py")):
        if left_out & set(path.relative_to(root).parts):
            continue
        name = path.relative_to(root).as_posix()
        text = path.read_text("utf-8")
        if lines := len(text.splitlines()):
            files.append(Piece(name, lines))
            functions += _functions(name, ast.parse(text))
    return Sizes(files, functions)


def _functions(name: str, tree: ast.AST) -> Iterator[Piece]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            last = node.end_lineno or node.lineno
            yield Piece(f"{name}:{node.lineno} {node.name}", last - node.lineno + 1)


def percentile(values: Sequence[int], percent: int) -> int:
    """Return the nearest-rank percentile, 0 of nothing."""
    rank = math.ceil(len(values) * percent / 100)
    return sorted(values)[rank - 1] if values else 0


def too_large(sizes: Sizes) -> list[str]:
    """Name what is over a hard stop."""
    stops = ((p, MAX_FACADE if p.where.endswith("/facade.py") else MAX_FILE) for p in sizes.files)
    faults = [f"{p.where}: {p.lines} lines, stop at {stop}: split it by verb" for p, stop in stops if p.lines > stop]
    return faults + [
        f"{p.where}: {p.lines} lines, stop at {MAX_FUNCTION}: give its steps names"
        for p in sizes.functions
        if p.lines > MAX_FUNCTION
    ]


def out_of_shape(shape: Mapping[str, int], ratchet: Mapping[str, int]) -> list[str]:
    """Name the figures over the ratchet, and a ratchet over its ceiling."""
    faults = [
        f"{name} of {SHAPE} is {shape[name]}, the ratchet {limit}"
        for name, limit in ratchet.items()
        if shape[name] > limit
    ]
    return faults + [
        f"{name} in {RATCHET_FILE.name} is missing or over {ceiling}"
        for name, ceiling in CEILINGS.items()
        if not 0 < ratchet.get(name, 0) <= ceiling
    ]


def tighten(shape: Mapping[str, int], ratchet: Mapping[str, int]) -> dict[str, int]:
    """Return the ratchet moved down towards ``shape``, never up."""
    return {name: min(limit, math.ceil(shape[name] * ROOM)) for name, limit in ratchet.items()}


def write_ratchet(path: Path, ratchet: Mapping[str, int]) -> None:
    """Write the figures, keeping the words above them."""
    words = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    path.write_text("\n".join([*words, *(f"{name} = {limit}" for name, limit in ratchet.items())]) + "\n", "utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the sizes, or move the ratchet down."""
    parser = argparse.ArgumentParser(prog="python -m tools.sizes", description=__doc__)
    parser.add_argument("--tighten", action="store_true", help="move the ratchet down to where the code is now")
    options = parser.parse_args(arguments)
    ratchet: dict[str, int] = tomllib.loads(RATCHET_FILE.read_text("utf-8"))
    shape = measure(ROOT, [SHAPE], without=frozenset({"tests"})).shape()
    if options.tighten:
        write_ratchet(RATCHET_FILE, tighten(shape, ratchet))
        return 0
    faults = too_large(measure(ROOT, FOLDERS)) + out_of_shape(shape, ratchet)
    for fault in faults:
        print(fault)
    print(", ".join(f"{name} {shape[name]}/{limit}" for name, limit in ratchet.items()))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
