"""Answer a query from the index."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from openhall.blocks.catalogue.search.index import NUMBERS, SHARES, SearchIndex
from openhall.blocks.catalogue.search.words import (
    MAX_QUERY,
    characters,
    clean,
    fold,
    is_chinese,
    latin_words,
    stem,
    tokens,
)

#: A service is listed when it scores at least this share of the best one.
_WORTH_LISTING = 0.18
_PHRASE_SHARE = 6.0
_SHORTEST_CORRECTED = 4
_LONG_WORD = 7
_SHORTEST_PART = 3
_REPAIRED = 0.8
#: Settles what is otherwise as good as equal.
_FIRST = 0.02


@dataclass(frozen=True, slots=True)
class Found:
    """The services that answer a query, best first, and the query as corrected when words were mended."""

    services: tuple[str, ...]
    corrected: str | None = None


class Searcher:
    """Answers queries from one index; the same answers whatever the database."""

    def __init__(self, index: SearchIndex) -> None:
        self._index = index
        self._phrase_of = memoryview(index.phrase_of).cast(NUMBERS)
        self._phrase_mass = memoryview(index.phrase_mass).cast(SHARES)
        self._phrase_trust = memoryview(index.phrase_trust).cast(SHARES)
        self._simplify = dict(zip(map(ord, index.simplify[0]), map(ord, index.simplify[1]), strict=True))
        lengths = range(max(map(len, index.words), default=0) + _LONG_WORD)
        self._near = {
            (size, allowed): [word for word in index.words if abs(len(word) - size) <= allowed]
            for size in lengths
            for allowed in (1, 2)
        }
        self._mend = lru_cache(maxsize=4096)(self._nearest_word)

    def _rarity(self, word: str) -> float:
        known = self._index.tokens.get(stem(word))
        return 0.0 if known is None else known.weight

    def search(self, query: str) -> Found:
        """Return the services for ``query``; nothing is found for an empty one."""
        folded = fold(clean(query[:MAX_QUERY]), self._simplify)
        mended = self._mended(folded)
        asked = self._asked(folded, mended)
        if not asked:
            return Found(())
        scores = self._scores(asked)
        floor = max(scores.values()) * _WORTH_LISTING
        begins = self._index.is_first_act
        ranked = sorted((-score - _FIRST * begins[n], n) for n, score in scores.items() if score >= floor)
        corrected = " ".join(mended.get(word, word) for word in folded.split()) if mended else None
        return Found(tuple(self._index.services[number] for _, number in ranked), corrected)

    def _mended(self, folded: str) -> dict[str, str]:
        """Return the words that nobody uses here, each with the known word that was most likely meant."""
        mended: dict[str, str] = {}
        for word in latin_words(folded):
            # What is not all letters is a number or a code: there is nothing to mend.
            if len(word) >= _SHORTEST_CORRECTED and word.isalpha() and stem(word) not in self._index.tokens:
                meant = self._split(word) or self._mend(word)
                if meant is not None:
                    mended[word] = meant
        return mended

    def _asked(self, folded: str, mended: dict[str, str]) -> dict[str, float]:
        """Return the tokens asked for with how far each is trusted."""
        known = self._index.tokens
        asked: dict[str, float] = {stem(word): _REPAIRED for meant in mended.values() for word in meant.split()}
        has_strange = False
        for token in tokens(folded):
            if token in known:
                asked[token] = 1.0
            elif is_chinese(token):
                has_strange = True
        if has_strange:
            # A wrong character spoils both pairs that it stands in; single characters still tell something.
            for character in characters(folded):
                if character in known:
                    asked.setdefault(character, 1.0)
        return {token: trust for token, trust in asked.items() if token in known}

    def _split(self, word: str) -> str | None:
        """Return two known words that were typed as one, or ``None``."""
        for place in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            parts = word[:place], word[place:]
            if all(stem(part) in self._index.tokens for part in parts):
                return " ".join(parts)
        return None

    def _nearest_word(self, word: str) -> str | None:
        allowed = 2 if len(word) >= _LONG_WORD else 1
        near = self._near.get((len(word), allowed), ())
        best = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=5)
        if not best:
            return None
        # Of equally near words the one that begins alike, then the commoner one, is what people meant.
        first = min(best, key=lambda hit: (hit[1], hit[0][0] != word[0], self._rarity(str(hit[0]))))
        return str(first[0])

    def _scores(self, asked: dict[str, float]) -> dict[int, float]:
        tokens = [(self._index.tokens[token], trust) for token, trust in asked.items()]
        total = sum(token.weight * trust for token, trust in tokens)
        scores: dict[int, float] = {}
        matched: dict[int, float] = {}
        for token, trust in tokens:
            shares = memoryview(token.shares).cast(SHARES)
            for number, share in zip(memoryview(token.services).cast(NUMBERS), shares, strict=True):
                scores[number] = scores.get(number, 0.0) + share * trust
            mass = token.weight * trust
            for phrase in memoryview(token.phrases).cast(NUMBERS):
                matched[phrase] = matched.get(phrase, 0.0) + mass
        likeness = self._likeness(matched, total)
        return {
            number: score / total + _PHRASE_SHARE * likeness.get(number, 0.0) ** 2 for number, score in scores.items()
        }

    def _likeness(self, matched: dict[int, float], total: float) -> dict[int, float]:
        """Return how much the best phrase of each service is like the question.

        Dice's coefficient by weight: a phrase that is all of the question, and nothing more, counts 1.
        """
        best: dict[int, float] = {}
        for phrase, mass in matched.items():
            likeness = 2 * mass / (total + self._phrase_mass[phrase]) * self._phrase_trust[phrase]
            number = self._phrase_of[phrase]
            if likeness > best.get(number, 0.0):
                best[number] = likeness
        return best
