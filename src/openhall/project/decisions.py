"""One line for each request that was decided by who is asking: what for, and nothing of who they are or what they sent.

What is open to everybody was not decided, and leaves none. A refusal is a warning of its own, whoever was refused.
"""

import logging
from http import HTTPStatus
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import Visitor
from openhall.channels.portal.asking import known_visitor
from openhall.channels.portal.matters import MATTERS_COOKIE
from openhall.kernel.telling import tell
from openhall.kernel.visits import ASKER, VISITOR, WHY

_allowed, _refused = logging.getLogger("openhall.access"), logging.getLogger("openhall.security")
#: Statuses that refuse, and why where nobody said more.
_REFUSING = {
    HTTPStatus.UNAUTHORIZED: "nobody-proven",
    HTTPStatus.FORBIDDEN: "not-allowed",
    HTTPStatus.TOO_MANY_REQUESTS: "too-often",
}
#: Places that programs of others ask, each with a proof of its own.
_SYSTEMS = (
    "/api/v1/exchange/facts",
    "/api/v1/exchange/predicates/",
    "/api/v1/payments/news/",
    "/openid/par",
    "/openid/token",
    "/openid/userinfo",
    "/wallet/token",
    "/wallet/credential",
)
_BY_SECRET, _GUEST = "Secret ", "guest"
#: In an address: what only its owner knows, or a matter that is somebody's.
_TOKEN, _MATTER = "token", "reference"


def note_decision(request: HttpRequest, response: HttpResponse, since: float, *, route: str = "") -> None:
    """Write the line of an answered request, if it was decided by who asks; ``since`` is when it came (perf_counter).

    The address stands there as the hall's table has it, without what was filled in: that may be somebody's number.
    A 404 is a refusal where the address names something, and somebody asks or it is a matter: it may be another's.
    """
    found = request.resolver_match
    if not route and found is None:
        return
    route, asking, status = route or (found.route if found else ""), known_visitor(request), response.status_code
    asker, named = _asker(request, asking), found.kwargs if found else {}
    is_not_theirs = status == HTTPStatus.NOT_FOUND and (_MATTER in named or (bool(named) and not asking.is_guest))
    why = _REFUSING.get(HTTPStatus(status), "not-there-or-not-theirs" if is_not_theirs else "")
    is_refused = bool(why) or WHY in request.__dict__
    if not is_refused and asker == _GUEST:
        return
    tell(
        _refused if is_refused else _allowed,
        "refused" if is_refused else "allowed",
        level=logging.WARNING if is_refused else logging.INFO,
        status=status,
        method=request.method or "",
        route=f"/{route}",
        asker=asker,
        assurance=asking.level,
        why=request.__dict__.get(WHY) or why,
        ms=round((perf_counter() - since) * 1000),
    )


def _asker(request: HttpRequest, asking: Visitor) -> str:
    """Return the kind of whoever asks, of those in docs/reference/journal.md."""
    if asking.is_officer:
        return "officer"
    if not asking.is_guest:
        return "resident"
    if request.path_info.startswith(_SYSTEMS):
        return "system"
    # Whoever is asked nothing shows nothing: the cookie counts where somebody looked at who is there.
    is_shown = VISITOR in request.__dict__ and MATTERS_COOKIE in request.COOKIES
    if ASKER in request.__dict__ or is_shown or request.META.get("HTTP_AUTHORIZATION", "").startswith(_BY_SECRET):
        return "guest-with-code"
    is_link = request.resolver_match is not None and _TOKEN in request.resolver_match.kwargs
    return "link" if is_link else _GUEST
