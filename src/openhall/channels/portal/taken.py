"""A case that is in somebody's account, to whoever has its code: for two days they can take it out again."""

from datetime import datetime

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


def let_go_until(facts: CaseFacts) -> datetime | None:
    """Return until when its code takes a case out of the account that keeps it; ``None`` where none does."""
    since = claimed_at(facts.timeline)
    return None if since is None else since + LET_GO_LASTS


def taken_page(request: HttpRequest, language: Language, facts: CaseFacts | None, secret: str) -> HttpResponse | None:
    """Return the page for whoever has the code of a case that went into an account, else ``None``.

    It says since when; for two days how to take it out, and afterwards that an office has to look at it. Whoever owns
    the account is led to their case instead.
    """
    until, asker = let_go_until(facts) if facts else None, asker_of(request)
    if facts is None or until is None or asker.person == facts.person:
        return None
    zone, is_over = current_catalogue().jurisdiction.time_zone, until <= timezone.now()
    since = until - LET_GO_LASTS
    view = TakenView(
        reference=facts.reference,
        secret=secret,
        since=moment(since, language, zone),
        until="" if is_over else moment(until, language, zone),
        action="" if is_over else f"/{language.slug}/{_PLACE}",
        back_href=f"/{language.slug}/track/",
    )
    return own_page(request, current_site(asker.visitor), language, Page("track/", "track/taken.jinja", {"view": view}))
