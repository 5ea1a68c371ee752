"""Which firms act for each other, as sentences on the page of a firm."""

from dataclasses import dataclass
from datetime import timedelta

from openhall.blocks.identity.facade import FirmMandateFacts, firm_mandates_of
from openhall.channels.portal.inbox.asked import Asked
from openhall.channels.portal.mine.firm_words import typed_day
from openhall.channels.portal.mine.mandate_words import SCOPES, listed, zone_of
from openhall.channels.portal.words import mark as _
from openhall.kernel.languages import pick
from openhall.ui.case_views import Errors
from openhall.ui.firm_views import LentLine, LentView
from openhall.ui.formats import plain_date

#: In an address, below that of a firm.
FIRMS = "firms"
_GIVEN = _("%(firm)s may act for this organisation until %(day)s: %(what)s.")
_HELD = _("This organisation may act for %(firm)s until %(day)s: %(what)s.")
_WHOEVER = _("Whoever brings your code")


@dataclass(frozen=True, slots=True)
class Lent:
    """What was just done: a code to hand over, or what is wrong with what was typed."""

    code: str = ""
    errors: Errors = ()


def lent_view(found: Asked, organisation: str, lent: Lent, *, manages: bool, sets: bool) -> LentView:
    """Return what the page of a firm says of other firms."""
    given, held = firm_mandates_of(organisation, actor=found.visitor.id, now=found.now)
    base, sent = found.href(f"me/organisations/{organisation}/{FIRMS}/"), found.request.POST

    def lines(each: FirmMandateFacts, words: str, firm: str) -> LentLine:
        last = (each.ends_at.astimezone(zone_of(found)) - timedelta(microseconds=1)).date()
        told = {
            "firm": firm,
            "day": plain_date(last, found.language),
            "what": listed(found, [found.say(SCOPES[scope]) for scope in each.scopes if scope in SCOPES]),
        }
        return LentLine(found.say(words) % told, f"{base}{each.id}/end/" if manages else "")

    return LentView(
        given=tuple(
            lines(each, _GIVEN, pick(each.helper_name, found.language) if each.helper else found.say(_WHOEVER))
            for each in given
        ),
        held=tuple(lines(each, _HELD, pick(each.giver_name, found.language)) for each in held),
        offer_action=base if sets else "",
        take_action=f"{base}code/" if manages else "",
        code=lent.code,
        scopes_chosen=tuple(sent.getlist("scopes")) if lent.errors else (),
        day=typed_day(found, "ends") if lent.errors else ("", "", "", ""),
        errors=lent.errors,
    )
