"""What papers are called, on every channel."""

from collections.abc import Mapping

from openhall.kernel.languages import Language, Text, pick
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark a word for translation; it is translated when the reader is known."""
    return message


_NAMES: Mapping[str, str] = {
    "licence": _("Licence"),
    "permit": _("Permit"),
    "certificate": _("Certificate"),
    "registration": _("Confirmation of registration"),
    "award": _("Notice of award"),
    "receipt": _("Confirmation of receipt"),
    "reply": _("Letter with the outcome"),
    "appointment": _("Confirmation of the appointment"),
    "refusal": _("Letter of refusal"),
    "payment-receipt": _("Receipt for the payment"),
}
#: Every kind of paper.
PAPER_KINDS = tuple(_NAMES)
_OTHER = _("Official paper")


def paper_name(kind: str, language: Language, called: Text | None = None) -> str:
    """Return what a paper is ``called``, else its ``kind``; one that is new here is an official paper."""
    if called:
        return pick(called, language)
    return translations(language).gettext(_NAMES.get(kind, _OTHER))
