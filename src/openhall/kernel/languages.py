"""The languages that the hall itself speaks, and how one is chosen for a reader.

Codes are BCP 47; ``slug`` is the form used in addresses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

#: A text in several languages: language code to words.
Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its BCP 47 code, the slug in addresses, its own name, and its locale name."""

    code: str
    slug: str
    name: str
    locale: str


ENGLISH = Language("en", "en", "English", "en_HK")
TRADITIONAL = Language("zh-Hant", "zh-hant", "繁體中文", "zh_Hant_HK")
SIMPLIFIED = Language("zh-Hans", "zh-hans", "简体中文", "zh_Hans_CN")
ALL: tuple[Language, ...] = (ENGLISH, TRADITIONAL, SIMPLIFIED)

BY_CODE: Mapping[str, Language] = {language.code: language for language in ALL}
BY_SLUG: Mapping[str, Language] = {language.slug: language for language in ALL}

#: Readers of these tags expect Traditional characters (RFC 5646 gives the region, not the script).
_TRADITIONAL_TAGS = ("zh-hant", "zh-hk", "zh-tw", "zh-mo", "yue")


def pick(text: Text, language: Language) -> str:
    """Return the words of ``text`` in ``language``, or in the first language that it has."""
    return text.get(language.code) or next(iter(text.values()), "")


def sentences(said: Iterable[str], language: Language) -> str:
    """Return the sentences that say something, one behind the other: Chinese ones without a space between them."""
    return (" " if language.code == ENGLISH.code else "").join(filter(None, said))


def offered(codes: Iterable[str]) -> tuple[Language, ...]:
    """Return the languages of the hall among ``codes``, in the order of ``codes``."""
    return tuple(BY_CODE[code] for code in codes if code in BY_CODE)


def negotiate(accept_language: str, languages: Sequence[Language]) -> Language:
    """Choose among ``languages`` by an Accept-Language header (RFC 9110, section 12.5.4)."""
    for tag in _ranked_tags(accept_language):
        wanted = _code_of(tag)
        for language in languages:
            if language.code == wanted:
                return language
    return languages[0]


def _code_of(tag: str) -> str:
    if tag.startswith(_TRADITIONAL_TAGS):
        return TRADITIONAL.code
    primary = tag.split("-", 1)[0]
    return SIMPLIFIED.code if primary in {"zh", "cmn"} else primary


def _ranked_tags(header: str) -> list[str]:
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate(header[:1000].lower().split(",")):
        tag, _, parameters = part.strip().partition(";")
        weight = _weight(parameters)
        if tag and weight > 0:
            weighted.append((-weight, position, tag.strip()))
    return [tag for _, _, tag in sorted(weighted)]


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, float(value))
    except ValueError:
        return 0.0
