"""What a firm may give on paper at a counter, by what somebody may give it, and why not, in words."""

from collections.abc import Mapping

from openhall.channels.desk.words import mark as _

#: What can be given on paper. Nobody who manages people is made at a counter.
PAPER_ROLES: Mapping[str, str] = {
    "staff": _("Member of staff"),
    "accountant": _("Accountant"),
    "secretary": _("Secretary"),
    "agent": _("Agent of another firm"),
}
#: By what somebody may give it.
MANAGING_WORDS: Mapping[str, str] = {
    "owner": _("Owner"),
    "partner": _("Partner"),
    "director": _("Director"),
    "manager": _("Manager"),
}
PROOF = _("%(name)s has a place in %(firm)s here, as: %(role)s. Compare it with the paper of the firm.")
REFUSED: Mapping[str, tuple[str, str]] = {
    "seat-exists": ("number", _("This person acts for the firm already. The firm changes their role on its page.")),
    "firm-mandate-exists": ("number", _("The other firm acts for this one already. One of them ends that first.")),
    "own-firm": ("number", _("That is the same firm. Write the number of the other one.")),
    "seat-days": ("until", _("Give a day from tomorrow on, within five years.")),
    "not-theirs": ("number", _("You have a place in one of the two yourself. A colleague has to write this down.")),
}
OWNERS_ONLY = _("Only an owner of the firm lets another firm act for it, and they are not one.")
OTHERWISE = ("number", _("This cannot be written down. Nothing was changed."))
