"""What the form says that lets somebody act: which things, with which office, until when."""

from datetime import date, datetime, timedelta

from openhall.blocks.identity.facade import Terms
from openhall.channels.portal.inbox.asked import Asked
from openhall.channels.portal.mine.mandate_words import SCOPES, may_end_at, zone_of
from openhall.channels.portal.words import mark as _
from openhall.ui.case_views import Errors

_NO_SCOPE = _("Choose at least one thing that they may do")
_NO_DAY = _("Give a day from tomorrow on, within five years")
_NO_OFFICE = _("Choose one of the offices, or none")


def read_terms(found: Asked) -> tuple[Terms | None, Errors]:
    """Read what the form says; return the terms, or what is wrong with it."""
    sent, wrong = found.request.POST, list[tuple[str, str]]()
    scopes = tuple(dict.fromkeys(sent.getlist("scopes")))
    if not scopes or not set(scopes) <= set(SCOPES):
        wrong.append(("scopes", found.say(_NO_SCOPE)))
    office = sent.get("office", "")
    if office and office not in found.catalogue.authorities:
        wrong.append(("office", found.say(_NO_OFFICE)))
    ends_at = last_moment(found)
    if ends_at is None:
        wrong.append(("until", found.say(_NO_DAY)))
    if wrong or ends_at is None:
        return None, tuple(wrong)
    return Terms(scopes, ends_at, (office,) if office else ()), ()


def last_moment(found: Asked, name: str = "until") -> datetime | None:
    """Return the moment at which the day that was given is over, if it is one that may be given."""
    parts = [found.request.POST.get(f"{name}-{part}", "").strip() for part in ("year", "month", "day")]
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):  # noqa: PLR2004 - of a year
        return None
    zone = zone_of(found)
    try:
        day = date(*map(int, parts)) + timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    moment = datetime(day.year, day.month, day.day, tzinfo=zone)
    return moment if may_end_at(moment, found.now) else None
