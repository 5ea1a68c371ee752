"""Nothing of one jurisdiction is in the program: its names, money and numbers stand in its own folder."""

import re
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "src" / "openhall"
KINDS = {".py", ".jinja", ".css", ".js", ".po", ".svg"}
#: Marks of Hong Kong, the first jurisdiction. A default setting and a remark on how its readers sort may name it.
PLACE = re.compile(r"hkid|hk\$|\bhkd\b|\b1823\b|hong ?kong|香港|\.gov\.hk|A123456", re.IGNORECASE)
ALLOWED = {"project/settings.py", "channels/portal/ordering/strokes.py", "kernel/money.py"}


def _named(text: str) -> list[str]:
    return PLACE.findall(text)


def test_the_program_names_no_place() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): _named(path.read_text("utf-8"))
        for path in PACKAGE.rglob("*")
        if path.suffix in KINDS and "tests" not in path.parts
    }
    assert {name: words for name, words in found.items() if words and name not in ALLOWED} == {}


def test_a_named_place_is_seen() -> None:
    assert _named("Enter your HKID and pay HK$180") == ["HKID", "HK$"]
