"""A mandate as a sentence: who may do what for whom, until when."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.lists import format_list

from openhall.blocks.identity.facade import MandateFacts, MandateState, Scope, place_of_paper
from openhall.blocks.journal.facade import OWN, Reader
from openhall.channels.portal.inbox.asked import Asked
from openhall.channels.portal.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.formats import plain_date
from openhall.ui.mandate_views import MandateLine

#: What each scope is called, as it stands in a sentence and beside a box.
SCOPES: Mapping[str, str] = {
    Scope.LETTERS: _("read letters"),
    Scope.MATTERS: _("see where matters stand"),
    Scope.FILL: _("fill in forms and renew"),
    Scope.SUBMIT: _("send applications"),
    Scope.PAY: _("pay"),
    Scope.BOOK: _("book times"),
}
_LONGEST = timedelta(days=5 * 366)
_GIVEN = _("%(name)s may act for you until %(day)s: %(what)s.")
_HELD = _("You may act for %(name)s until %(day)s: %(what)s.")
_WHOEVER = _("Whoever brings your code")
_AT_COUNTER = _("Since you stood at a counter of %(office)s. It ends by itself at %(time)s.")
_ON_PAPER = _("Written down at a counter of %(office)s from a signed paper.")
_KEPT_AT = _("It is kept here: %(place)s")
_ALL, _ONLY = _("With all offices"), _("Only with: %(names)s")


def sentence_of(found: Asked, mandate: MandateFacts) -> tuple[str, str]:
    """Return what a mandate says to the reader, and with which offices or services."""
    say, language, terms = found.say, found.language, mandate.terms
    is_given = mandate.giver == found.visitor.id
    name = mandate.helper_name if is_given else mandate.giver_name
    last = (terms.ends_at.astimezone(zone_of(found)) - timedelta(microseconds=1)).date()
    fill = {
        "name": pick(name, language) if name else say(_WHOEVER),
        "day": plain_date(last, language),
        "what": listed(found, [say(SCOPES[scope]) for scope in terms.scopes]),
    }
    names = [_name(found, each) for each in terms.services]
    note = say(_ONLY) % {"names": listed(found, names)} if names else say(_ALL)
    return say(_GIVEN if is_given else _HELD) % fill, note


def line_of(found: Asked, mandate: MandateFacts) -> MandateLine:
    """Return a mandate for the list."""
    sentence, note = sentence_of(found, mandate)
    is_waiting, base = mandate.state != MandateState.LIVE, found.href(f"me/mandates/{mandate.id}/")
    waits_for = mandate.giver if mandate.state == MandateState.ASKED else mandate.helper
    is_theirs = is_waiting and waits_for == found.visitor.id
    if mandate.counter:
        told = _AT_COUNTER if mandate.is_counter else _ON_PAPER
        time = f"{mandate.terms.ends_at.astimezone(zone_of(found)):%H:%M}"
        note = f"{note}. " if found.language.code == "en" else f"{note}。"
        note += found.say(told) % {"office": _name(found, mandate.counter), "time": time}
        place = _kept_at(found, mandate)
        note += f" {found.say(_KEPT_AT) % {'place': place}}" if place else ""
    return MandateLine(mandate.id, sentence, note, f"{base}end/", f"{base}accept/" if is_theirs else "", is_waiting)


def _kept_at(found: Asked, mandate: MandateFacts) -> str:
    """Return where the signed paper lies, to whoever signed it."""
    if mandate.is_counter or mandate.giver != found.visitor.id:
        return ""
    return place_of_paper(mandate.id, reader=Reader(found.visitor.id, OWN, "", found.now))


def zone_of(found: Asked) -> ZoneInfo:
    """Return the clock of the jurisdiction."""
    return ZoneInfo(found.catalogue.jurisdiction.time_zone)


def may_end_at(moment: datetime, now: datetime) -> bool:
    """Tell whether a mandate may end then."""
    return now < moment <= now + _LONGEST


def _name(found: Asked, name: str) -> str:
    if name in found.catalogue.authorities:
        return pick(found.catalogue.authorities[name].name, found.language)
    known = found.catalogue.summaries.get(name)
    return pick(known.name, found.language) if known else name


def begun(words: str) -> str:
    """Write the beginning of a sentence large, where a script has large letters."""
    return words[:1].upper() + words[1:]


def listed(found: Asked, parts: list[str]) -> str:
    """Return words as one list of the language."""
    return format_list(parts, locale=found.language.locale)
