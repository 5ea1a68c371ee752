"""The words of the screen: English in the code, other languages in one file each, read as they are."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from openhall.kernel.languages import ENGLISH, Language

DOMAIN = "openhall"
_FOLDER = Path(__file__).parent / "locale"


def catalogue_path(language: Language) -> Path:
    """Return where the translations of ``language`` are kept."""
    return _FOLDER / language.code.replace("-", "_") / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: Language) -> Catalog:
    """Read the translations of ``language``; obsolete entries are left out."""
    with catalogue_path(language).open("rb") as source:
        return read_po(source, locale=language.code.replace("-", "_"), ignore_obsolete=True)


@cache
def translations(language: Language) -> gettext.NullTranslations:
    """Return the words of the screen in ``language``; English needs no file."""
    if language == ENGLISH or not catalogue_path(language).exists():
        return gettext.NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
