"""What papers are called, on every channel."""

from collections.abc import Mapping

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark a word for translation; it is translated when the reader is known."""
    return message


_NAMES: Mapping[str, str] = {
    "licence": _("Licence"),
    "permit": _("Permit"),
    "certificate": _("Certificate"),
    "registration": _("Confirmation of registration"),
    "receipt": _("Confirmation of receipt"),
    "reply": _("Letter with the outcome"),
    "appointment": _("Confirmation of the appointment"),
    "refusal": _("Letter of refusal"),
    "payment-receipt": _("Receipt for the payment"),
}


def paper_name(kind: str, language: Language) -> str:
    """Return what a paper of some ``kind`` is called; a kind that is not known is called by its id."""
    name = _NAMES.get(kind)
    return translations(language).gettext(name) if name else kind
