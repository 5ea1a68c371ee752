"""Who keeps the record that somebody says is wrong: whoever keeps it corrects it."""

import re
from collections.abc import Iterable, Iterator

from openhall.blocks.catalogue.definitions import Jurisdiction
from openhall.kernel.texts import matching_form

_PLACE = re.compile(r"\\\{(year|serial)(?::0(\d))?\\\}")


def keeper_of(jurisdiction: Jurisdiction, named: str) -> str:
    """Return the authority that keeps the record which a text names; nothing where that is not clear.

    A record is named by its register or source, in any language, and else by the number of an entry: FL-2026-000001.
    """
    text = matching_form(named)
    called = ((len(name), authority) for name, authority in _called(jurisdiction) if name in text)
    longest = max(called, default=None)
    if longest is not None:
        return longest[1]
    words = set(re.findall(r"[\w-]+", named.upper()))
    numbered = {each.authority for each in jurisdiction.registers if _is_numbered(each.number, words)}
    return numbered.pop() if len(numbered) == 1 else ""


def _called(jurisdiction: Jurisdiction) -> Iterator[tuple[str, str]]:
    """Yield every name of a register or source, as names are compared, with whoever keeps it."""
    registers = [(each.name, each.authority) for each in jurisdiction.registers]
    sources = [(each.name, each.authority) for each in jurisdiction.fact_sources]
    for names, authority in registers + sources:
        for name in names.values():
            yield matching_form(name), authority


def _is_numbered(pattern: str, words: Iterable[str]) -> bool:
    """Tell whether one of ``words`` is a number of a register; one without letters says nothing of the register."""
    if not re.match("[A-Z]", pattern):
        return False
    written = _PLACE.sub(
        lambda found: r"\d{4}" if found[1] == "year" else rf"\d{{{found[2] or 1},}}", re.escape(pattern)
    )
    return any(re.fullmatch(written, word) for word in words)
