"""What the desk says of what was just done: the address carries a word, the page a sentence."""

from collections.abc import Mapping

from openhall.channels.desk.words import mark as _
from openhall.channels.desk.words import saying
from openhall.kernel.languages import Language

_DONE: Mapping[str, str] = {
    "approve": _("Done: you approved it."),
    "signed": _("Done: you signed it."),
    "done": _("Done."),
    "refuse": _("Done: you refused it. The reasons go out with the decision."),
    "return": _("Done: you sent it back."),
    "asked": _("Asked. The clock stands still until the applicant answers."),
    "taken-back": _("Taken back. The applicant is told that they need not answer."),
    "passed": _("Passed on. The other office has it now."),
    "taken": _("It is yours now."),
    "given-back": _("Given back. Anybody in your office may take it."),
    "given": _("Given to your colleague."),
    "written": _("Sent. The applicant is told that there is a message."),
    "assigned": _("Assigned."),
    "none": _("There is nothing that you may do just now."),
    "cash": _("The fee is paid. Give the payer the slip; the receipt comes by itself."),
    "waived": _("Waived. The case goes on without a payment."),
    "refund-asked": _("Asked. Another person has to approve it before money goes back."),
    "refund-approved": _("Approved. The money goes back, and the applicant is told."),
    "refund-declined": _("The refund is off. No money goes back."),
    "matched": _("Matched. What does not pay the fee goes back by itself."),
    "paid-out": _("Noted: it was paid out."),
    "revoked": _("Revoked. Whoever checks the paper is told so from now on."),
    "held": _("Held. It stays until somebody of your office lets it go."),
    "released": _("Let go. It is erased when its time is over."),
    "suspended": _("Suspended. The register says so at once, and its papers do not count."),
    "restored": _("The entry stands again, and its papers count again."),
    "visit": _("Noted."),
    "difference-noted": _("Noted. The difference stays with the case."),
    "code-sent": _("Sent. They read the code to you, or show it."),
    "said-yes": _("They said yes. You can send forms for them now."),
    "without-yes": _("Noted. You can send forms for them now, and your supervisor sees that they were not asked."),
    "called": _("Called. The number stands on the board."),
    "look-accepted": _("Accepted. It stays on the record."),
    "look-questioned": _("Sent. The officer reads it with their look."),
    "look-seen": _("Written down. It stays on the record."),
    "look-answered": _("Answered. The person reads it on their page."),
    "attended": _("Finished. You can do nothing for them any more."),
    "mandate-written": _("Written down. It holds now, and both see it on their page."),
    "firm-written": _("Written down. It holds now. The firm gets a letter, and can undo it for 48 hours."),
    "mandate-offered": _("Written down. It holds when the helper says yes on their page."),
    "retried": _("It will be tried again within a few seconds."),
    "not-retried": _("It was tried again already."),
}


def done_words(act: str, language: Language) -> str:
    """Return what was done, or nothing for a word that we do not know."""
    return saying(language)(_DONE[act]) if act in _DONE else ""
