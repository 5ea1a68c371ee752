"""Who is asking for a page, and from where: read from what the browser says, looked up at most once a request."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest

from openhall.blocks.identity.facade import GUEST, Visitor, visitor_of
from openhall.kernel.visits import SESSION_COOKIE, VISITOR, is_from_here


def visitor(request: HttpRequest) -> Visitor:
    """Return who is asking, or a guest."""
    known: Visitor | None = request.__dict__.get(VISITOR)
    if known is None:
        cookie = request.COOKIES.get(SESSION_COOKIE, "")
        known = visitor_of(cookie=cookie, authorization="", now=datetime.now(UTC)) if cookie else GUEST
        request.__dict__[VISITOR] = known
    return known


def known_visitor(request: HttpRequest) -> Visitor:
    """Return who is asking if that is known already: an error page must not ask a database that fails."""
    known: Visitor = request.__dict__.get(VISITOR, GUEST)
    return known


def is_foreign(request: HttpRequest) -> bool:
    """Tell whether another website sends ``request`` in somebody's name."""
    told = is_from_here(
        fetch_site=request.META.get("HTTP_SEC_FETCH_SITE", ""),
        origin=request.META.get("HTTP_ORIGIN", ""),
        referer=request.META.get("HTTP_REFERER", ""),
        hosts=(request.get_host(), urlsplit(settings.OPENHALL_URL).netloc),
    )
    # A browser that says nothing at all is let in as somebody unknown, never as the holder of a session.
    return told is False or (told is None and SESSION_COOKIE in request.COOKIES)
