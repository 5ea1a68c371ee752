"""What kinds of papers there are, and how they and their parts are called in a wallet."""

from collections.abc import Mapping

from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.languages import Language

KINDS: Mapping[str, str] = {
    "licence": _("Licence"),
    "permit": _("Permit"),
    "certificate": _("Certificate"),
    "registration": _("Confirmation of registration"),
    "receipt": _("Acknowledgement"),
    "payment-receipt": _("Receipt of a payment"),
    "reply": _("Letter"),
    "refusal": _("Letter of refusal"),
    "appointment": _("Appointment letter"),
    "extract": _("Extract from a register"),
}
_PARTS = {"number": _("Number"), "holder": _("Holder"), "facts": _("Facts")}


def type_words(name: str, language: Language) -> str:
    """Return what a kind, or a part of a credential, is called."""
    return saying(language)({**KINDS, **_PARTS}[name])


def kind_words(kind: str, language: Language) -> str:
    """Return what a kind of paper is called; one that is new here is an official paper."""
    return saying(language)(KINDS.get(kind, _("Official paper")))
