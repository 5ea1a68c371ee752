"""What entries of registers say, written for people: facts come from outside in the shape that the block gives them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations
from openhall.ui.formats import number, plain_date


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_YES, _NO, _UNTIL, _NO_END = _("Yes"), _("No"), _("Valid until %(day)s"), _("No end date")


def fact_words(kind: str, fact: Any, language: Language) -> str:  # noqa: ANN401 - a fact of a register
    """Return what an entry says in a field of this kind."""
    if words := fact.words.get(language.code):
        return str(words)
    value = fact.value
    if isinstance(value, bool):
        return translations(language).gettext(_YES if value else _NO)
    if kind == "day":
        return plain_date(str(value), language)
    if kind == "number" and isinstance(value, int | float):
        return number(value, language)
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        return (", " if language.code == "en" else "、").join(map(str, value))
    return str(value)


def until_words(until: date | None, language: Language) -> str:
    """Say until when an entry is good."""
    say = translations(language).gettext
    return say(_NO_END) if until is None else say(_UNTIL) % {"day": plain_date(until, language)}
