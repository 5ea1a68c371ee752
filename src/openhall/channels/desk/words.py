"""Sentences of the desk that stand in code: marked where they stand, translated when the reader is known."""

from collections.abc import Callable

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations


def mark(message: str) -> str:
    """Mark ``message`` as a sentence for people."""
    return message


def saying(language: Language) -> Callable[[str], str]:
    """Return what translates marked sentences for a reader of ``language``."""
    return translations(language).gettext
