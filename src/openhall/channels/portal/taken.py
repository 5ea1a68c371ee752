"""A case that is in somebody's account, to whoever has its code: for two days they can take it out again."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import LET_GO_LASTS, CaseFacts, claimed_at
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.channels.portal.framing import own_page
from openhall.channels.portal.matters import asker_of
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import current_site
from openhall.kernel.languages import Language
from openhall.ui.case_views import TakenView
from openhall.ui.formats import moment

_PLACE = "track/taken/"


def taken_page(request: HttpRequest, language: Language, facts: CaseFacts | None, secret: str) -> HttpResponse | None:
    """Return the page for whoever has the code of a case that went into an account so lately, else ``None``.

    Whoever owns the account is led to their case instead.
    """
    since = claimed_at(facts.timeline) if facts else None
    until = since + LET_GO_LASTS if since else None
    asker = asker_of(request)
    if facts is None or since is None or until is None or until <= timezone.now() or asker.person == facts.person:
        return None
    zone = current_catalogue().jurisdiction.time_zone
    view = TakenView(
        reference=facts.reference,
        secret=secret,
        since=moment(since, language, zone),
        until=moment(until, language, zone),
        action=f"/{language.slug}/{_PLACE}",
        back_href=f"/{language.slug}/track/",
    )
    return own_page(request, current_site(asker.visitor), language, Page("track/", "track/taken.jinja", {"view": view}))
