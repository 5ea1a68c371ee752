"""Before what weighs much somebody shows once more that it is them, and what they sent goes on as they sent it.

The desk leads here with 307, so the browser sends its form along; this page carries it, and leads back with 307.
What was typed lies with the browser all the while: nothing of it is kept here.
"""

from http import HTTPStatus
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import account_of, prove_again, session_of, take, ways_again
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.signing.asked import SIGN_IN, Asked, Refused, asked
from openhall.channels.portal.signing_in import keep_session
from openhall.channels.portal.tracking import LANGUAGE
from openhall.kernel.rights import READING, Right, open_to
from openhall.kernel.visits import is_local_path

_PLACE, _TEMPLATE, _DESK = f"{SIGN_IN}again/", "signing/again.jinja", "/desk/"
#: What the page sends of its own: the code, the answer of a device, and whether a form is carried.
_CODE, _CREDENTIAL, _CARRIES = "_proof", "credential", "_carries"
_OWN = frozenset({_CODE, _CREDENTIAL, _CARRIES, LANGUAGE})
_LONGEST = 20_000


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def again(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a proof, or take it and send on what was carried."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    place, session = request.GET.get("next", ""), session_of(found.cookie, now=found.now)
    account = account_of(found.visitor.id)
    if session is None or account is None or not _is_of_the_desk(place):
        return see_other(_DESK if found.visitor.officer else found.href("me/"))
    # A first POST is what the desk led on; one of this page says whether it carries anything.
    is_ours = _CARRIES in request.POST
    carries = request.POST.get(_CARRIES) == "1" if is_ours else request.method == "POST"
    context = {
        "ways": ways_again(account, session),
        "carried": _carried(request) if carries else (),
        "carries": carries,
        "action": f"{found.href(_PLACE)}?{urlencode({'next': place})}",
    }
    if not is_ours or LANGUAGE in request.POST:
        return found.show(_PLACE, _TEMPLATE, context, HTTPStatus.FORBIDDEN)
    try:
        take("second", account.pk, found.caller, is_known=found.device.knows(account.pk), now=found.now)
        token = prove_again(
            account=account,
            session=session,
            cookie=found.cookie,
            typed=found.given(_CODE),
            credential=request.POST.get(_CREDENTIAL, "")[:_LONGEST],
            now=found.now,
        )
    except Refused as refusal:
        return found.refused(_PLACE, _TEMPLATE, context, refusal, _CODE)
    return _on(found, token, place, carries=carries)


def _is_of_the_desk(place: str) -> bool:
    return is_local_path(place) and place.startswith(_DESK) and ".." not in place


def _carried(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    return tuple((name, text) for name, texts in request.POST.lists() if name not in _OWN for text in texts)


def _on(found: Asked, token: str, place: str, *, carries: bool) -> HttpResponse:
    found.request.session.flush()
    response = keep_session(found.request, token, place)
    if carries:
        response.status_code = int(HTTPStatus.TEMPORARY_REDIRECT)
    return response
