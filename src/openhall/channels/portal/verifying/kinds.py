"""What kinds of papers there are, and how they and their parts are called in a wallet."""

from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language
from openhall.ui.paper_words import PAPER_KINDS, paper_name

_PARTS = {"number": _("Number"), "holder": _("Holder"), "facts": _("Facts")}
KINDS = PAPER_KINDS


def type_words(name: str, language: Language) -> str:
    """Return what a kind, or a part of a credential, is called."""
    return saying(language)(_PARTS[name]) if name in _PARTS else paper_name(name, language)
