"""Who may act for whom: seen, given, taken up, ended, by whoever is signed in."""

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from openhall.blocks.identity.facade import (
    MandateRefused,
    accept_mandate,
    end_mandate,
    mandates_of,
    offer_mandate,
    offered_by_code,
)
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.inbox.asked import Asked, asked
from openhall.channels.portal.mine.helping import helped_by_reader
from openhall.channels.portal.mine.mandate_terms import read_terms
from openhall.channels.portal.mine.mandate_words import SCOPES, begun, line_of, sentence_of
from openhall.channels.portal.tracking import LANGUAGE
from openhall.channels.portal.words import mark as _
from openhall.kernel.acts import Act, limited
from openhall.kernel.languages import pick
from openhall.kernel.references import read_reference
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.case_views import Errors
from openhall.ui.mandate_views import MandatesView, OfferView

PLACE = "me/mandates/"
_DONE = "done"
_KNOWN = frozenset({"accepted", "ended"})
_MOST = 60
_NO_CODE = _("There is no such code, or not any more. Check it character by character, or ask for a new one.")
_REFUSED: Mapping[str, str] = {
    "mandate-exists": _("You two have made this already. End the old one first."),
    "not-oneself": _("This is your own code: give it to whoever is to help you."),
}


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def mandates(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who may act for whom, or let somebody: the page then shows the code for them, once."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    if request.method != "POST" or LANGUAGE in request.POST:
        done = request.GET.get(_DONE, "")
        return _show(found, done=done if done in _KNOWN else "")
    terms, errors = read_terms(found)
    if errors or terms is None:
        return _show(found, errors)
    _id, code = offer_mandate(giver=found.visitor.id, terms=terms, now=found.now)
    return _show(found, code=code)


@open_to(Right.SIGNED_IN, methods=("POST",))
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a code offers, for whoever is about to say yes."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    code = request.POST.get("code", "").strip().lower()[:_MOST]
    offer = offered_by_code(code, now=found.now)
    if offer is None:
        return _show(found, (("code", found.say(_NO_CODE)),))
    if offer.giver == found.visitor.id:
        return _show(found, (("code", found.say(_REFUSED["not-oneself"])),))
    sentence, note = sentence_of(found, offer)
    view = OfferView(sentence, note, found.href(f"{PLACE}accept/"), code, found.href(PLACE))
    return found.show(f"{PLACE}code/", "me/offer.jinja", view)


@open_to(Right.SIGNED_IN, methods=("POST",))
def accept(request: HttpRequest, slug: str, mandate: str = "") -> HttpResponse:
    """Say yes to what a code offers, or to what the other side waits for."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    code = "" if mandate else request.POST.get("code", "")[:_MOST]
    try:
        accept_mandate(actor=found.visitor.id, mandate=read_reference(mandate) or "", code=code, now=found.now)
    except MandateRefused as refused:
        return _show(found, (("code", found.say(_REFUSED.get(refused.code, _NO_CODE))),), HTTPStatus.CONFLICT)
    return see_other(f"{found.href(PLACE)}?{_DONE}=accepted")


@open_to(Right.SIGNED_IN, methods=("POST",))
def end(request: HttpRequest, slug: str, mandate: str) -> HttpResponse:
    """End a mandate that the reader gave or holds; one that has ended stays so."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    try:
        end_mandate(mandate=read_reference(mandate) or "", actor=found.visitor.id, now=found.now)
    except MandateRefused:
        return see_other(found.href(PLACE))
    return see_other(f"{found.href(PLACE)}?{_DONE}=ended")


def _show(
    found: Asked, errors: Errors = (), status: int = HTTPStatus.UNPROCESSABLE_ENTITY, *, code: str = "", done: str = ""
) -> HttpResponse:
    sent = found.request.POST

    def sent_part(part: str) -> str:
        return sent.get(f"until-{part}", "")[:_MOST]

    given, held = mandates_of(found.visitor.id, now=found.now)
    matters = helped_by_reader(found)
    view = MandatesView(
        given=tuple(line_of(found, each) for each in given),
        # What an officer does at a counter is no private matter of theirs: it stands at the desk.
        held=tuple(
            replace(line_of(found, each), matters=matters.get(each.giver, ())) for each in held if not each.is_counter
        ),
        give_action=found.href(PLACE),
        take_action=found.href(f"{PLACE}code/"),
        back_href=found.href("me/"),
        scopes=tuple((scope, begun(found.say(words)), "") for scope, words in SCOPES.items()),
        scopes_chosen=() if code else tuple(sent.getlist("scopes")),
        offices=_offices(found),
        office="" if code else sent.get("office", ""),
        day=("", "", "", "") if code else (sent_part("day"), sent_part("month"), sent_part("year"), ""),
        code=code,
        done=done,
        errors=errors,
    )
    return found.show(PLACE, "me/mandates.jinja", view, status if errors else HTTPStatus.OK)


def _offices(found: Asked) -> tuple[tuple[str, str], ...]:
    offices = [(each.id, pick(each.name, found.language)) for each in found.catalogue.authorities.values()]
    return tuple(sorted(offices, key=lambda pair: pair[1]))


urlpatterns: list[URLPattern] = [
    path("<slug:slug>/me/mandates/", limited(Act.WRITE)(mandates)),
    path("<slug:slug>/me/mandates/code/", limited(Act.WRITE)(take)),
    path("<slug:slug>/me/mandates/accept/", limited(Act.WRITE)(accept)),
    path("<slug:slug>/me/mandates/<str:mandate>/accept/", limited(Act.WRITE)(accept)),
    path("<slug:slug>/me/mandates/<str:mandate>/end/", limited(Act.WRITE)(end)),
]
