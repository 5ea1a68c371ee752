"""What the page says, by the name that its script and its template use."""

from collections.abc import Mapping

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark ``message`` for translation where it stands."""
    return message


WORDS: Mapping[str, str] = {
    "title": _("Is this receipt genuine?"),
    "lead": _("This page checks a receipt on your own device. It sends nothing, and needs no connection."),
    "language": _("Language"),
    "skip": _("Skip to the page"),
    "save": _("Save this page"),
    "save-why": _("Keep it with your receipt: it works in any browser, also when this hall is no longer there."),
    "file": _("Your receipt"),
    "file-hint": _("Choose the file “receipt.json”, or drop it on this page."),
    "key": _("Public key of the log"),
    "key-hint": _("It names who must have signed. If this page did not come from the hall, compare it with a copy."),
    "result": _("Result"),
    "waiting": _("Choose a receipt to see the result here."),
    "working": _("Checking…"),
    "genuine": _("Yes, this receipt is genuine"),
    "genuine-acknowledgement": _("Yes, this acknowledgement is genuine"),
    "genuine-why": _("The hall signed it, nothing in it was changed, and it is in the public log for good."),
    "genuine-acknowledgement-why": _(
        "The hall signed it and nothing in it was changed. The receipt also proves that it is in the public log."
    ),
    "false": _("No, this is not genuine"),
    "false-why": _("It is not what the hall signed. What does not fit:"),
    "other": _("This cannot be told with this key"),
    "other-why": _("The receipt says that another key signed it: %(signer)s. The key given here is %(given)s."),
    "other-next": _("Ask whoever issued the receipt for the public key of their log, and put it in above."),
    "no-key": _("This is not a public key of a log"),
    "no-key-why": _("A key is one line, such as “hall.example/api/v1/log+1a2b3c4d+AbCd…”. Copy the whole line."),
    "unreadable": _("The file could not be read. Choose it again."),
    "not-json": _("The file is damaged, or a part of it stands there twice."),
    "not-a-document": _("The file is neither a receipt nor an acknowledgement of a hall."),
    "members": _("Something is missing in it, or was added."),
    "signature": _("The signature does not fit: something was changed after it was signed."),
    "leaf": _("The entry in the log belongs to another statement."),
    "checkpoint": _("The log did not sign this state of itself."),
    "inclusion": _("The proof does not lead from this entry to the public log."),
    "statement": _("What it says"),
    "signer": _("Signed by"),
    "place": _("Place in the public log"),
    "kind": _("Act"),
    "subject": _("Reference number"),
    "at": _("Time (UTC)"),
}


def words_in(language: Language) -> dict[str, str]:
    """Return all words of the page in ``language``."""
    say = translations(language).gettext
    return {name: say(message) for name, message in WORDS.items()}
