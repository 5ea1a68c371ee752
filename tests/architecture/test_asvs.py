"""The table of security requirements is whole, and names what exists."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "reference" / "asvs.md").read_text("utf-8")
ATTACKS = (ROOT / "docs" / "reference" / "attacks.md").read_text("utf-8")
#: Of this page the reasons why less is asked, and what makes up for it.
SIGNING_IN = (
    (ROOT / "docs" / "reference" / "signing-in.md").read_text("utf-8").partition("## In the middle of a form")[0]
)
ROW = re.compile(
    r"^\| (V\d+\.\d+\.\d+) \| [^|]+ \| (met|partly|not met yet|not applicable) \| ([^|]+) \|$", re.MULTILINE
)
#: How many requirements each section of ASVS 5.0.0 has at the levels that we hold ourselves to.
SECTIONS = (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:5 2.4:2 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 "
    "5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:8 6.4:6 6.5:8 6.6:4 6.7:2 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:3 7.6:2 "
    "8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:3 10.3:5 10.4:16 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 "
    "11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 "
    "16.1:1 16.2:5 16.3:4 16.4:3 16.5:4 17.1:1 17.2:4 17.3:2"
)


def test_every_requirement_has_one_row() -> None:
    pairs = (section.split(":") for section in SECTIONS.split())
    wanted = {f"V{name}.{number}" for name, most in pairs for number in range(1, int(most) + 1)}
    found = Counter(row[1] for row in ROW.finditer(TABLE))

    assert TABLE.count("\n| V") == found.total(), "a row is not written as the others are"
    assert set(found) == wanted
    assert [number for number, times in found.items() if times > 1] == []


def test_what_is_named_exists() -> None:
    """Each file, test, function, setting and part of a page; a line of a table can be wrong, but not name nothing."""
    named = {
        name
        for table in (TABLE, ATTACKS, SIGNING_IN)
        for name in re.findall(r"`([\w./-]+(?:::\w+|#[\w-]+)?)`", table)
        if "/" in name
    }

    assert len(named) > 200
    assert [name for name in sorted(named) if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    place, _, definition = name.partition("::")
    place, _, part = place.partition("#")
    path = next((each for each in (ROOT / place, ROOT / "src/openhall" / place) if each.exists()), None)
    if path is None:
        # An address of the hall, or a pattern of keys: what is meant as a file has an ending or lies in the project.
        return not re.search(r"\.(py|md|toml|jinja|lock)$", place) and not place.startswith(
            ("tests/", "src/", "blocks/")
        )
    if definition:
        return definition in _definitions(path)
    return not part or part in _parts(path)


@cache
def _definitions(path: Path) -> frozenset[str]:
    found = set[str]()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return frozenset(found)


@cache
def _parts(path: Path) -> frozenset[str]:
    heads = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return frozenset(re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads)


def test_a_test_that_is_named_can_be_run() -> None:
    """What is called a test is one: it begins so, and no mark leaves it out of each build."""
    named = {name for row in ROW.finditer(TABLE) for name in re.findall(r"`([^`]*/test_\w+\.py::\w+)`", row[3])}

    assert len(named) > 150
    for name in named:
        place, _, test = name.partition("::")
        assert test.startswith("test_"), name
        before = (ROOT / place).read_text("utf-8").partition(f"def {test}(")[0].rpartition("\n\n\n")[2]
        assert "@pytest.mark.skip(" not in before, name
        assert "@pytest.mark.long\n" not in before, name


def test_the_page_counts_its_rows() -> None:
    told = dict(re.findall(r"^\| (met|partly|not met yet|not applicable) \| (\d+) \|$", TABLE, re.MULTILINE))

    assert {state: int(number) for state, number in told.items()} == Counter(row[2] for row in ROW.finditer(TABLE))


def test_what_is_met_says_by_what() -> None:
    assert [row[1] for row in ROW.finditer(TABLE) if row[2] == "met" and "`" not in row[3]] == []
