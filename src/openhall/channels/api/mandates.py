"""Mandates over the API: see who may act for whom, offer, ask, say yes, end."""

from datetime import date, datetime, timedelta
from http import HTTPStatus
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import (
    MandateFacts,
    MandateRefused,
    Terms,
    accept_mandate,
    ask_for_mandate,
    end_mandate,
    mandates_of,
    offer_mandate,
)
from openhall.channels.api.asking import SIGNED_IN, visitor
from openhall.channels.api.bodies import read_body
from openhall.channels.api.mandate_shapes import LONGEST_ID, NOTHING, OFFER, OFFER_BODY, Done, Mandates, Offered
from openhall.channels.api.own_cases import answer
from openhall.channels.api.problems import Problem
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.references import read_reference
from openhall.kernel.rights import Right, open_to

_REFUSALS: dict[int, type[Schema]] = {401: ProblemDetail, 409: ProblemDetail, 422: ProblemDetail}
_NOT_READ = _("The body cannot be read: %(fault)s. It is JSON with the members that the API’s description names.")
router = Router(tags=["mandates"], auth=SIGNED_IN)


@router.get("", response={200: Mandates, **_REFUSALS}, operation_id="list_mandates")
@open_to(Right.SIGNED_IN)
def mandates(request: HttpRequest) -> HttpResponse:
    """Return the mandates that the caller gave and those that they hold, waiting or live."""
    given, held = mandates_of(visitor(request).id, now=timezone.now())
    return answer({"given": [*map(_told, given)], "held": [*map(_told, held)]}, HTTPStatus.OK)


@router.post("", response={201: Offered, **_REFUSALS}, operation_id="make_mandate", openapi_extra=OFFER)
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def make(request: HttpRequest) -> HttpResponse:
    """Offer a mandate to somebody, or ask somebody for one: it holds when the other says yes."""
    body, now, me = read_body(request, OFFER_BODY, _NOT_READ), timezone.now(), visitor(request).id
    terms, code = Terms(body.scopes, end_of(body.until), _known(body.services)), ""
    if not (body.helper + body.giver).isprintable():
        raise MandateRefused("unknown-person")
    if body.giver:
        made = ask_for_mandate(helper=me, giver=body.giver[:LONGEST_ID], terms=terms, now=now)
    else:
        made, code = offer_mandate(giver=me, helper=body.helper[:LONGEST_ID], terms=terms, now=now)
    return answer({"id": made, "code": code or None}, HTTPStatus.CREATED)


@router.post("/{mandate}/accept", response={200: Done, **_REFUSALS}, operation_id="accept_mandate")
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def accept(request: HttpRequest, mandate: str) -> HttpResponse:
    """Say yes to what the other side offered or asked for."""
    read_body(request, NOTHING, _NOT_READ)
    known = read_reference(mandate) or ""
    return answer({"id": accept_mandate(actor=visitor(request).id, mandate=known, now=timezone.now())}, HTTPStatus.OK)


@router.post("/{mandate}/end", response={200: Done, **_REFUSALS}, operation_id="end_mandate")
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def end(request: HttpRequest, mandate: str) -> HttpResponse:
    """End a mandate that the caller gave or holds: nothing can be done with it from the next request on."""
    read_body(request, NOTHING, _NOT_READ)
    known = read_reference(mandate) or ""
    end_mandate(mandate=known, actor=visitor(request).id, now=timezone.now())
    return answer({"id": known}, HTTPStatus.OK)


def _known(services: tuple[str, ...]) -> tuple[str, ...]:
    catalogue = current_catalogue()
    for name in services:
        if name not in catalogue.authorities and name not in catalogue.summaries:
            told = _("There is no service or authority “%(service)s”.")
            raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-service", told, {"service": name[:200]})
    return services


def end_of(day: date) -> datetime:
    """Return when a day is over in the jurisdiction; one that nobody can give is refused where terms are checked."""
    zone = ZoneInfo(current_catalogue().jurisdiction.time_zone)
    after = day + timedelta(days=1) if day < date.max else day
    return datetime(after.year, after.month, after.day, tzinfo=zone)


def _told(mandate: MandateFacts) -> dict[str, Any]:
    return {
        "id": mandate.id,
        "giver": mandate.giver,
        "helper": mandate.helper or None,
        "scopes": mandate.terms.scopes,
        "services": mandate.terms.services,
        "ends_at": mandate.terms.ends_at,
        "state": mandate.state,
    }
