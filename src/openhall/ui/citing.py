"""A law that is named, and whether anybody has looked up that it says so: told wherever a law stands on a page.

``confidence`` is as data files have it: ``high`` was looked up; ``medium`` and ``low`` are general knowledge. Of an
empty one nothing is said.
"""

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


_UNCHECKED = _("%(law)s (nobody has checked this citation yet)")
_SECTION = _("%(law)s, section %(section)s")


def law_words(title: str, section: str, language: Language, confidence: str = "") -> str:
    """Name a law with the section of it that is meant, as people cite it; say so where nobody has looked it up."""
    if not section:
        words = title
    elif section.isalnum() and section[0].isdigit():
        words = translations(language).gettext(_SECTION) % {"law": title, "section": section}
    else:
        words = title + translations(language).pgettext("between names", ", ") + section
    return checked_words(words, confidence, language)


def checked_words(words: str, confidence: str, language: Language) -> str:
    """Return what cites a law; with a note in plain words where nobody has looked up that it says so."""
    if confidence in {"", "high"}:
        return words
    return translations(language).gettext(_UNCHECKED) % {"law": words}
