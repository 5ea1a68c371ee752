"""Organisations over the API: for whom the caller acts, who else does, and what each role may do."""

from collections.abc import Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from openhall.blocks.identity.facade import (
    Membership,
    change_seat,
    end_seat,
    offer_seat,
    rights_in,
    rights_of_roles,
    seats_of,
    set_role_rights,
    take_seat,
)
from openhall.channels.api.asking import SIGNED_IN, visitor
from openhall.channels.api.bodies import read_body
from openhall.channels.api.mandates import end_of
from openhall.channels.api.own_cases import answer
from openhall.channels.api.problems import Problem
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.rights import Right, open_to

_REFUSALS: dict[int, type[Schema]] = {401: ProblemDetail, 404: ProblemDetail, 409: ProblemDetail, 422: ProblemDetail}
_NOT_READ = _("The body cannot be read: %(fault)s. It is JSON with the members that the API’s description names.")
_NO_SUCH = _("You act for no organisation with this id.")
_MOST_CODE = 60
router = Router(tags=["organisations"], auth=SIGNED_IN)


class Organisation(Schema):
    """An organisation that the caller acts for."""

    id: str
    name: dict[str, str]
    role: str
    rights: list[str] = Field(description="letters, matters, fill, submit, pay, book: what the caller may do for it")


class Organisations(Schema):
    """All that the caller acts for."""

    items: list[Organisation]


class SeatItem(Schema):
    """Somebody who acts for the organisation."""

    person: str
    name: dict[str, str]
    role: str
    ends_at: datetime | None = Field(description="UTC; null: until somebody takes the place away")


class Seats(Schema):
    """Who acts for an organisation, and what each role may do there."""

    items: list[SeatItem]
    roles: dict[str, list[str]]


class Code(Schema):
    """By which somebody takes a place, once, for two weeks."""

    code: str


class Taken(Schema):
    """The organisation that it was about."""

    organisation: str


class RoleBody(msgspec.Struct, forbid_unknown_fields=True):
    """A role."""

    role: str


class OfferedBody(msgspec.Struct, forbid_unknown_fields=True):
    """A role, and the last day of the place, where it has one."""

    role: str
    until: date | None = None


class RightsBody(msgspec.Struct, forbid_unknown_fields=True):
    """A role, and what it may do."""

    role: str
    rights: tuple[str, ...]


class TakeBody(msgspec.Struct, forbid_unknown_fields=True):
    """The code that an organisation gave."""

    code: str


class NothingBody(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing needs to be said."""


_OFFER = msgspec.json.Decoder(OfferedBody)
_ROLE, _RIGHTS = msgspec.json.Decoder(RoleBody), msgspec.json.Decoder(RightsBody)
_TAKE, _NOTHING = msgspec.json.Decoder(TakeBody), msgspec.json.Decoder(NothingBody)
_NO_MORE: Mapping[str, Any] = {}
_UNTIL = {"until": {"type": "string", "format": "date", "description": "the last day"}}
_STRING: Mapping[str, Any] = {"type": "string", "maxLength": 60}


def _body(more: Mapping[str, Any] = _NO_MORE, **members: Mapping[str, Any]) -> dict[str, Any]:
    """Describe a body of ``members``, all needed, and ``more``, which may be left out."""
    schema = {
        "type": "object",
        "required": [*members],
        "additionalProperties": False,
        "properties": {name: dict(told) for name, told in {**members, **more}.items()},
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


@router.get("", response={200: Organisations, 401: ProblemDetail}, operation_id="list_organisations")
@open_to(Right.SIGNED_IN)
def organisations(request: HttpRequest) -> HttpResponse:
    """Return the organisations that the caller acts for, with what they may do there."""
    items = [
        {"id": each.id, "name": each.name, "role": each.role, "rights": rights_in(each)}
        for each in visitor(request).organisations
    ]
    return answer({"items": items}, HTTPStatus.OK)


@router.post("/take", response={200: Taken, **_REFUSALS}, operation_id="take_seat", openapi_extra=_body(code=_STRING))
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def take(request: HttpRequest) -> HttpResponse:
    """Take the place that a code offers."""
    code = read_body(request, _TAKE, _NOT_READ).code.strip().lower()[:_MOST_CODE]
    taken = take_seat(code=code, actor=visitor(request).id, now=timezone.now())
    return answer({"organisation": taken}, HTTPStatus.OK)


@router.get("/{organisation}/seats", response={200: Seats, **_REFUSALS}, operation_id="list_seats")
@open_to(Right.SIGNED_IN)
def seats(request: HttpRequest, organisation: str) -> HttpResponse:
    """Return who acts for an organisation, to somebody who does."""
    own = _own(request, organisation)
    return _told(request, own.id)


@router.post(
    "/{organisation}/seats",
    response={201: Code, **_REFUSALS},
    operation_id="offer_seat",
    openapi_extra=_body(_UNTIL, role=_STRING),
)
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def offer(request: HttpRequest, organisation: str) -> HttpResponse:
    """Make a code by which one person takes a place in a role."""
    own, said = _own(request, organisation), read_body(request, _OFFER, _NOT_READ)
    until = end_of(said.until) if said.until else None
    code = offer_seat(organisation=own.id, role=said.role, actor=visitor(request).id, until=until, now=timezone.now())
    return answer({"code": code}, HTTPStatus.CREATED)


@router.post(
    "/{organisation}/seats/{person}/role",
    response={200: Seats, **_REFUSALS},
    operation_id="change_seat",
    openapi_extra=_body(role=_STRING),
)
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def change(request: HttpRequest, organisation: str, person: str) -> HttpResponse:
    """Give somebody another role: with their next request."""
    own, role = _own(request, organisation), read_body(request, _ROLE, _NOT_READ).role
    change_seat(organisation=own.id, person=person, role=role, actor=visitor(request).id, now=timezone.now())
    return _told(request, own.id)


@router.post("/{organisation}/seats/{person}/end", response={200: Taken, **_REFUSALS}, operation_id="end_seat")
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def end(request: HttpRequest, organisation: str, person: str) -> HttpResponse:
    """Take somebody's place away, or leave: gone with their next request."""
    own = _own(request, organisation)
    read_body(request, _NOTHING, _NOT_READ)
    end_seat(organisation=own.id, person=person, actor=visitor(request).id, now=timezone.now())
    return answer({"organisation": own.id}, HTTPStatus.OK)


@router.post(
    "/{organisation}/rights",
    response={200: Seats, **_REFUSALS},
    operation_id="set_role_rights",
    openapi_extra=_body(role=_STRING, rights={"type": "array", "items": {"type": "string"}}),
)
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def rights(request: HttpRequest, organisation: str) -> HttpResponse:
    """Say what a role may do for an organisation: with the next request of everybody who has it."""
    own, said = _own(request, organisation), read_body(request, _RIGHTS, _NOT_READ)
    set_role_rights(
        organisation=own.id, role=said.role, rights=said.rights, actor=visitor(request).id, now=timezone.now()
    )
    return _told(request, own.id)


def _own(request: HttpRequest, organisation: str) -> Membership:
    """Return an organisation that the caller acts for; any other is like one that is not there."""
    own = next((each for each in visitor(request).organisations if each.id == organisation), None)
    if own is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-organisation", _NO_SUCH)
    return own


def _told(request: HttpRequest, organisation: str) -> HttpResponse:
    me = visitor(request).id
    items = [{"person": each.person, "name": each.name, "role": each.role} for each in seats_of(organisation, actor=me)]
    return answer({"items": items, "roles": rights_of_roles(organisation, actor=me)}, HTTPStatus.OK)
