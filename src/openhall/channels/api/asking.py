"""Who is asking the API: a bearer token, or the cookie of a page of ours."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer

from openhall.blocks.authorities.facade import enter_office
from openhall.blocks.identity.facade import GUEST, Visitor, proven_lately, visitor_of
from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _
from openhall.kernel.visits import SAFE_METHODS, SESSION_COOKIE, VISITOR, is_from_here

_BEARER = "Bearer"


def visitor(request: HttpRequest) -> Visitor:
    """Return who is asking, or a guest; raise a 401 ``Problem`` for a token that is not good (any more).

    With an ``Authorization`` header of any kind the cookie is not looked at, and for a write it counts only
    when our own page sent the request.
    """
    known: Visitor | None = request.__dict__.get(VISITOR)
    if known is None:
        known = request.__dict__[VISITOR] = _found(request)
    return known


def _found(request: HttpRequest) -> Visitor:
    authorization = request.META.get("HTTP_AUTHORIZATION", "")
    cookie = "" if authorization or not _may_use_cookie(request) else request.COOKIES.get(SESSION_COOKIE, "")
    is_bearer = authorization.startswith(_BEARER)
    if not cookie and not is_bearer:
        return GUEST
    found = visitor_of(cookie=cookie, authorization=authorization, now=datetime.now(UTC))
    if is_bearer and found.is_guest:
        told = _("This token is not good, or no longer. Ask for a new one.")
        headers = {"WWW-Authenticate": f'{_BEARER} error="invalid_token"'}
        raise Problem(HTTPStatus.UNAUTHORIZED, "token-not-good", told, headers=headers)
    return found


def _may_use_cookie(request: HttpRequest) -> bool:
    if request.method in SAFE_METHODS:
        return True
    told = is_from_here(
        fetch_site=request.META.get("HTTP_SEC_FETCH_SITE", ""),
        origin=request.META.get("HTTP_ORIGIN", ""),
        referer=request.META.get("HTTP_REFERER", ""),
        hosts=(request.get_host(), urlsplit(settings.OPENHALL_URL).netloc),
    )
    return told is True


class _SignedIn(HttpBearer):
    """The ``auth`` of an operation that is open to ``Right.SIGNED_IN`` only."""

    def __call__(self, request: HttpRequest) -> Visitor:
        """Return who is asking (it becomes ``request.auth``); raise a 401 ``Problem`` for a guest."""
        found = visitor(request)
        if found.is_guest:
            told = _("Sign in first: send “Authorization: Bearer” with a token.")
            raise Problem(HTTPStatus.UNAUTHORIZED, "sign-in-needed", told, headers={"WWW-Authenticate": _BEARER})
        return found

    def authenticate(self, request: HttpRequest, token: str) -> Any:  # noqa: ANN401 - as declared by the library
        """Ask for what the class above us declares; ``__call__`` has answered already."""
        raise NotImplementedError


class _Officer(_SignedIn):
    """The ``auth`` of an operation that is open to ``Right.OFFICER`` only."""

    def __call__(self, request: HttpRequest) -> Visitor:
        """Return which officer is asking; raise a 403 ``Problem`` for somebody who holds no post.

        From here on the database shows what their office takes part in, and nothing else.
        """
        found = super().__call__(request)
        if found.needs_factor:
            told = _("Officers sign in with a passkey, or with two ways together.")
            raise Problem(HTTPStatus.FORBIDDEN, "second-way-needed", told)
        if found.officer is None:
            told = _("This is for officers, and you hold no post now.")
            raise Problem(HTTPStatus.FORBIDDEN, "officers-only", told)
        enter_office(found.officer.authority)
        return found


def proof_first(request: HttpRequest, now: datetime) -> None:
    """Raise a 403 ``Problem`` where whoever asks has not shown within a quarter of an hour that it is them.

    Tokens are of demonstrations, which have nothing to show; any other would have to be as fresh as a session.
    """
    authorization = request.META.get("HTTP_AUTHORIZATION", "")
    if not proven_lately(cookie=request.COOKIES.get(SESSION_COOKIE, ""), authorization=authorization, now=now):
        told = _("This weighs much: sign in again, and send it within a quarter of an hour.")
        raise Problem(HTTPStatus.FORBIDDEN, "proof-needed", told)


#: Give them to every operation that declares ``Right.SIGNED_IN`` or ``Right.OFFICER``; a test holds that together.
SIGNED_IN = _SignedIn()
OFFICER = _Officer()
