"""The search index: what it holds, and how it is built from a published catalogue."""

import math
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import opencc

from openhall.blocks.catalogue.definitions import Service
from openhall.blocks.catalogue.search.words import characters, fold, is_chinese, latin_words, tokens
from openhall.blocks.catalogue.snapshot import Catalogue

#: How much a word counts by where it stands.
_WEIGHTS = {"name": 3.0, "phrase": 2.5, "summary": 1.0, "eligibility": 0.4, "authority": 0.8, "life_event": 0.4}
_GROUP_WEIGHT = 0.75
_FIRST_ACTS = frozenset({"application", "registration", "booking"})
_CHARACTER_SHARE = 0.25
_CJK_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


class SearchIndex(msgspec.Struct):
    """Everything that searching needs, in plain arrays.

    ``postings``: token to alternating service number and weight. ``phrases``: token to alternating phrase number
    and weight of the token in that phrase. ``phrase_of``: phrase number to service number, ``phrase_mass``: the
    weight of all of its tokens, ``phrase_trust``: 1 for a name, less for a synonym. ``words``: every word that
    is not Chinese, as written, to mend typing errors with. ``is_first_act``: by service, whether it begins
    something, which people mean more often than looking it up, paying for it or changing it.
    """

    services: list[str]
    simplify: tuple[str, str]
    weight_of: dict[str, float]
    postings: dict[str, list[float]]
    phrases: dict[str, list[int]]
    phrase_of: list[int]
    phrase_mass: list[float]
    phrase_trust: list[float]
    words: list[str]
    is_first_act: list[bool]


class _Phrase(msgspec.Struct):
    service: int
    tokens: frozenset[str]
    trust: float


def simplified_table() -> tuple[str, str]:
    """Return Traditional characters and, place by place, the Simplified ones that they are compared as."""
    convert = opencc.OpenCC("hk2s").convert
    pairs: list[tuple[str, str]] = []
    for first, last in _CJK_RANGES:
        for code in range(first, last + 1):
            simple = convert(chr(code))
            if simple != chr(code) and len(simple) == 1:
                pairs.append((chr(code), simple))
    return "".join(a for a, _ in pairs), "".join(b for _, b in pairs)


def build_index(catalogue: Catalogue, synonyms: Mapping[str, Any]) -> SearchIndex:
    """Make the index of ``catalogue``."""
    table = simplified_table()
    simplify = dict(zip(map(ord, table[0]), map(ord, table[1]), strict=True))
    services = list(catalogue.services())
    groups = [[fold(str(m), simplify) for m in group] for group in synonyms.get("groups", [])]
    pointed: Mapping[str, Any] = synonyms.get("services", {})
    fields: list[dict[str, float]] = []
    phrases: list[_Phrase] = []
    words: set[str] = set()
    for number, service in enumerate(services):
        named = [(fold(text, simplify), 1.0) for text in service.name.values()]
        named += [(fold(text, simplify), 0.95) for text in _phrases(service, pointed.get(service.id, {}))]
        named += [(other, _GROUP_WEIGHT) for other in _same_meaning([text for text, _ in named], groups)]
        phrases += _distinct(number, named)
        texts = _texts(catalogue, service, named, simplify)
        fields.append(_weights(texts))
        words.update(word for text, _ in texts for word in latin_words(text))
    index = _assemble([s.id for s in services], table, fields, phrases, sorted(words))
    index.is_first_act = [service.kind in _FIRST_ACTS for service in services]
    return index


def _phrases(service: Service, pointed: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for listed in (service.keywords, pointed):
        for words in listed.values():
            yield from words


def _same_meaning(texts: list[str], groups: list[list[str]]) -> Iterator[str]:
    """Yield the other members of each group of which one member stands in ``texts``."""
    whole = [f" {text} " for text in texts]
    for group in groups:
        if any(_stands_in(member, text) for member in group for text in whole):
            yield from group


def _stands_in(member: str, text: str) -> bool:
    return member in text if is_chinese(member) else f" {member} " in text


def _distinct(number: int, named: list[tuple[str, float]]) -> Iterator[_Phrase]:
    seen: set[frozenset[str]] = set()
    for text, trust in named:
        found = frozenset(tokens(text))
        if found and found not in seen:
            seen.add(found)
            yield _Phrase(number, found, trust)


def _texts(
    catalogue: Catalogue, service: Service, named: list[tuple[str, float]], simplify: dict[int, int]
) -> list[tuple[str, float]]:
    """Return everything that is said of a service, with how much a word of it counts."""
    authority = catalogue.authorities[service.authority]
    texts: list[tuple[str, float]] = [(t, _WEIGHTS["name" if trust == 1.0 else "phrase"] * trust) for t, trust in named]
    for field, values in (
        ("summary", service.summary.values()),
        ("eligibility", service.eligibility.summary.values()),
        ("authority", [*authority.name.values(), authority.abbreviation]),
        ("life_event", [t for e in service.life_events for t in catalogue.life_events[e].label.values()]),
    ):
        texts += [(fold(text, simplify), _WEIGHTS[field]) for text in values]
    return texts


def _weights(texts: list[tuple[str, float]]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text, weight in texts:
        for token in {*tokens(text), *characters(text)}:
            share = weight * (_CHARACTER_SHARE if len(token) == 1 and is_chinese(token) else 1.0)
            weights[token] = max(weights.get(token, 0.0), share)
    return weights


def _assemble(
    ids: list[str],
    table: tuple[str, str],
    fields: list[dict[str, float]],
    phrases: list[_Phrase],
    words: list[str],
) -> SearchIndex:
    seen: dict[str, int] = {}
    for weights in fields:
        for token in weights:
            seen[token] = seen.get(token, 0) + 1
    weight_of = {token: round(math.log(1 + len(ids) / count), 4) for token, count in seen.items()}
    postings: dict[str, list[float]] = {}
    for number, weights in enumerate(fields):
        for token, weight in weights.items():
            postings.setdefault(token, []).extend((number, round(weight * weight_of[token], 4)))
    in_phrases: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases):
        for token in phrase.tokens:
            in_phrases.setdefault(token, []).append(number)
    return SearchIndex(
        services=ids,
        simplify=table,
        weight_of=weight_of,
        postings=postings,
        phrases=in_phrases,
        phrase_of=[p.service for p in phrases],
        phrase_mass=[round(sum(weight_of[t] for t in p.tokens), 4) for p in phrases],
        phrase_trust=[p.trust for p in phrases],
        words=words,
        is_first_act=[],
    )


def write_index(index: SearchIndex, path: Path) -> None:
    """Write ``index`` to ``path``."""
    path.write_bytes(msgspec.msgpack.encode(index))


def read_index(path: Path) -> SearchIndex:
    """Read an index that ``write_index`` wrote."""
    return msgspec.msgpack.decode(path.read_bytes(), type=SearchIndex)
