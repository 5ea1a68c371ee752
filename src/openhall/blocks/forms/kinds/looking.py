"""Look for the character that makes an answer miss its pattern, so that a person need not."""

import re
from collections.abc import Iterator
from typing import Any

#: Signs that are taken for each other, by eye or by thumb.
_ALIKE = {"O": "0", "0": "O", "I": "1", "1": "I", "L": "1", "S": "5", "5": "S", "B": "8", "8": "B", "Z": "2", "2": "Z"}
_ANY = "0AB1"
_LONGEST_LOOKED_AT = 40


def wrong_character(text: str, patterns: tuple[re.Pattern[str], ...]) -> dict[str, Any]:
    """Return the first character that, changed, would make ``text`` fit; nothing when more than one is wrong."""
    if len(text) > _LONGEST_LOOKED_AT:
        return {}
    for place, other in _changes(text):
        changed = text[:place] + other + text[place + 1 :]
        if all(pattern.fullmatch(changed) for pattern in patterns):
            return {"character": text[place], "place": place + 1}
    return {}


def _changes(text: str) -> Iterator[tuple[int, str]]:
    yield from ((place, _ALIKE[sign]) for place, sign in enumerate(text) if sign in _ALIKE)
    yield from ((place, other) for place in range(len(text)) for other in _ANY)
