"""What waits for the reader to agree to it: somebody sells them something, and nothing moves before they say yes."""

from collections.abc import Iterator
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from openhall.blocks.cases.facade import (
    Awaited,
    MoreProofNeeded,
    NoSuchAgreement,
    agreement_for,
    answer_agreement,
    awaited_of,
)
from openhall.blocks.identity.facade import RoleForbids, Visitor
from openhall.channels.portal.case_words import service_line
from openhall.channels.portal.framing import see_other
from openhall.channels.portal.inbox.asked import Asked, asked
from openhall.channels.portal.mine.gathering import Holding
from openhall.channels.portal.tracking import LANGUAGE
from openhall.channels.portal.views import error_response
from openhall.channels.portal.words import mark as _
from openhall.channels.portal.words import saying
from openhall.kernel.acts import Act, limited
from openhall.kernel.languages import Language, pick
from openhall.kernel.references import read_reference
from openhall.kernel.rights import READING, Right, open_to
from openhall.ui.formats import full_date
from openhall.ui.mandate_views import AgreementView
from openhall.ui.me_views import MatterLine
from openhall.ui.register_views import FactRow
from openhall.ui.register_words import fact_words

PLACE = "me/agreements/"
_BY, _ACT = _("Answer by %(day)s"), _("Say yes or no")
_YES, _NO = "yes", "no"
_PROVE = _("You have to prove more surely who you are before you answer this. Sign in again, with more than now.")
_NEAR_DAYS = 7


@open_to(Right.SIGNED_IN, methods=(*READING, "POST"))
def agreement(request: HttpRequest, slug: str, reference: str) -> HttpResponse:
    """Show what somebody applied for with the reader, or take their yes or no."""
    found = asked(request, slug)
    if isinstance(found, HttpResponse):
        return found
    name = read_reference(reference) or ""
    try:
        if request.method == "POST" and LANGUAGE not in request.POST:
            return _answered(found, name)
        return _shown(found, name)
    except (NoSuchAgreement, RoleForbids):
        return error_response(request, HTTPStatus.NOT_FOUND)


def _answered(found: Asked, reference: str) -> HttpResponse:
    said = found.request.POST.get("answer", "")
    if said not in {_YES, _NO}:
        return _shown(found, reference)
    try:
        answer_agreement(reference=reference, visitor=found.visitor, agrees=said == _YES, now=found.now)
    except MoreProofNeeded:
        return _shown(found, reference, found.say(_PROVE))
    return see_other(f"{found.href('me/')}?agreed={said}")


def _shown(found: Asked, reference: str, fault: str = "") -> HttpResponse:
    asked_of = agreement_for(reference, found.visitor, found.now)
    language, waits = found.language, asked_of.awaited
    service = found.catalogue.service(waits.service)
    view = AgreementView(
        service=service_line(found.catalogue, language, waits.service, service),
        reference=waits.reference,
        until=full_date(waits.until, language),
        facts=tuple(
            FactRow(pick(each.label, language), fact_words(each.kind, each.fact, language)) for each in asked_of.lines
        ),
        action=found.href(f"{PLACE}{waits.reference}/"),
        back_href=found.href("me/"),
        firm=_firm(found.visitor, waits, language),
        fault=fault,
    )
    status = HTTPStatus.FORBIDDEN if fault else HTTPStatus.OK
    return found.show(f"{PLACE}{waits.reference}/", "me/agreement.jinja", view, status)


def _firm(visitor: Visitor, waits: Awaited, language: Language) -> str:
    """Return the name of the organisation for which somebody answers, or nothing."""
    return next((pick(each.name, language) for each in visitor.organisations if each.id == waits.firm), "")


def agreement_lines(holding: Holding, language: Language) -> Iterator[MatterLine]:
    """Yield what waits for the reader to agree to, as their own page lists it."""
    for each in awaited_of(holding.visitor):
        known = holding.catalogue.summaries.get(each.service)
        href = f"/{language.slug}/{PLACE}{each.reference}/"
        yield MatterLine(
            service=pick(known.name, language) if known else each.service,
            href=href,
            status="waiting-for-you",
            reference=each.reference,
            firm=_firm(holding.visitor, each, language),
            is_yours=True,
            next_words=saying(language)(_BY) % {"day": full_date(each.until, language)},
            haste="soon" if (each.until - holding.today).days <= _NEAR_DAYS else "",
            act=saying(language)(_ACT),
            act_href=href,
        )


urlpatterns: list[URLPattern] = [path("<slug:slug>/me/agreements/<str:reference>/", limited(Act.WRITE)(agreement))]
