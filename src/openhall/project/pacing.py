"""Count acts before they are done: what is one too many is answered with 429, and when to come again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import Doer, TooOften, count_act, read_device
from openhall.channels.desk.language import chosen_language
from openhall.channels.portal.asking import known_visitor, visitor
from openhall.channels.portal.signing.asked import DEVICE_COOKIE
from openhall.channels.portal.signing.whence import caller_of
from openhall.channels.portal.waiting import too_often_page
from openhall.kernel.acts import TURN, Act, limit_of
from openhall.kernel.languages import ALL, BY_SLUG

_Next = Callable[[HttpRequest], HttpResponse]
_API = "/api/"
_DESK = "/desk/"
_PROGRAMS = ("/openid/token", "/openid/userinfo", "/wallet/")


class Pacing:
    """Count what a page does before it is asked, and let operations of the API count once they know who asks."""

    def __init__(self, get_response: _Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request what counts its acts."""
        request.__dict__[TURN] = partial(_count, request)
        return self._get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        _args: object,
        words: Mapping[str, object],
    ) -> HttpResponse | None:
        """Count what a page does. Who asks is known by now, where that matters to it."""
        limit = limit_of(view)
        act = limit.act_of(request.method or "", str(words.get("reference", ""))) if limit else None
        if limit is None or act is None or request.path_info.startswith(_API):
            return None
        try:
            _count(request, act, str(words.get(limit.about, "")))
        except TooOften as refusal:
            return _refused(request, refusal)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what turns out to be one too many within a view."""
        return _refused(request, error) if isinstance(error, TooOften) else None


def _count(request: HttpRequest, act: Act, about: str = "", own: str = "") -> None:
    doer = _doer(request)
    count_act(act, replace(doer, own=own) if own else doer, now=datetime.now(UTC), about=about)


def _doer(request: HttpRequest) -> Doer:
    """Return who does something. The API has found out by itself who asks; nobody it does not know is known here."""
    is_api = request.path_info.startswith(_API)
    asking = known_visitor(request) if is_api else visitor(request)
    device = read_device(request.COOKIES.get(DEVICE_COOKIE, ""))
    caller = caller_of(request, device)
    if not asking.is_guest:
        return Doer(caller, f"person:{asking.id}", is_officer=asking.is_officer)
    # Not by the device's own id: whoever signs in again and again would have as many as they like.
    return Doer(caller, f"browser:{device.marks[0]}" if device.marks else "")


def _refused(request: HttpRequest, refusal: TooOften) -> HttpResponse:
    if request.path_info.startswith(_PROGRAMS):
        response = HttpResponse(b'{"error":"slow_down"}', content_type="application/json")
        response.status_code = int(HTTPStatus.TOO_MANY_REQUESTS)
    else:
        is_at_desk = request.path_info.startswith(_DESK)
        language = BY_SLUG.get(request.path_info.lstrip("/").partition("/")[0]) or chosen_language(request, ALL)
        response = too_often_page(request, language, refusal.seconds, back=_DESK if is_at_desk else "")
    response["Retry-After"] = str(refusal.seconds)
    response["Cache-Control"] = "no-store"
    return response
