"""What the desk says about posts and people: why something cannot be, and what was done."""

from collections.abc import Mapping

from openhall.kernel.errors import Refusal
from openhall.kernel.languages import Language
from openhall.ui.catalogues import translations


def _(message: str) -> str:
    """Mark ``message`` as a sentence for people."""
    return message


_REFUSED: Mapping[str, str] = {
    "not-allowed": _("None of your posts lets you do this."),
    "unknown-post": _("Your office has no such post any more."),
    "unknown-person": _("Choose somebody who is or was an officer, or make somebody new an officer."),
    "works-elsewhere": _("This person holds a post in another department. That has to end first."),
    "holds-it-already": _("This person holds this post already."),
    "holds-it-not": _("This person does not hold this post any more."),
    "last-administrator": _("This is the only administrator. Give the post to somebody else first."),
    "name-missing": _("Write a name of at most 120 characters."),
    "limit-impossible": _("Write the amount in figures, or leave it empty for no limit."),
    "nothing-changes": _("This is the limit already."),
    "proposed-already": _("The same is proposed already. It waits for a second signature."),
    "decided-already": _("This was decided already."),
    "unknown-change": _("There is no such proposal."),
    "proposer-lost-right": _("Whoever proposed this is no administrator any more. It can only be refused."),
    "not-oneself": _("Choose somebody else: nobody stands in for themselves, and nobody names themselves."),
    "absence-over": _("Write a last day that is not over, and not before the first."),
    "absence-too-long": _("Somebody can stand in for a year at most."),
    "stands-in-already": _("This person stands in on some of these days already."),
    "no-colleague": _("Choose somebody who holds a post in your department."),
    "unknown-holding": _("Nobody holds this post like that any more."),
    "unknown-substitute": _("Nobody stands in there any more."),
    "no-day": _("Write both days in figures: day, month and year."),
}
_UNFORESEEN = _("This cannot be done as things are now. Nothing was changed.")
_DONE: Mapping[str, str] = {
    "proposed": _("Proposed. Another administrator or a supervisor has to sign it before anything changes."),
    "accepted": _("Signed. The change holds from now on."),
    "refused": _("Refused. Nothing has changed."),
    "withdrawn": _("Taken back. Nothing has changed."),
    "named": _("Named. They can act from this post on those days, and it will be seen in whose place."),
    "ended": _("Ended. They do not stand in any more."),
}


def refused_words(refusal: Refusal, language: Language) -> str:
    """Return why something cannot be, in the reader's language."""
    return translations(language).gettext(_REFUSED.get(refusal.code, _UNFORESEEN))


def done_words(act: str, language: Language) -> str:
    """Return what was done, or nothing for a word that we do not know."""
    return translations(language).gettext(_DONE[act]) if act in _DONE else ""
