"""Whoever signed in with a code and proves more at a provider stays the same person, once they say that it is both."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import belongings_of, join_accounts
from openhall.blocks.identity.facade import JoiningRefused, Proven, code_of_session, joinable, second_ways
from openhall.channels.portal.signing.asked import SIGN_IN, Asked, asked
from openhall.channels.portal.tracking import LANGUAGE
from openhall.kernel.rights import READING, Right, open_to

_FIRST, _PLACE = "proven", f"{SIGN_IN}together/"
#: Less than this brings nothing to anybody.
_PROVEN = 2
#: The code was entered too long ago; whatever else stands against it is for a counter, or for nobody.
_LATE = "join-ended"


def same_person(found: Asked, first: Proven) -> HttpResponse | None:
    """Lead to the question whether whoever is signed in was just proven, where that can be; else ``None``.

    They may be two: on a computer that a family shares. So it is asked, and nothing moves before.
    """
    if found.visitor.id in {"", first.person} or first.level < _PROVEN or second_ways(first):
        return None
    code = code_of_session(found.cookie)
    if not code:
        return None
    try:
        joinable(code=code, account=first.account, cookie=found.cookie, now=found.now)
    except JoiningRefused as refusal:
        if refusal.code != _LATE:
            return None
    found.remember(**{_FIRST: [first.account, first.person, first.adapter, first.level]})
    return found.go(_PLACE)


@open_to(Right.EVERYONE, methods=(*READING, "POST"))
def together(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask whether both are one person; bring them together and go on, or go on as whom the provider knows alone."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    kept, code = found.request.session.get(_FIRST), code_of_session(found.cookie)
    if not kept or not code:
        return found.go(SIGN_IN)
    first = Proven(*kept)
    if request.method != "POST" or LANGUAGE in request.POST:
        return _shown(found, first, code)
    if found.given("do") != "same":
        # What was begun stays with the other account: its page would say that there is nothing.
        return found.finish(first, leads_to=found.href("me/"))
    try:
        join_accounts(code=code, account=first.account, cookie=found.cookie, now=found.now)
    except JoiningRefused:
        return _shown(found, first, code, HTTPStatus.CONFLICT)
    return found.finish(first)


def _shown(found: Asked, first: Proven, code: str, status: int = HTTPStatus.OK) -> HttpResponse:
    try:
        other = joinable(code=code, account=first.account, cookie=found.cookie, now=found.now)
    except JoiningRefused:
        return found.show(_PLACE, "signing/same.jinja", {"is_late": True, "matters": 0, "drafts": 0}, status)
    told = belongings_of(other, now=found.now)
    context = {"is_late": False, "matters": told.matters, "drafts": told.drafts}
    return found.show(_PLACE, "signing/same.jinja", context, status)
