"""The words of the screen as they stand in the code, and what is wrong with their translations.

``python -m openhall.ui.messages`` brings new words into the catalogues, empty, for a person to translate.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_file
from babel.messages.pofile import write_po

from openhall.kernel.languages import ALL, ENGLISH, Language
from openhall.ui.catalogues import catalogue_path, read_catalogue
from openhall.ui.templating import PACKAGE

#: How each kind of file is read.
_METHODS = {".py": "python", ".jinja": "jinja2.ext:babel_extract"}
_JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "newstyle_gettext": "true", "silent": "false"}
_PLACE = re.compile(r"%\((\w+)\)s")
_UNNAMED = re.compile(r"(?<!%)(?:%%)*%(?![(%])")
#: Words that a person is never told.
_BLAMING = re.compile(r"\b(invalid|illegal|incorrect)\b", re.IGNORECASE)

Words = str | tuple[str, ...]


def found_messages() -> Catalog:
    """Return every message of the code, with the files that it stands in."""
    catalogue = Catalog(domain="openhall", fuzzy=False)
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in _METHODS:
            for _line, words, comments, context in _extract(path):
                place = (path.relative_to(PACKAGE).as_posix(), 0)
                catalogue.add(words, None, [place], auto_comments=comments, context=context)
    return catalogue


def problems() -> list[str]:
    """Return what is missing, doubtful, stale or wrong in the translations, one line each; none is good."""
    found = found_messages()
    told = [problem for message in _with_words(found) for problem in _problems_of_source(message)]
    for language in ALL:
        if language != ENGLISH:
            told += _problems_of(found, read_catalogue(language), language)
    return told


def update_catalogues() -> None:
    """Add new words to the catalogues without a translation, and drop those that no page says any more."""
    found = found_messages()
    for language in ALL:
        if language != ENGLISH:
            catalogue = read_catalogue(language)
            catalogue.update(found, no_fuzzy_matching=True)
            catalogue.obsolete.clear()
            with catalogue_path(language).open("wb") as target:
                write_po(target, catalogue, width=0, no_location=True, sort_output=True, ignore_obsolete=True)


def _extract(path: Path) -> Iterable[tuple[int, Words, list[str], str | None]]:
    options = _JINJA if path.suffix == ".jinja" else {}
    return extract_from_file(_METHODS[path.suffix], path, DEFAULT_KEYWORDS, (), options)


def _problems_of(found: Catalog, catalogue: Catalog, language: Language) -> Iterator[str]:
    for message in _with_words(found):
        translated = catalogue.get(message.id, message.context)
        name = f"{language.code}: {_shown(message)}"
        if translated is None or not all(_strings(translated.string)):
            yield f"{name}: not translated (said in {_places(message)})"
        elif translated.fuzzy:
            yield f"{name}: marked fuzzy"
        elif any(_wanted(message) - set(_PLACE.findall(words)) for words in _strings(translated.string)):
            yield f"{name}: a named place is missing in the translation"
        elif any(set(_PLACE.findall(words)) - _wanted(message) for words in _strings(translated.string)):
            yield f"{name}: the translation has a place that the words do not have"
    for message in _with_words(catalogue):
        if found.get(message.id, message.context) is None:
            yield f"{language.code}: {_shown(message)}: stale, no page says it"


def _problems_of_source(message: Message) -> Iterator[str]:
    for words in _strings(message.id):
        if _UNNAMED.search(words) and "python-format" in message.flags:
            yield f"en: {words!r}: name its places, like %(amount)s"
        if _BLAMING.search(words):
            yield f"en: {words!r}: say what to do, blame nobody"


def _with_words(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _wanted(message: Message) -> set[str]:
    return set(_PLACE.findall(_strings(message.id)[-1]))


def _strings(words: Words | list[str] | None) -> tuple[str, ...]:
    if words is None:
        return ("",)
    return (words,) if isinstance(words, str) else tuple(words)


def _shown(message: Message) -> str:
    return repr(_strings(message.id)[0])


def _places(message: Message) -> str:
    return ", ".join(sorted({path for path, _ in message.locations}))


if __name__ == "__main__":
    update_catalogues()
