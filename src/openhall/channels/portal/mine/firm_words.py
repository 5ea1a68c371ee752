"""What people are in an organisation, and why a change of that was refused."""

from collections.abc import Mapping

from openhall.blocks.identity.facade import Membership, SeatRefused
from openhall.channels.portal.inbox.asked import Asked
from openhall.channels.portal.words import mark as _
from openhall.kernel.languages import pick

ROLE_WORDS: Mapping[str, str] = {
    "owner": _("Owner"),
    "partner": _("Partner"),
    "director": _("Director"),
    "manager": _("Manager"),
    "secretary": _("Secretary"),
    "accountant": _("Accountant"),
    "agent": _("Agent of another firm"),
    "staff": _("Member of staff"),
}
NOTHING = _("Nothing: they only see who else acts for it.")
NO_CODE = _("There is no such code, or not any more. Check it character by character, or ask for a new one.")
_THROUGH = _("Through %(firm)s, which acts for it")
_MOST_PART = 60
_ELSE = _("Nothing was changed. Look at the page again.")
_REFUSED: Mapping[str, str] = {
    "last-one": _("Somebody has to stay who may manage people. Give that role to another person first."),
    "may-not-manage": _("You may not manage people here, or not any more. Nothing was changed."),
    "owners-only": _("Only an owner makes another one, or takes the place of one. Nothing was changed."),
    "may-not-set": _("Only an owner says what roles may do. Nothing was changed."),
    "seat-days": _("Give a day from tomorrow on, within five years; whoever manages people has no last day."),
    "unknown-role": _("Choose one of the roles. Nothing was changed."),
    "seat-exists": _("You act for this organisation already."),
    "no-scope": _("Choose at least one thing that they may do"),
    "own-firm": _("This code is of this organisation itself. Give it to the other one."),
    "paper-over": _("It was undone already, or its two days are over. You can end it below like any other."),
    "firm-mandate-exists": _("This organisation acts for the other one already. End that first."),
}


def through_words(found: Asked, seat: Membership) -> str:
    """Return for which firm of theirs somebody acts for another."""
    return found.say(_THROUGH) % {"firm": pick(seat.via_name, found.language) or seat.via}


def typed_day(found: Asked, name: str) -> tuple[str, str, str, str]:
    """Return the parts of a day as they were typed."""
    sent = found.request.POST
    day, month, year = (sent.get(f"{name}-{part}", "")[:_MOST_PART] for part in ("day", "month", "year"))
    return day, month, year, ""


def role_name(found: Asked, role: str) -> str:
    """Return what a role is called."""
    return found.say(ROLE_WORDS[role]) if role in ROLE_WORDS else role


def told_of(found: Asked, refused: SeatRefused, otherwise: str = _ELSE) -> str:
    """Return why something was refused."""
    return found.say(_REFUSED.get(refused.code, otherwise))
