"""A firm lets another one act for it, takes up what another one offers, or ends it; it undoes what a counter wrote."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from openhall.blocks.identity.facade import (
    SeatRefused,
    end_firm_mandate,
    offer_firm_mandate,
    take_firm_mandate,
    undo_firm_paper,
)
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.inbox.asked import asked
from openhall.channels.portal.mine.firm_paper_words import COUNTER
from openhall.channels.portal.mine.firm_words import NO_CODE, told_of
from openhall.channels.portal.mine.firms import PLACE, show_firm
from openhall.channels.portal.mine.lent_words import FIRMS, Lent
from openhall.channels.portal.mine.mandate_terms import last_moment
from openhall.kernel.acts import Act, limited
from openhall.kernel.references import read_reference
from openhall.kernel.rights import Right, open_to

_MOST = 60
_FIELDS = {"no-scope": "scopes", "seat-days": "ends"}


@open_to(Right.SIGNED_IN, methods=("POST",))
def offer(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Make a code with which another firm may act for this one."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    # A day that is none is over, and refused as such.
    ends_at = last_moment(found, "ends") or found.now
    scopes, actor = request.POST.getlist("scopes"), found.visitor.id
    try:
        code = offer_firm_mandate(giver=organisation, scopes=scopes, ends_at=ends_at, actor=actor, now=found.now)
    except SeatRefused as refused:
        if refused.code not in _FIELDS:
            return show_firm(found, organisation, refused=refused)
        return show_firm(found, organisation, lent=Lent(errors=((_FIELDS[refused.code], told_of(found, refused)),)))
    return show_firm(found, organisation, lent=Lent(code))


@open_to(Right.SIGNED_IN, methods=("POST",))
def take(request: HttpRequest, slug: str, organisation: str) -> HttpResponse:
    """Let this firm act for the one whose code was typed."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    code = request.POST.get("firm_code", "").strip().lower()[:_MOST]
    try:
        take_firm_mandate(code=code, helper=organisation, actor=found.visitor.id, now=found.now)
    except SeatRefused as refused:
        return show_firm(found, organisation, lent=Lent(errors=(("firm_code", told_of(found, refused, NO_CODE)),)))
    return see_other(f"{found.href(PLACE)}{organisation}/?done=1")


@open_to(Right.SIGNED_IN, methods=("POST",))
def end(request: HttpRequest, slug: str, organisation: str, mandate: str) -> HttpResponse:
    """End what one firm may do for another, from either side."""
    return _taken_back(request, slug, organisation, partial(end_firm_mandate, mandate=read_reference(mandate) or ""))


@open_to(Right.SIGNED_IN, methods=("POST",))
def undo(request: HttpRequest, slug: str, organisation: str, paper: str) -> HttpResponse:
    """Undo what was written down for this firm at a counter."""
    return _taken_back(request, slug, organisation, partial(undo_firm_paper, paper=read_reference(paper) or ""))


def _taken_back(request: HttpRequest, slug: str, organisation: str, act: Callable[..., None]) -> HttpResponse:
    """Take back what a firm gave, and show its page again."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    try:
        act(actor=found.visitor.id, now=found.now)
    except SeatRefused as refused:
        return show_firm(found, organisation, refused=refused)
    return see_other(f"{found.href(PLACE)}{organisation}/?done=1")


urlpatterns: list[URLPattern] = [
    path(f"<slug:slug>/me/organisations/<slug:organisation>/{FIRMS}/", limited(Act.WRITE)(offer)),
    path(f"<slug:slug>/me/organisations/<slug:organisation>/{FIRMS}/code/", limited(Act.WRITE)(take)),
    path(f"<slug:slug>/me/organisations/<slug:organisation>/{FIRMS}/<str:mandate>/end/", limited(Act.WRITE)(end)),
    path(f"<slug:slug>/me/organisations/<slug:organisation>/{COUNTER}/<str:paper>/undo/", limited(Act.WRITE)(undo)),
]
