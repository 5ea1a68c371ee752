"""Middleware of the framework's part of the hall: what holds for every address stands here once."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin

from openhall.blocks.catalogue.facade import NothingPublishedError
from openhall.kernel.rights import methods_of
from openhall.project.errors import failure
from openhall.project.security import SECURITY_HEADERS

_Next = Callable[[HttpRequest], HttpResponse]
_HTML = "text/html"
_API = "/api/"


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

    def process_request(self, request: HttpRequest) -> None:
        """Let the API answer HEAD as GET; the server leaves the body out (RFC 9110, section 9.3.2)."""
        if request.method == "HEAD" and request.path_info.startswith(_API):
            request.method = "GET"

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: object, _kwargs: object
    ) -> HttpResponse | None:
        """Refuse what a view does not answer; views of the API see to it themselves."""
        methods = methods_of(view)
        if methods and request.method not in methods:
            return failure(request, HTTPStatus.METHOD_NOT_ALLOWED, {"Allow": ", ".join(methods)})
        is_page = not request.path_info.startswith((_API, "/healthz", "/readyz"))
        if is_page and not request.accepts(_HTML):
            return failure(request, HTTPStatus.NOT_ACCEPTABLE)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Say that the hall is not open yet while nothing is published; leave other errors to the log and page."""
        if isinstance(error, NothingPublishedError):
            return failure(request, HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "5"})
        return None

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Give errors of libraries below the API the shape of all others."""
        is_problem = response["Content-Type"].startswith("application/problem+json")
        if request.path_info.startswith(_API) and response.status_code >= HTTPStatus.BAD_REQUEST and not is_problem:
            allowed = response.headers.get("Allow", "").replace("GET", "GET, HEAD")
            return failure(request, HTTPStatus(response.status_code), {"Allow": allowed} if allowed else None)
        return response
