"""Answer a query from the index."""

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from openhall.blocks.catalogue.search.index import SearchIndex
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
        self._simplify = dict(zip(map(ord, index.simplify[0]), map(ord, index.simplify[1]), strict=True))
        lengths = range(max(map(len, index.words), default=0) + _LONG_WORD)
        self._near = {
            (size, allowed): [word for word in index.words if abs(len(word) - size) <= allowed]
            for size in lengths
            for allowed in (1, 2)
        }
        self._mend = lru_cache(maxsize=4096)(self._nearest_word)

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
            if len(word) >= _SHORTEST_CORRECTED and word.isalpha() and stem(word) not in self._index.postings:
                meant = self._split(word) or self._mend(word)
                if meant is not None:
                    mended[word] = meant
        return mended

    def _asked(self, folded: str, mended: dict[str, str]) -> dict[str, float]:
        """Return the tokens asked for with how far each is trusted."""
        known = self._index.postings
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
            if all(stem(part) in self._index.postings for part in parts):
                return " ".join(parts)
        return None

    def _nearest_word(self, word: str) -> str | None:
        allowed = 2 if len(word) >= _LONG_WORD else 1
        near = self._near.get((len(word), allowed), ())
        best = process.extract(word, near, scorer=OSA.distance, score_cutoff=allowed, limit=5)
        if not best:
            return None
        # Of equally near words the one that begins alike, then the commoner one, is what people meant.
        first = min(best, key=lambda hit: (hit[1], hit[0][0] != word[0], self._index.weight_of.get(stem(hit[0]), 0.0)))
        return str(first[0])

    def _scores(self, asked: dict[str, float]) -> dict[int, float]:
        index = self._index
        mass = {token: index.weight_of[token] * trust for token, trust in asked.items()}
        total = sum(mass.values())
        scores: dict[int, float] = {}
        for token, trust in asked.items():
            posting = index.postings[token]
            for place in range(0, len(posting), 2):
                number = int(posting[place])
                scores[number] = scores.get(number, 0.0) + posting[place + 1] * trust
        matched: dict[int, float] = {}
        for token, weight in mass.items():
            for phrase in index.phrases.get(token, ()):
                matched[phrase] = matched.get(phrase, 0.0) + weight
        best: dict[int, float] = {}
        for phrase, weight in matched.items():
            # Dice's coefficient by weight: a phrase that is all of the query, and nothing more, counts 1.
            likeness = 2 * weight / (total + index.phrase_mass[phrase]) * index.phrase_trust[phrase]
            number = index.phrase_of[phrase]
            if likeness > best.get(number, 0.0):
                best[number] = likeness
        for number, likeness in best.items():
            scores[number] = scores[number] / total + _PHRASE_SHARE * likeness * likeness
        return {n: score if n in best else score / total for n, score in scores.items()}
