"""Whoever is signed in and proves more at a provider stays the same person, once they say that it is both."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from openhall.blocks.cases.facade import belongings_of, join_accounts
from openhall.blocks.identity.facade import (
    JoiningRefused,
    Proven,
    account_of,
    code_of_session,
    joinable,
    proofs_wanted,
    take,
)
from openhall.channels.portal.signing.asked import SIGN_IN, Asked, Refused, asked
from openhall.channels.portal.tracking import LANGUAGE
from openhall.kernel.rights import READING, Right, open_to

_FIRST, _PLACE, _TEMPLATE = "proven", f"{SIGN_IN}together/", "signing/same.jinja"
#: Less than this brings nothing to anybody.
_PROVEN = 2
#: The code was entered too long ago; whatever else stands against it is for a counter, or for nobody.
_LATE = "join-ended"
_LONGEST = 20_000


def same_person(found: Asked, first: Proven) -> HttpResponse | None:
    """Lead to the question whether whoever is signed in was just proven, where that can be; else ``None``.

    They may be two: on a computer that a family shares. So it is asked, and nothing moves before. ``first`` is all
    that the provider's account asks for, its second way included.
    """
    if found.visitor.id in {"", first.person} or first.level < _PROVEN:
        return None
    code = code_of_session(found.cookie)
    try:
        joinable(code=code, account=first.account, cookie=found.cookie, now=found.now)
    except JoiningRefused as refusal:
        if refusal.code != _LATE or not code:
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
    if not kept or found.visitor.is_guest:
        return found.go(SIGN_IN)
    first, credential = Proven(*kept), request.POST.get("credential", "")[:_LONGEST]
    if request.method != "POST" or LANGUAGE in request.POST:
        return _shown(found, first, code)
    if found.given("do") != "same" and not credential:
        # What was begun stays with the other account: its page would say that there is nothing.
        return found.finish(first, leads_to=found.href("me/"))
    return _joined(found, first, code, credential)


def _joined(found: Asked, first: Proven, code: str, credential: str) -> HttpResponse:
    context = dict[str, object]()
    try:
        context = _context(found, first, code)
        if context["ways"] and (mine := account_of(found.visitor.id)):
            take("second", mine.pk, found.caller, is_known=found.device.knows(mine.pk), now=found.now)
        join_accounts(
            code=code,
            account=first.account,
            cookie=found.cookie,
            typed=found.given("code"),
            credential=credential,
            now=found.now,
        )
    except JoiningRefused:
        return _shown(found, first, code, HTTPStatus.CONFLICT)
    except Refused as refusal:
        return found.refused(_PLACE, _TEMPLATE, context, refusal, "code")
    return found.finish(first)


def _shown(found: Asked, first: Proven, code: str, status: int = HTTPStatus.OK) -> HttpResponse:
    try:
        context = _context(found, first, code)
    except JoiningRefused:
        context = {"is_late": True, "matters": 0, "drafts": 0}
    return found.show(_PLACE, _TEMPLATE, context, status)


def _context(found: Asked, first: Proven, code: str) -> dict[str, object]:
    """Return what the page says, and what it asks for; raise ``JoiningRefused``."""
    other = joinable(code=code, account=first.account, cookie=found.cookie, now=found.now)
    told = belongings_of(other, now=found.now)
    return {
        "is_late": False,
        "is_by_code": bool(code),
        "ways": proofs_wanted(person=other, code=code),
        "matters": told.matters,
        "drafts": told.drafts,
    }
