"""The search index: what it holds, and how it is built from a published catalogue."""

import math
from array import array
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import msgspec
import opencc

from openhall.blocks.catalogue.definitions import Service
from openhall.blocks.catalogue.search.words import characters, fold, is_chinese, latin_words, tokens
from openhall.blocks.catalogue.snapshot import Catalogue

#: How much a word counts by where it stands.
_WEIGHTS = {"name": 3.0, "phrase": 2.5, "summary": 1.0, "eligibility": 0.4, "authority": 0.8, "life_event": 0.4}
_GROUP_WEIGHT = 0.75
#: How arrays of whole numbers and of weights are kept (array type codes).
NUMBERS: Final = "I"
SHARES: Final = "f"
_FIRST_ACTS = frozenset({"application", "registration", "booking"})
_CHARACTER_SHARE = 0.25
_CJK_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))


class Token(msgspec.Struct, array_like=True):
    """One word or pair of characters: how rare it is, and where it stands.

    ``services`` and ``shares`` go together: service numbers and what the token adds to each. ``phrases`` are the
    numbers of the phrases with the token. All three are plain arrays (``NUMBERS``, ``SHARES``): a web process
    keeps thousands of these, and a list of Python's numbers is ten times as large.
    """

    weight: float
    services: bytes
    shares: bytes
    phrases: bytes


class SearchIndex(msgspec.Struct):
    """Everything that searching needs.

    ``phrase_of``: phrase number to service number; ``phrase_mass``: the weight of all of its tokens;
    ``phrase_trust``: 1 for a name, less for a synonym. ``words``: every word that is not Chinese, as written, to
    mend typing errors with. ``is_first_act``: by service, whether it begins something, which people mean more
    often than looking it up, paying for it or changing it.
    """

    services: list[str]
    simplify: tuple[str, str]
    tokens: dict[str, Token]
    phrase_of: bytes
    phrase_mass: bytes
    phrase_trust: bytes
    words: list[str]
    is_first_act: list[bool]


class _Phrase(msgspec.Struct):
    service: int
    tokens: frozenset[str]
    trust: float


class _Group(NamedTuple):
    """Words that mean the same, and what each of them is looked for as: an English one between its blanks."""

    members: list[str]
    sought: list[str]

    @classmethod
    def of(cls, members: list[str]) -> "_Group":
        return cls(members, [member if is_chinese(member) else f" {member} " for member in members])


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
    groups = [_Group.of([fold(str(m), simplify) for m in group]) for group in synonyms.get("groups", [])]
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
    return _assemble(services, table, fields, phrases, sorted(words))


def _phrases(service: Service, pointed: Mapping[str, Iterable[str]]) -> Iterator[str]:
    for listed in (service.keywords, pointed):
        for words in listed.values():
            yield from words


def _same_meaning(texts: list[str], groups: list[_Group]) -> Iterator[str]:
    """Yield the other members of each group of which one member stands in ``texts``."""
    whole = "\n".join(f" {text} " for text in texts)
    for group in groups:
        if any(sought in whole for sought in group.sought):
            yield from group.members


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
    services: list[Service],
    table: tuple[str, str],
    fields: list[dict[str, float]],
    phrases: list[_Phrase],
    words: list[str],
) -> SearchIndex:
    standing: dict[str, list[tuple[int, float]]] = {}
    for number, weights in enumerate(fields):
        for token, weight in weights.items():
            standing.setdefault(token, []).append((number, weight))
    in_phrases: dict[str, list[int]] = {}
    for number, phrase in enumerate(phrases):
        for token in phrase.tokens:
            in_phrases.setdefault(token, []).append(number)
    weight_of = {token: math.log(1 + len(services) / len(places)) for token, places in standing.items()}
    return SearchIndex(
        services=[service.id for service in services],
        simplify=table,
        tokens={
            token: Token(
                weight=weight_of[token],
                services=_numbers(number for number, _ in places),
                shares=_shares(weight * weight_of[token] for _, weight in places),
                phrases=_numbers(in_phrases.get(token, ())),
            )
            for token, places in standing.items()
        },
        phrase_of=_numbers(phrase.service for phrase in phrases),
        phrase_mass=_shares(sum(weight_of[token] for token in phrase.tokens) for phrase in phrases),
        phrase_trust=_shares(phrase.trust for phrase in phrases),
        words=words,
        is_first_act=[service.kind in _FIRST_ACTS for service in services],
    )


def _numbers(values: Iterable[int]) -> bytes:
    return array(NUMBERS, values).tobytes()


def _shares(values: Iterable[float]) -> bytes:
    return array(SHARES, values).tobytes()


_index = msgspec.msgpack.Decoder(SearchIndex)


def write_index(index: SearchIndex, path: Path) -> None:
    """Write ``index`` to ``path``."""
    path.write_bytes(msgspec.msgpack.encode(index))


def read_index(path: Path) -> SearchIndex:
    """Read an index that ``write_index`` wrote."""
    return _index.decode(path.read_bytes())
