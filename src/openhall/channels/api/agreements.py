"""Agreements over the API: what waits for the caller to agree to it, and their yes or no."""

from datetime import date
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from openhall.blocks.cases.facade import Awaited, agreement_for, answer_agreement, awaited_of
from openhall.channels.api.asking import SIGNED_IN, visitor
from openhall.channels.api.bodies import read_body
from openhall.channels.api.own_cases import answer
from openhall.channels.api.shapes import ProblemDetail, Texts
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.references import read_reference
from openhall.kernel.rights import Right, open_to

_REFUSALS: dict[int, type[Schema]] = {
    401: ProblemDetail,
    403: ProblemDetail,
    404: ProblemDetail,
    422: ProblemDetail,
}
_NOT_READ = _("The body cannot be read: %(fault)s. It is JSON with the members that the API’s description names.")
router = Router(tags=["applications"], auth=SIGNED_IN)


class AgreementItem(Schema):
    """What waits for the caller to agree to it."""

    reference: str
    service: str
    until: date
    organisation: str = Field(description="the organisation in whose name the caller answers, or empty")


class AgreementList(Schema):
    """Everything that waits for the caller, the next to lapse first."""

    items: list[AgreementItem]


class AgreementLine(Schema):
    """What was written in answer to one question."""

    label: Texts
    value: Any
    words: Texts


class AgreementDetail(AgreementItem):
    """What waits, with what the caller reads before they answer."""

    lines: list[AgreementLine]


class Agreed(Schema):
    """What the caller said."""

    reference: str
    agrees: bool


class AgreementBody(msgspec.Struct, forbid_unknown_fields=True):
    """Yes or no."""

    agrees: bool


_BODY = msgspec.json.Decoder(AgreementBody)
_SHAPE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["agrees"],
                    "additionalProperties": False,
                    "properties": {"agrees": {"type": "boolean"}},
                }
            }
        },
    }
}


@router.get("", response={200: AgreementList, **_REFUSALS}, operation_id="list_agreements")
@open_to(Right.SIGNED_IN)
def agreements(request: HttpRequest) -> HttpResponse:
    """Return what others applied for with the caller, and waits for their yes."""
    return answer({"items": [*map(_told, awaited_of(visitor(request)))]}, HTTPStatus.OK)


@router.get("/{reference}", response={200: AgreementDetail, **_REFUSALS}, operation_id="get_agreement")
@open_to(Right.SIGNED_IN)
def agreement(request: HttpRequest, reference: str) -> HttpResponse:
    """Return what the caller has to agree to; that they read it is written down."""
    found = agreement_for(read_reference(reference) or "", visitor(request), timezone.now())
    lines = [{"label": each.label, "value": each.fact.value, "words": each.fact.words} for each in found.lines]
    return answer({**_told(found.awaited), "lines": lines}, HTTPStatus.OK)


@router.post("/{reference}", response={200: Agreed, **_REFUSALS}, operation_id="agree", openapi_extra=_SHAPE)
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def agree(request: HttpRequest, reference: str) -> HttpResponse:
    """Say yes or no: with a yes the application goes on, with a no nothing changes."""
    body, known = read_body(request, _BODY, _NOT_READ), read_reference(reference) or ""
    answer_agreement(reference=known, visitor=visitor(request), agrees=body.agrees, now=timezone.now())
    return answer({"reference": known, "agrees": body.agrees}, HTTPStatus.OK)


def _told(each: Awaited) -> dict[str, Any]:
    return {"reference": each.reference, "service": each.service, "until": each.until, "organisation": each.firm}
