"""Count acts before they are done: what is one too many is answered with 429, and when to come again."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import GUEST, Doer, TooOften, Visitor, count_act, read_device
from openhall.channels.api.asking import visitor as api_visitor
from openhall.channels.api.problems import Problem, language_of, problem_response
from openhall.channels.api.refusals import problem_of
from openhall.channels.desk.language import chosen_language
from openhall.channels.portal.asking import visitor
from openhall.channels.portal.signing.asked import DEVICE_COOKIE
from openhall.channels.portal.signing.whence import caller_of
from openhall.channels.portal.waiting import too_often_page
from openhall.kernel.acts import TURN, Act, limit_of
from openhall.kernel.languages import ALL, BY_SLUG
from openhall.kernel.visits import SAFE_METHODS

_Next = Callable[[HttpRequest], HttpResponse]
_API, _DESK, _PROGRAMS = "/api/", "/desk/", ("/openid/par", "/openid/token", "/openid/userinfo", "/wallet/")
_FREE = ("/healthz", "/readyz", "/static/")


class Pacing:
    """Count what a page does before it is asked, and let operations of the API count once they know who asks."""

    def __init__(self, get_response: _Next) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Give the request what counts its acts."""
        request.__dict__[TURN] = partial(_count, request)
        return self._get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], _args: object, words: Mapping[str, object]
    ) -> HttpResponse | None:
        """Count what a page does, or a look. Who asks is known by now, where that matters to it."""
        limit = limit_of(view)
        act = limit.act_of(request.method or "", str(words.get("reference", ""))) if limit else None
        try:
            if limit and act and not request.path_info.startswith(_API):
                _count(request, act, str(words.get(limit.about, "")))
            elif request.method in SAFE_METHODS and not request.path_info.startswith(_FREE):
                _count(request, Act.LOOK)
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
    asking = _asking(request)
    device = read_device(request.COOKIES.get(DEVICE_COOKIE, ""))
    caller = caller_of(request, device)
    if not asking.is_guest:
        return Doer(caller, f"person:{asking.id}", is_officer=asking.is_officer)
    # Not by the device's own id: who signs in again and again would have as many as they like.
    return Doer(caller, f"browser:{device.marks[0]}" if device.marks else "")


def _asking(request: HttpRequest) -> Visitor:
    try:
        return api_visitor(request) if request.path_info.startswith(_API) else visitor(request)
    except Problem:  # a token that is not good: the operation tells of it
        return GUEST


def _refused(request: HttpRequest, refusal: TooOften) -> HttpResponse:
    path = request.path_info
    if path.startswith(_API):
        return problem_response(request, problem_of(refusal, language_of(request)))
    if path.startswith(_PROGRAMS):
        response = HttpResponse(b'{"error":"slow_down"}', status=429, content_type="application/json")
    else:
        language = BY_SLUG.get(path.lstrip("/").partition("/")[0]) or chosen_language(request, ALL)
        response = too_often_page(request, language, refusal.seconds, back=_DESK if path.startswith(_DESK) else "")
    response["Retry-After"], response["Cache-Control"] = str(refusal.seconds), "no-store"
    return response
