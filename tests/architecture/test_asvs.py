"""The table of security requirements is whole, and names what exists."""

import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = (ROOT / "docs" / "reference" / "asvs.md").read_text("utf-8")
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
    named = {name for row in ROW.finditer(TABLE) for name in re.findall(r"`([^`]+)`", row[3])}

    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


def test_what_is_met_says_by_what() -> None:
    assert [row[1] for row in ROW.finditer(TABLE) if row[2] == "met" and "`" not in row[3]] == []
