"""From what somebody types to the tokens that are compared: the same for definitions and for queries."""

import re
import unicodedata
from functools import lru_cache

#: Longest query that is read; longer ones are told so by the page.
MAX_QUERY = 200
_MAX_WORD = 40
_SHORTEST_STEM = 3
_POSSESSIVE = re.compile("['’]s?")
_CJK = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_PIECE = re.compile(f"[{_CJK}]+|[^\\W_{_CJK}]+(?:['’][^\\W_{_CJK}]+)?")
_IS_CJK = re.compile(f"[{_CJK}]")


def clean(text: str) -> str:
    """Return ``text`` without control and format characters (zero-width, direction marks), spaces joined."""
    if text.isprintable():  # the usual case, without a look at each character
        return " ".join(text.split())
    kept = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in text)
    return " ".join(kept.split())


def fold(text: str, simplify: dict[int, int]) -> str:
    """Return ``text`` as compared: NFKC, lower case, no accents, Traditional characters as Simplified ones."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    if not plain.isascii():
        decomposed = unicodedata.normalize("NFD", plain)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c)).translate(simplify)
    return plain


def tokens(folded: str) -> list[str]:
    """Split folded text: stems of words, and pairs of neighbouring characters for Chinese."""
    found: list[str] = []
    for piece in _PIECE.findall(folded[: 4 * MAX_QUERY]):
        if _IS_CJK.match(piece):
            found += [piece] if len(piece) == 1 else [piece[i : i + 2] for i in range(len(piece) - 1)]
        else:
            found.append(stem(piece[:_MAX_WORD]))
    return found


def latin_words(folded: str) -> list[str]:
    """Return the words of folded text that are not Chinese, as they stand."""
    return [piece[:_MAX_WORD] for piece in _PIECE.findall(folded) if not _IS_CJK.match(piece)]


def characters(folded: str) -> list[str]:
    """Return the single Chinese characters of folded text."""
    return _IS_CJK.findall(folded)


def is_chinese(token: str) -> bool:
    """Tell whether a token is made of Chinese characters."""
    return _IS_CJK.match(token) is not None


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return the stem of an English word: plural (the S-stemmer of Harman, 1991) and the commonest verb endings.

    A heavier stemmer would merge words that name different services; where people mean the same by
    ``registration`` and ``register``, the synonyms say so.
    """
    word = _singular(_POSSESSIVE.sub("", word))
    for ending in ("ing", "ed"):
        base = word.removesuffix(ending)
        if base != word and len(base) >= _SHORTEST_STEM:
            doubled = len(base) > _SHORTEST_STEM and base[-1] == base[-2] and base[-1] not in "lsz"
            return base[:-1] if doubled else base.rstrip("e")
    return word[:-1] if len(word) > _SHORTEST_STEM + 1 and word.endswith("e") else word


def _singular(word: str) -> str:
    if len(word) <= _SHORTEST_STEM or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes")) else word[:-1]
