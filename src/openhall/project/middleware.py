"""Middleware of the framework's part of the hall: what holds for every address stands here once."""

from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from time import perf_counter
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.utils.deprecation import MiddlewareMixin

from openhall.blocks.authorities.facade import enter_office, within_walls
from openhall.blocks.catalogue.facade import NothingPublishedError
from openhall.blocks.documents.facade import CEILING
from openhall.channels.desk.language import chosen_language
from openhall.channels.portal.asking import is_foreign, known_visitor, visitor
from openhall.channels.portal.views import officers_only, signed_out
from openhall.kernel.languages import ALL, BY_SLUG
from openhall.kernel.rights import Right, methods_of, right_of
from openhall.kernel.telling import within_request
from openhall.kernel.visits import SAFE_METHODS, SESSION_COOKIE, WHY
from openhall.project.decisions import note_decision
from openhall.project.errors import failure
from openhall.project.security import SECURITY_HEADERS

_Next = Callable[[HttpRequest], HttpResponse]
_HTML = "text/html"
_ANYTHING = "*/*"
_HEARD_OUT, _CHUNK = 8_000_000, 65_536
_API = "/api/"
#: Addresses of programs, which do not say that they take HTML.
_NO_PAGES = (_API, "/healthz", "/readyz", "/.well-known/", "/openid/", "/verify/", "/credentials/", "/wallet/")
_NEEDS_SOMEBODY = (Right.SIGNED_IN, Right.OFFICER)
#: A form may hold several files; each of them is held to the limits of its question besides.
_MOST_BYTES = 4 * CEILING


def security_headers(get_response: _Next) -> _Next:
    """Put the security headers on every answer that has none of its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in SECURITY_HEADERS:
            response.headers.setdefault(name, value)
        return response

    return answer


class ClearRefusals(MiddlewareMixin):
    """Refuse a wrong method or form before any work, and turn every fault into a page or a problem."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """Let the API answer HEAD as GET; the server leaves the body out (RFC 9110, section 9.3.2).

        What is larger than all files that a form may hold is refused before any of it is read.
        """
        if request.method == "HEAD" and request.path_info.startswith(_API):
            request.method = "GET"
        if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
            return failure(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"Connection": "close"})
        return None

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse what a view does not answer; views of the API see to it themselves."""
        methods = methods_of(view)
        if methods and request.method not in methods:
            return failure(request, HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": ", ".join(methods)})
        is_page = not request.path_info.startswith(_NO_PAGES) and not _is_calendar(request)
        if is_page and not _takes_pages(request):
            return failure(request, HTTPStatus.NOT_ACCEPTABLE)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say that the hall is not open yet while nothing is published; leave other errors to the log and page."""
        if isinstance(error, NothingPublishedError):
            return failure(request, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "5"})
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Give errors of libraries below the API the shape of all others."""
        if request.method not in SAFE_METHODS:
            _hear_out(request)
        is_problem = response["Content-Type"].startswith("application/problem+json")
        if request.path_info.startswith(_API) and response.status_code >= HTTPStatus.BAD_REQUEST and not is_problem:
            allowed = response.headers.get("Allow", "").replace("GET", "GET, HEAD")
            return failure(request, HTTPStatus(response.status_code), {"Allow": allowed} if allowed else None)
        return response


def _hear_out(request: HttpRequest) -> None:
    """Read what was sent and not looked at, unless it is very much: the server closes the line on what is left.

    Who is still sending then does not hear the answer, and who sends the next request does so in vain.
    """
    if int(request.META.get("CONTENT_LENGTH") or 0) <= _HEARD_OUT:
        with suppress(UnreadablePostError):
            while request.read(_CHUNK):
                pass


def _is_calendar(request: HttpRequest) -> bool:
    """Tell whether somebody's program asks for a calendar: it takes those, and may not take pages."""
    return request.path_info.endswith(".ics")


def _takes_pages(request: HttpRequest) -> bool:
    # Every browser asks for HTML by its name: the whole header has to be read only when somebody else asks.
    asked = request.META.get("HTTP_ACCEPT", _ANYTHING)
    return asked == _ANYTHING or asked.startswith(f"{_HTML},") or request.accepts(_HTML)


class Admission:
    """Refuse what another website sends in somebody's name, and whom an address is not open to.

    No page carries a token against forgery: prepared pages are the same for everybody. The browser itself says
    where a request came from. The API is not concerned: there a cookie counts only where a page of ours sent it
    (``channels.api.asking``), and what asks for somebody signed in says so with its own ``auth``.

    Whatever is open to officers sees only what their office takes part in, down in the database.
    """

    def __init__(self, get_response: _Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Keep a page that names somebody, or is for somebody, out of every cache; leave the office that it was for."""
        since = perf_counter()
        with within_request():
            with within_walls():
                response = self._get_response(request)
            note_decision(request, response, since)
        # An error page names nobody, but what a browser with a session was told is for that browser alone.
        is_somebody = not known_visitor(request).is_guest
        if SESSION_COOKIE in request.COOKIES or is_somebody:
            response.headers["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Look at a request before its view does."""
        if request.method not in SAFE_METHODS and not request.path_info.startswith(_API) and is_foreign(request):
            request.__dict__[WHY] = "another-website"
            return failure(request, HTTPStatus.FORBIDDEN)
        right = right_of(view)
        if right not in _NEEDS_SOMEBODY:
            return None
        asking = visitor(request)
        if asking.is_guest:
            request.__dict__[WHY] = "sign-in-needed"
            is_form = right is Right.OFFICER and request.method not in SAFE_METHODS
            return signed_out(request, chosen_language(request, ALL)) if is_form else _led_to_sign_in(request)
        if right is Right.OFFICER:
            if asking.needs_factor:
                request.__dict__[WHY] = "second-way-needed"
                return _led_to_second_way(request)
            if asking.officer is None:
                request.__dict__[WHY] = "officers-only"
                return officers_only(request, chosen_language(request, ALL))
            enter_office(asking.officer.authority)
        return None


def _led_to_second_way(request: HttpRequest) -> HttpResponse:
    """Send an officer who has shown one way to sign in to where they add another: nothing else opens before."""
    language = chosen_language(request, ALL)
    response = HttpResponseRedirect(f"/{language.slug}/me/sign-in/")
    response.status_code = int(HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _led_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a reader to sign in and back; a form that was sent without a session comes back to its own page."""
    slug = request.path_info.lstrip("/").partition("/")[0]
    language = BY_SLUG.get(slug) or chosen_language(request, ALL)
    response = HttpResponseRedirect(f"/{language.slug}/sign-in/?{urlencode({'next': request.get_full_path()})}")
    response.headers["Cache-Control"] = "no-store"
    return response
