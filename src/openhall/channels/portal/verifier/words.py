"""What the page says, by the name that its script and its template use."""

from collections.abc import Mapping

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark ``message`` for translation where it stands."""
    return message


WORDS: Mapping[str, str] = {
    "title": _("Check a paper or a receipt"),
    "lead": _("This page checks on your own device. It sends nothing, and needs no connection."),
    "language": _("Language"),
    "skip": _("Skip to the page"),
    "save": _("Save this page"),
    "save-why": _("It works in any browser, also when this hall is no longer there."),
    "file": _("Your receipt"),
    "file-hint": _("Choose the file “receipt.json”, or drop it on this page."),
    "key": _("Public key of the log"),
    "key-hint": _("It names who must have signed. If this page did not come from the hall, compare it with a copy."),
    "result": _("Result"),
    "waiting": _("The result stands here once there is something to check."),
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
    "paper": _("A paper"),
    "receipt": _("A receipt"),
    "proof": _("Text of the second QR code"),
    "proof-hint": _("It begins with OH1. Scan it with any reader of QR codes, and paste the text here."),
    "watch": _("Scan with the camera"),
    "stop": _("Close the camera"),
    "photo": _("Or a photo of the code"),
    "no-reader": _("This browser does not read QR codes by itself. Your phone’s camera shows the text."),
    "no-code": _("There is no such code in this picture. Take it nearer, straight and in good light."),
    "no-camera": _("The camera could not be opened. Allow it in the browser, or paste the text."),
    "list": _("List of papers that are no longer good"),
    "list-hint": _("Fetch it while you are connected, then choose it here. It makes old proofs fresh again."),
    "list-get": _("Fetch today’s list"),
    "list-taken": _("This list is used. It is of %(made)s."),
    "list-old": _("This list of %(made)s is too old to make a proof fresh. What it names still counts as taken back."),
    "list-wrong": _("This file is not a list of this hall, or it was changed. Fetch it again."),
    "paper-genuine": _("Yes, this paper is genuine"),
    "paper-genuine-why": _(
        "The office signed these facts, and the proof is fresh: it is of %(made)s. If the office took the paper back "
        "after that, only the hall or today’s list knows. Compare the facts with the paper."
    ),
    "paper-genuine-list-why": _("The office signed these facts, and the list of %(listed)s does not name the paper."),
    "paper-stale": _("This proof is %(hours)s hours old"),
    "paper-stale-why": _(
        "The office signed these facts then. It may have taken the paper back since: look it up, or load a list."
    ),
    "paper-expired": _("This paper has run out"),
    "paper-expired-why": _("The office signed these facts, but its last day is over."),
    "paper-replaced": _("This paper was replaced"),
    "paper-replaced-why": _(
        "The hall’s list says that another one was issued in its place. This one no longer counts."
    ),
    "paper-suspended": _("This paper is suspended"),
    "paper-suspended-why": _("The hall’s list says that it does not count until the office says otherwise."),
    "paper-revoked": _("This paper was revoked"),
    "paper-revoked-why": _("The hall’s list says that the office has taken it back. It no longer counts."),
    "paper-clock": _("The clock of this device seems to be wrong"),
    "paper-clock-why": _("The proof was made at %(made)s, which this device thinks is still to come. Set its clock."),
    "paper-other": _("This was not signed by an office of this hall"),
    "paper-other-why": _("Perhaps another hall did, or this page is older than the key. Fetch the page again."),
    "paper-false": _("No, this was not signed like this"),
    "paper-false-why": _("Do not rely on it. What does not fit:"),
    "not-a-proof": _("The text is not that of such a code, or a part of it is missing."),
    "proof-signature": _("The signature does not fit: something was changed after it was signed."),
    "p-says": _("What the office signed"),
    "p-title": _("Paper"),
    "p-holder": _("Holder"),
    "p-number": _("Number"),
    "p-issuer": _("Issued by"),
    "p-issued": _("Issued on"),
    "p-until": _("Valid until"),
    "p-no-end": _("No last day is set"),
    "p-signed": _("Proof made"),
    "p-fresh": _("Proof fresh until"),
    "p-code": _("Code"),
    "p-more": _("The paper says more than fits into the code."),
    "p-demo": _("This comes from a demonstration and proves nothing."),
    "p-online": _("Look it up in the hall"),
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
