"""The words of the screen for templates: looked up once, escaped where a place in them is filled.

Jinja's own way looks each sentence up, marks it and fills it at every drawing; a third of the time that a page
of questions took went there.
"""

from collections.abc import Callable, Mapping
from functools import cache
from gettext import NullTranslations
from typing import Any

from markupsafe import Markup, escape

from openhall.kernel.languages import Language, sentences
from openhall.ui.catalogues import translations


def words_of(language: Language) -> Mapping[str, Callable[..., Markup]]:
    """Return what templates of ``language`` call: ``_``, ``ngettext``, ``pgettext``, ``npgettext`` and ``sentences``.

    Places are filled by name, ``_("You pay %(amount)s.", amount=…)``; a plural has ``%(num)s`` besides.
    ``sentences(_("One."), _("Two."))`` sets them one behind the other as the language does.
    """
    words = _Words(translations(language))
    return {
        "_": words.gettext,
        "gettext": words.gettext,
        "ngettext": words.ngettext,
        "pgettext": words.pgettext,
        "npgettext": words.npgettext,
        "sentences": lambda *said: Markup(sentences(map(escape, said), language)),  # noqa: S704 - each is escaped
    }


class _Words:
    """The words of one language."""

    def __init__(self, catalogue: NullTranslations) -> None:
        self._single = cache(lambda message: _Sentence(catalogue.gettext(message)))
        self._in_context = cache(lambda context, message: _Sentence(catalogue.pgettext(context, message)))
        self._catalogue = catalogue

    def gettext(self, message: str, /, **places: Any) -> Markup:
        return self._single(message).filled(places)

    def pgettext(self, context: str, message: str, /, **places: Any) -> Markup:
        return self._in_context(context, message).filled(places)

    def ngettext(self, singular: str, plural: str, num: int, /, **places: Any) -> Markup:
        return _filled(self._catalogue.ngettext(singular, plural, num), num, places)

    def npgettext(self, context: str, singular: str, plural: str, num: int, /, **places: Any) -> Markup:
        return _filled(self._catalogue.npgettext(context, singular, plural, num), num, places)


class _Sentence:
    """A sentence with its places, and as it stands where it has none."""

    __slots__ = ("_as_it_stands", "_with_places")

    def __init__(self, words: str) -> None:
        self._with_places = Markup(words)  # noqa: S704 - written by us, in the code or in a catalogue
        self._as_it_stands = self._with_places if "%(" in words else self._with_places % {}

    def filled(self, places: Mapping[str, Any]) -> Markup:
        return self._with_places % places if places else self._as_it_stands


def _filled(words: str, num: int, places: Mapping[str, Any]) -> Markup:
    return Markup(words) % {"num": num, **places}  # noqa: S704 - as above
