"""Lines in the log of the process about who was refused: what for, and nothing of who they are or what they sent."""

import logging
from http import HTTPStatus

from django.http import HttpRequest

_log = logging.getLogger("openhall.security")
_REFUSED = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


def note_refusal(request: HttpRequest, status: int, *, is_somebody: bool) -> None:
    """Note a refusal; for somebody signed in also that what an address names is not there, or not theirs.

    The address stands there as the hall's table has it, without what was filled in: that may be somebody's number.
    """
    found = request.resolver_match
    is_not_theirs = status == HTTPStatus.NOT_FOUND and is_somebody and found is not None and bool(found.kwargs)
    if found is not None and (status in _REFUSED or is_not_theirs):
        _log.warning("refused: %d %s /%s", status, request.method, found.route)
