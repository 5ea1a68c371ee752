"""What happened to a case, in the words of the offices: the same at the desk, in notes and in what is exported.

Kinds, decisions and acts are the ids that events carry; names of tasks and offices are handed in.
"""

from collections.abc import Mapping

from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark a sentence for translation; it is translated when the reader is known."""
    return message


#: What stands for the approval of a task that signs what somebody else decided.
SIGNED = "signed"
_EVENTS: Mapping[str, str] = {
    "submitted": _("Submitted"),
    "taken-up": _("Taken up: %(task)s"),
    "asked": _("Asked the applicant; the clock stopped"),
    "answered": _("The applicant answered; the clock goes on"),
    "unanswered": _("No answer came in time; the clock goes on"),
    "taken-back": _("The question to the applicant was taken back"),
    "passed-on": _("Passed on: %(task)s"),
    "kept": _("Stays here: passed on twice"),
    "silent": _("No answer in time: %(task)s"),
    "day-closed": _("Offices were closed for a day; what is due moves"),
    "migrated": _("The process of this case was renewed"),
    "reminded": _("Reminded: %(task)s is due soon"),
    "escalated": _("Late: %(task)s is put before the supervisor"),
    "withdrawn": _("Withdrawn by the applicant"),
    "undone": _("The applicant took it back"),
    "payment-asked": _("The fee was asked for"),
    "paid": _("Paid"),
    "waived": _("The fee was waived"),
    "refunded": _("Money goes back"),
    "unpaid": _("Not paid in time"),
    "issued": _("A paper was made"),
    "booked": _("A time was booked"),
    "moved": _("The appointment was moved"),
    "given-up": _("The appointment was cancelled"),
    "objected": _("Objection by the applicant"),
    "stated": _("Taken at the applicant’s word: a source did not answer. It is checked when it does"),
    "agreement-asked": _("The other party was asked to agree; the clock stopped"),
    "agreed": _("The other party agreed; the clock goes on"),
    "declined": _("The other party did not agree"),
    "reordered": _("The applicant asked for a paper again"),
    "claimed": _("The applicant keeps it in an account now"),
    "let-go": _("Taken out of the account again"),
}
_DONE: Mapping[str, str] = {
    "approve": _("Approved: %(task)s"),
    SIGNED: _("Signed"),
    "done": _("Done: %(task)s"),
    "refuse": _("Refused: %(task)s"),
    "return": _("Sent back: %(task)s"),
}
_DECIDED: Mapping[str, str] = {
    "granted": _("Decided: granted"),
    "refused": _("Decided: refused"),
    "done": _("Decided: done"),
    "lapsed": _("Lapsed"),
}
_WRITTEN: Mapping[str, str] = {
    "applicant": _("Message from the applicant"),
    "office": _("Message to the applicant"),
}
_ACTS: Mapping[str, str] = {
    "charge": _("Step of the hall: the fee"),
    "issue": _("Step of the hall: the document"),
    "register": _("Step of the hall: the register"),
    "book": _("Step of the hall: the booking"),
    "search": _("Step of the hall: the search"),
    "deliver": _("Step of the hall: the delivery"),
    "display": _("Step of the hall: the notice is put on display"),
    "note-silence": _("By the rules silence counts as no objection"),
    "note-delay": _("It takes longer: the applicant is told here"),
    "tell-other-party": _("The other party is told that their signature was seen"),
}
_CHECKED: Mapping[str, str] = {
    "same": _("Checked: the source says the same as the applicant"),
    "differs": _("Checked: the source says something else than the applicant"),
    "unknown": _("Checked: the source holds nothing of what the applicant said"),
    "refused": _("Not checked: the applicant does not allow it"),
    "dropped": _("Not checked: it is not needed any more"),
    "noted": _("Noted that a source says something else"),
}
_OTHER = _("Something was done")
_BY_DETAIL: Mapping[str, Mapping[str, str]] = {
    "task-done": _DONE,
    "decided": _DECIDED,
    "written": _WRITTEN,
    "act-done": _ACTS,
    "checked": _CHECKED,
}


def event_words(kind: str, detail: str, task: str, language: Language) -> str:
    """Return what happened in one sentence; ``task`` is the name of the task that it is about."""
    said = _BY_DETAIL.get(kind, {}).get(detail) or _EVENTS.get(kind, _OTHER)
    return translations(language).gettext(said) % {"task": task}
