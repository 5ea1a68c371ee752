"""What accounts of the ledger are called, and why a movement of the bank is not matched."""

from collections.abc import Mapping

from openhall.channels.desk.frame import Reader
from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.kernel.languages import Language, pick

_KINDS: Mapping[str, str] = {
    "receivable": _("Owed by payers"),
    "deferred": _("Asked for, and not earned yet"),
    "revenue": _("Earned"),
    "refunds-payable": _("To be given back"),
    "bank": _("At the bank"),
}
_CLEARING, _CHARGES = _("Taken, not at the bank yet: %(way)s"), _("Charges kept: %(way)s")
_THE_BANK = _("The bank")
_FAULTS: Mapping[str, str] = {
    "payment": _("There is no payment with this number. Compare it character by character."),
    "day": _("Write a day, like 2026-12-31."),
    "amount": _("What is still open of that day is %(amount)s. Less what was kept it has to be this movement."),
    "kept": _("Write an amount, like 12.50, or leave it empty."),
    "way": _("Choose one from the list."),
    "note": _("Write in a few words what it was taken for."),
    "matched": _("Somebody matched this movement meanwhile. Nothing was changed."),
    "out": _("This money went out: it pays nothing."),
}


def account_words(account: str, reader: Reader) -> str:
    """Return what an account is called, whosesoever it is; one that we do not know by its own name."""
    kind, _colon, of = account.partition(":")
    if kind in _KINDS:
        return reader.say(_KINDS[kind])
    if kind not in {"clearing", "charges"}:
        return account
    way = reader.catalogue.jurisdiction.payment.of(of)
    name = pick(way.name, reader.language) if way else reader.say(_THE_BANK) if of == "bank" else of
    return reader.say(_CLEARING if kind == "clearing" else _CHARGES) % {"way": name}


def entry_fault(why: str, language: Language, amount: str) -> str:
    """Return what to do about a movement that was not matched."""
    return saying(language)(_FAULTS.get(why, _FAULTS["matched"])) % {"amount": amount}
