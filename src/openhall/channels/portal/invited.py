"""Sign in with a one-time address. Looking at it changes nothing: only the button on the page uses it up."""

from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import SignInRefused, accept_invitation, is_invitation_open
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.signing_in import keep_session
from openhall.channels.portal.views import current_site, error_response
from openhall.kernel.languages import BY_SLUG, Language
from openhall.kernel.rights import Right, open_to
from openhall.kernel.visits import SESSION_COOKIE

_PLACE = "sign-in/invited/"
_DESK = "/desk/people/"
_LONGEST = 100


@open_to(Right.EVERYONE, methods=("GET", "HEAD", "POST"))
def invited(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the address is for, and sign in whom it was made for."""
    site = current_site(visitor(request))
    language = BY_SLUG.get(slug)
    if language is None or language not in site.catalogue.languages:
        return error_response(request, HTTPStatus.NOT_FOUND)
    given = request.POST if request.method == "POST" else request.GET
    code, now = given.get("code", "")[:_LONGEST], datetime.now(UTC)
    if request.method == "POST":
        try:
            old = request.COOKIES.get(SESSION_COOKIE, "")
            return keep_session(request, accept_invitation(code=code, instead_of=old, now=now), _DESK)
        except SignInRefused:
            return _shown(request, language, "")
    return _shown(request, language, code if is_invitation_open(code, now=now) else "")


def _shown(request: HttpRequest, language: Language, code: str) -> HttpResponse:
    """Show the button, or, without a code that works, where to get another one."""
    site = current_site(visitor(request))
    page = Page(_PLACE, "invited.jinja", {"code": code}, query=request.META.get("QUERY_STRING", ""))
    status = HTTPStatus.OK if code else HTTPStatus.GONE
    response = HttpResponse(render_page(site, language, page), status=int(status))
    response["Content-Language"] = language.code
    response["Cache-Control"] = "no-store"
    return response
