"""One place where a fault becomes what its reader can use: a page for people, a problem for machines."""

from collections.abc import Mapping
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse

from openhall.blocks.catalogue.facade import NothingPublishedError
from openhall.channels.api.problems import Problem, problem_response
from openhall.channels.api.words import mark as _
from openhall.channels.desk.language import chosen_language
from openhall.channels.portal.views import error_response
from openhall.kernel.languages import ALL
from openhall.ui.responses import HTML

_API, _DESK = "/api/", "/desk/"
_BARE = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Openhall</title>"
    "<h1>The hall is not open yet</h1><p>Please come back in a minute.</p>"
    "<p lang=zh-Hant>大堂尚未開放，請稍後再來。</p><p lang=zh-Hans>大厅尚未开放，请稍后再来。</p>"
)
_TOLD: Mapping[HTTPStatus, tuple[str, str]] = {
    HTTPStatus.BAD_REQUEST: ("cannot-be-read", _("The request cannot be read.")),
    HTTPStatus.FORBIDDEN: ("not-allowed", _("This is not open to you.")),
    HTTPStatus.NOT_FOUND: (
        "unknown-address",
        _("There is nothing at this address. What there is stands in /api/v1/openapi.json."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        "method-not-allowed",
        _("This address does not answer that method. “Allow” names those that it answers."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("too-large", _("That is more than the hall takes in one request.")),
    HTTPStatus.SERVICE_UNAVAILABLE: ("not-open-yet", _("The hall is not open yet. Try again in a few seconds.")),
}
_UNFORESEEN = ("unforeseen", _("Something went wrong on our side. Nothing was changed. Try again later."))


def failure(request: HttpRequest, status: HTTPStatus, headers: Mapping[str, str] | None = None) -> HttpResponse:
    """Return the page or problem for ``status``."""
    response = _problem(request, status) if request.path_info.startswith(_API) else _page(request, status)
    for name, value in (headers or {}).items():
        response[name] = value
    return response


def _problem(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    code, told = _TOLD.get(status, _UNFORESEEN)
    return problem_response(request, Problem(status, code, told))


def _page(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    is_at_desk = request.path_info.startswith(_DESK)
    language = chosen_language(request, ALL) if is_at_desk else None
    try:
        return error_response(request, int(status), language, back=_DESK if is_at_desk else "")
    except NothingPublishedError:
        return HttpResponse(_BARE, status=int(status), content_type=HTML)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what cannot be understood (Django's ``handler400``), or is too much to try."""
    is_too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return failure(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE if is_too_much else HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer what a view refuses to whoever asks (Django's ``handler403``)."""
    del exception
    return failure(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that nothing is at (Django's ``handler404``)."""
    del exception
    return failure(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something failed that nobody foresaw (Django's ``handler500``)."""
    return failure(request, HTTPStatus.INTERNAL_SERVER_ERROR)
