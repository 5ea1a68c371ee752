"""Keep on one's own page what one sent without an account: one button, for whoever holds its code and is signed in."""

from urllib.parse import urlencode

from django.http import HttpResponse

from openhall.blocks.cases.facade import LET_GO_LASTS, claim_case, claimed_at, is_erased
from openhall.blocks.identity.facade import is_sign_in_open
from openhall.channels.portal.following.opening import Following, following
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.matters import forget_matter
from openhall.ui.following_views import OwnLine
from openhall.ui.formats import moment

KEEP = "keep"


@following(methods=("POST",))
def keep(following: Following) -> HttpResponse:
    """Make a guest's case the reader's; sent twice it is done once."""
    asker, facts = following.found.asker, following.facts
    if asker.visitor.is_guest:
        return see_other(_sign_in(following))
    if not facts.person:
        secret = asker.matters.get(facts.reference, "")
        claim_case(reference=facts.reference, secret=secret, visitor=asker.visitor, now=following.now)
    response = following.send_to()
    forget_matter(following.request, response, facts.reference)
    return response


def own_line(following: Following) -> OwnLine | None:
    """Return how a guest's case comes to the reader's page, or until when the code takes it out again."""
    facts, asker = following.facts, following.found.asker
    if facts.person:
        since = claimed_at(facts.timeline)
        until = since + LET_GO_LASTS if since else None
        if until is None or until <= following.now or facts.person != asker.person:
            return None
        return OwnLine(until=moment(until, following.language, following.catalogue.jurisdiction.time_zone))
    if facts.organisation or not is_sign_in_open() or is_erased(facts.reference):
        return None
    if asker.visitor.is_guest:
        return OwnLine(sign_in_href=_sign_in(following))
    return OwnLine(action=following.href(KEEP))


def _sign_in(following: Following) -> str:
    return f"/{following.language.slug}/sign-in/?{urlencode({'next': following.href()})}"
