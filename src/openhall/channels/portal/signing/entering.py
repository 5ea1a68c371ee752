"""The ways in: a passkey, a code that is sent, a printed code, a password, and a second one where it is asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from openhall.blocks.identity.facade import (
    Proven,
    accept_invitation,
    ask_code,
    linked_providers,
    open_ways,
    passkey_options,
    proven_by_code,
    proven_by_passkey,
    proven_by_password,
    proven_by_sheet,
    second_ways,
    take,
    use_code,
    use_passkey,
    use_password,
    use_printed,
    use_second,
)
from openhall.channels.portal.signing.asked import CODE, KEEPING, SIGN_IN, Asked, Refused, asked
from openhall.channels.portal.signing.proving import same_person
from openhall.channels.portal.signing.words import device_word
from openhall.kernel.acts import Act, limited, unlimited
from openhall.kernel.rights import READING, Right, open_to

_BOTH = (*READING, "POST")
_FIRST, _PROVIDER = "first", "provider"
#: Ways of which one is enough for a code to be sent.
_SENT = frozenset({"mail", "sms"})
_ENTER = f"{SIGN_IN}code/"
#: Where an officer begins who is here for the first time.
_DESK = "/desk/people/"
_View = Callable[[HttpRequest, str], HttpResponse]


def _page(view: Callable[[Asked], HttpResponse]) -> _View:
    """Answer for a language of the hall, and as ``view`` does."""

    def answer(request: HttpRequest, slug: str) -> HttpResponse:
        found = asked(request, slug)
        return found if isinstance(found, HttpResponse) else view(found)

    return answer


def _passkey_options(_found: Asked) -> HttpResponse:
    response = HttpResponse(passkey_options(), content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def _passkey(found: Asked) -> HttpResponse:
    try:
        take("guess", "passkey", found.caller, is_known=False, now=found.now)
        return found.finish(proven_by_passkey(*use_passkey(found.request.POST.get("credential", ""), now=found.now)))
    except Refused as refusal:
        return found.refused(f"{SIGN_IN}passkey/", "signing/passkey.jinja", {}, refusal, "passkey")


def _ask(found: Asked) -> HttpResponse:
    """Send a code; known or unknown, the next page is the same."""
    try:
        code = ask_code(
            address=found.given("address"),
            language=found.language.code,
            caller=found.caller,
            device=found.device,
            now=found.now,
        )
    except Refused as refusal:
        context = {"address": found.given("address")}
        return found.refused(f"{SIGN_IN}send/", "signing/send.jinja", context, refusal, "address")
    found.remember(**{CODE: code})
    return found.go(_ENTER)


def _send(found: Asked) -> HttpResponse:
    if not open_ways() & _SENT:
        return found.go(SIGN_IN)
    return _ask(found) if found.request.method == "POST" else found.show(f"{SIGN_IN}send/", "signing/send.jinja", {})


def _enter(found: Asked) -> HttpResponse:
    code = str(found.request.session.get(CODE, ""))
    if not code:
        return found.go(f"{SIGN_IN}send/")
    if found.request.method != "POST":
        return found.show(_ENTER, "signing/code.jinja", {})
    try:
        take("guess", code, found.caller, is_known=False, now=found.now)
        return go_on(found, proven_by_code(use_code(code=code, typed=found.given("code"), now=found.now)))
    except Refused as refusal:
        return found.refused(_ENTER, "signing/code.jinja", {}, refusal, "code")


def _printed(found: Asked) -> HttpResponse:
    place, template = f"{SIGN_IN}printed/", "signing/printed.jinja"
    if found.request.method != "POST":
        return found.show(place, template, {})
    try:
        take("guess", "printed", found.caller, is_known=bool(found.device.marks), now=found.now)
        account, level = use_printed(number=found.given("number"), code=found.given("code"))
        return go_on(found, proven_by_sheet(account, level))
    except Refused as refusal:
        return found.refused(place, template, {"number": found.given("number")}, refusal, "number")


def _counter(found: Asked) -> HttpResponse:
    """Take the one-time code of a sheet from a counter: its person is proven, and goes on to keep ways of their own."""
    return _handed_over(found, "counter", "signing/counter.jinja", found.href(KEEPING))


def _invited(found: Asked) -> HttpResponse:
    """Take the one-time code that an operator has made for an officer, who goes on to the desk."""
    return _handed_over(found, "invited", "signing/invited.jinja", _DESK)


def _handed_over(found: Asked, way: str, template: str, arrival: str) -> HttpResponse:
    place = f"{SIGN_IN}{way}/"
    if found.request.method != "POST":
        return found.show(place, template, {})
    try:
        take("guess", way, found.caller, is_known=False, now=found.now)
        token = accept_invitation(
            code=found.given("code"),
            instead_of=found.cookie,
            is_shared=found.is_shared(),
            device=device_word(found.request.META.get("HTTP_USER_AGENT", "")),
            now=found.now,
        )
    except Refused as refusal:
        return found.refused(place, template, {}, refusal, "code")
    return found.arrived(token, "", arrival, is_shared=found.is_shared())


def _password(found: Asked) -> HttpResponse:
    place, template = f"{SIGN_IN}password/", "signing/password.jinja"
    if "password" not in open_ways():
        return found.go(SIGN_IN)
    if found.request.method != "POST":
        return found.show(place, template, {})
    try:
        account = use_password(
            address=found.given("address"),
            password=found.request.POST.get("password", ""),
            caller=found.caller,
            device=found.device,
            now=found.now,
        )
        return go_on(found, proven_by_password(account))
    except Refused as refusal:
        return found.refused(place, template, {"address": found.given("address")}, refusal, "address")


def go_on(found: Asked, first: Proven) -> HttpResponse:
    """Sign in, or ask for a second way first."""
    if not second_ways(first):
        return found.finish(first)
    found.remember(**{_FIRST: [first.account, first.person, first.adapter, first.level], CODE: ""})
    return found.go(f"{SIGN_IN}second/")


def _second(found: Asked) -> HttpResponse:
    kept = found.request.session.get(_FIRST)
    if not kept:
        return found.go(SIGN_IN)
    first, place, template = Proven(*kept), f"{SIGN_IN}second/", "signing/second.jinja"
    ways = second_ways(first)
    context = {"ways": ways, "providers": linked_providers(first.account) if "provider" in ways else ()}
    if found.request.method != "POST":
        return found.show(place, template, context)
    credential = found.request.POST.get("credential", "")
    try:
        is_known = found.device.knows(first.account)
        take("second", first.account, found.caller, is_known=is_known, now=found.now)
        proven = use_second(first, found.given("code"), credential=credential, now=found.now)
        found.request.session.pop(_FIRST, None)
        return (same_person(found, proven) if first.adapter == _PROVIDER else None) or found.finish(proven)
    except Refused as refusal:
        return found.refused(place, template, context, refusal, "passkey" if credential else "code")


def _open(view: Callable[[Asked], HttpResponse], methods: tuple[str, ...] = _BOTH) -> _View:
    page = open_to(Right.EVERYONE, methods=methods)(_page(view))
    return unlimited("each guess, and each code that is sent, is counted for itself")(page)


passkey_begin = limited(Act.SIGN_IN)(_open(_passkey_options, ("POST",)))
passkey_end = _open(_passkey, ("POST",))
send = _open(_send)
enter = _open(_enter)
printed = _open(_printed)
counter = _open(_counter)
invited = _open(_invited)
password = _open(_password)
second = _open(_second)
