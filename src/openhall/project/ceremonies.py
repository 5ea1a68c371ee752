"""The framework's session and user, for the pages on which somebody signs in and no others.

Everywhere else a request is somebody's by our own session alone, which takes one look-up. Here the library keeps what
it has to remember between two steps, such as the challenge that a passkey signs; ``end_ceremony`` throws that away
where somebody has become somebody.
"""

import re
from collections.abc import Callable

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from openhall.blocks.identity.facade import account_of
from openhall.channels.portal.asking import visitor

_Next = Callable[[HttpRequest], HttpResponse]
#: Where somebody signs in, or changes what they sign in with; and where a demonstration shows the code that it sent.
_PLACES = re.compile(r"/[a-z-]{2,10}/(?:(?:me/)?sign-in/|demo/mailbox/)|/identity/")


def ceremonies(get_response: _Next) -> _Next:
    """Give requests of these pages a session of the framework, and the account of whoever is signed in."""
    with_session = SessionMiddleware(get_response)

    def answer(request: HttpRequest) -> HttpResponse:
        if not _PLACES.match(request.path_info):
            return get_response(request)
        request.user = SimpleLazyObject(lambda: _user(request))  # type: ignore[assignment]  # as the framework's own
        response: HttpResponse = with_session(request)  # type: ignore[assignment]  # never awaited: the hall is WSGI
        return response

    return answer


def _user(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    asking = visitor(request)
    return AnonymousUser() if asking.is_guest else account_of(asking.id) or AnonymousUser()
