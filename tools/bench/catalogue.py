"""What the hall offers, asked of its own API: whom to visit and which words to look for."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tools.bench.client import get_json

_LIST = "/api/v1/services"
_LATIN_WORD = re.compile(r"[a-z]{3,}")
_CHINESE_CLAUSE = re.compile(r"[\u4e00-\u9fff]{2,}")
#: Chinese is written without spaces. A clause begins and ends with a word, mostly of two or four characters.
_CHINESE_LENGTHS = (2, 4)
_LONGEST_CHINESE = 6


@dataclass(frozen=True, slots=True)
class Offer:
    """The services of a hall, as its API lists them."""

    items: Sequence[Mapping[str, Any]]

    @property
    def languages(self) -> list[str]:
        """Return the language codes in the order of the hall."""
        return list(self.items[0]["name"])

    def values(self, member: str) -> list[str]:
        """Return every value of ``member`` (a text or a list of texts), each once."""
        found = [item[member] for item in self.items]
        return sorted({value for each in found for value in ([each] if isinstance(each, str) else each)})

    def words(self, language: str) -> list[str]:
        """Return the words of names and summaries in ``language``, each once."""
        texts = " ".join(f"{item['name'][language]} {item['summary'][language]}" for item in self.items)
        return sorted(set(_words(texts.lower())))


def read_offer(port: int) -> Offer:
    """Ask the hall for all of its services."""
    items: list[Mapping[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = get_json(port, f"{_LIST}?limit=100&cursor={quote(cursor)}")
        items += page["items"]
        cursor = page["next_cursor"]
    return Offer(items)


def _words(text: str) -> Iterator[str]:
    yield from _LATIN_WORD.findall(text)
    for clause in _CHINESE_CLAUSE.findall(text):
        if len(clause) <= _LONGEST_CHINESE:
            yield clause
        for length in _CHINESE_LENGTHS:
            yield from (clause[:length], clause[-length:])
