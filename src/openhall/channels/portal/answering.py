"""Answers of pages that are somebody's own: drawn for them, kept by no cache."""

from django.http import HttpRequest, HttpResponse

from openhall.channels.portal.rendering import Page, render_page
from openhall.channels.portal.site import Site
from openhall.kernel.languages import Language


def own_page(site: Site, language: Language, page: Page, status: int = 200) -> HttpResponse:
    """Draw ``page`` for its reader alone."""
    return private(HttpResponse(render_page(site, language, page), status=status), language)


def private(response: HttpResponse, language: Language) -> HttpResponse:
    """Keep ``response`` out of every cache."""
    response["Content-Language"] = language.code
    response["Cache-Control"] = "no-store"
    return response


def redirected(request: HttpRequest, address: str) -> HttpResponse:
    """Send a browser to ``address`` with GET (RFC 9110, 303), whatever it did here."""
    del request
    return HttpResponse(status=303, headers={"Location": address, "Cache-Control": "no-store"})
