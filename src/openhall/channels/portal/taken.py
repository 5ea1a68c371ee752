"""A case that is in somebody's account, to whoever has its code: for two days they can take it out again."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from openhall.blocks.cases.facade import LET_GO_LASTS, CaseFacts, claimed_at, let_case_go
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.channels.portal.framing import own_page, see_other
from openhall.channels.portal.matters import asker_of, remember_matter
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import current_site, error_response
from openhall.kernel.errors import Refusal
from openhall.kernel.languages import BY_SLUG, Language
from openhall.kernel.references import read_reference
from openhall.kernel.rights import Right, open_to
from openhall.ui.case_views import TakenView
from openhall.ui.formats import moment

_PLACE = "track/taken/"
_MOST = 60


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


@open_to(Right.EVERYONE, methods=("POST",))
def let_go(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a case out of the account that it is in, for whoever has its number and code, and lead on to it."""
    language = BY_SLUG.get(slug)
    if language is None or language not in current_catalogue().languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    reference = read_reference(request.POST.get("reference", "")[:_MOST]) or ""
    try:
        let_case_go(reference=reference, secret=request.POST.get("secret", "")[:_MOST], now=timezone.now())
    except Refusal:
        # Too late, done already, or a wrong code: the page that asks for both says what goes on.
        return see_other(f"/{slug}/track/?reference={reference}")
    response = see_other(f"/{slug}/track/{reference}/")
    remember_matter(request, response, reference)
    return response
