"""Who is asking for a page: read from the session cookie, and looked up at most once a request."""

from datetime import UTC, datetime

from django.http import HttpRequest

from openhall.blocks.identity.facade import GUEST, Visitor, visitor_of
from openhall.kernel.visits import SESSION_COOKIE, VISITOR


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
