"""Appointments for programs: what is free, to anybody; move and cancel, to whoever owns the application."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from typing import Any, Literal

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Query, Router, Schema

from openhall.blocks.appointments.facade import Booking, NoBooking, booking_of, free_slots, token_for
from openhall.blocks.cases.facade import arrive_at_appointment, cancel_appointment, move_appointment, take_part_in_draw
from openhall.blocks.catalogue.facade import current_catalogue, diary_of_kind
from openhall.channels.api.bodies import read_body
from openhall.channels.api.keys import KEY_PARAMETER, once_of
from openhall.channels.api.own_cases import answer, own_case
from openhall.channels.api.problems import Problem
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.rights import Right, open_to

#: As many days as are told at once.
_DAYS = 31
_REFUSALS: dict[int, type[Schema]] = {404: ProblemDetail, 409: ProblemDetail, 422: ProblemDetail}
_NOT_READ = _("The body cannot be read: %(fault)s. It is JSON with the members that the API’s description names.")
_UNKNOWN = _("There is no kind of appointment “%(kind)s”.")
slots_router = Router(tags=["appointments"])
router = Router(tags=["applications"])


class SlotsQuery(Schema):
    """What can be asked of the free times."""

    kind: str = Field(description="the id of a kind of appointment")
    office: str = Field("", description="the id of an office; all of them where it is left out")
    first: date | None = Field(None, alias="from", description="the first day; 31 days from it are told")


class Slot(Schema):
    """A time at which somebody can still be seen."""

    office: str
    starts_at: str = Field(description="UTC")
    left: int = Field(description="how many can still be seen then")


class SlotList(Schema):
    """Free times, the earliest first."""

    kind: str
    slots: list[Slot]


class AppointmentFacts(Schema):
    """The appointment of an application."""

    id: str = Field(description="changes with every move: send the newest")
    kind: str
    office: str
    starts_at: str = Field(description="UTC")
    ends_at: str = Field(description="UTC")
    state: Literal["booked", "cancelled", "attended", "missed"]
    sequence: int = Field(description="counts the moves and the end")
    token: str | None = Field(description="lets its owner in, once, on its day; null when it is not kept any more")


class DrawTicket(Schema):
    """A part in a draw."""

    draw: str
    ticket: str = Field(description="it stands in the public file of the draw, and says nothing of whose it is")


class MoveBody(msgspec.Struct, forbid_unknown_fields=True):
    """Which appointment to move (empty: none is kept), and to when and where."""

    office: str
    starts_at: datetime
    appointment: str = ""


class CancelBody(msgspec.Struct, forbid_unknown_fields=True):
    """Which appointment to give up."""

    appointment: str


class ArriveBody(msgspec.Struct, forbid_unknown_fields=True):
    """The token of the appointment."""

    token: str


_arrive = msgspec.json.Decoder(ArriveBody)
_move = msgspec.json.Decoder(MoveBody)
_cancel = msgspec.json.Decoder(CancelBody)


def _body(members: Mapping[str, Any], *required: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": members, "required": [*required], "additionalProperties": False}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _described(members: Mapping[str, Any], *required: str) -> dict[str, Any]:
    return {**_body(members, *required), "parameters": [KEY_PARAMETER]}


_ID = {"type": "string", "maxLength": 32}
_TO = {"office": {"type": "string"}, "starts_at": {"type": "string", "format": "date-time"}}


@slots_router.get("/slots", response={200: SlotList, **_REFUSALS}, operation_id="list_free_times")
@open_to(Right.EVERYONE)
def slots(request: HttpRequest, query: Query[SlotsQuery]) -> HttpResponse:
    """List the free times of a kind of appointment."""
    del request
    now, diary = timezone.now(), diary_of_kind(current_catalogue().jurisdiction, query.kind)
    if diary is None:
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-kind", _UNKNOWN, {"kind": query.kind[:80]})
    first = query.first or now.astimezone(diary.zone).date()
    last = first + timedelta(days=_DAYS - 1) if first <= date.max - timedelta(days=_DAYS) else first
    found = free_slots(diary, office=query.office, first=first, last=last, now=now)
    told = [{"office": each.office, "starts_at": _utc(each.starts_at), "left": each.left} for each in found]
    return answer({"kind": diary.kind.id, "slots": told}, HTTPStatus.OK)


@router.get(
    "/{reference}/appointment",
    response={200: AppointmentFacts, 404: ProblemDetail},
    operation_id="get_appointment",
)
@open_to(Right.EVERYONE)
def get(request: HttpRequest, reference: str) -> HttpResponse:
    """Tell the appointment of an application."""
    found = booking_of(own_case(request, reference).reference)
    if found is None:
        raise NoBooking
    return _as_it_stands(found)


@router.post(
    "/{reference}/appointment",
    response={200: AppointmentFacts, **_REFUSALS},
    operation_id="move_appointment",
    openapi_extra=_described({"appointment": _ID, **_TO}, "office", "starts_at"),
)
@limited(Act.PLACE)
@open_to(Right.EVERYONE)
def move(request: HttpRequest, reference: str) -> HttpResponse:
    """Give an application another time for the one that it has."""
    facts = own_case(request, reference)
    body = read_body(request, _move, _NOT_READ)
    if body.starts_at.tzinfo is None:
        without = {"fault": "“starts_at” has no offset from UTC"}
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "cannot-be-read", _NOT_READ, without)
    moved = move_appointment(
        reference=facts.reference,
        booking=body.appointment,
        office=body.office,
        starts_at=body.starts_at.astimezone(UTC),
        now=timezone.now(),
        once=once_of(request, "appointment", facts.reference),
    )
    return _as_it_stands(moved)


@router.post(
    "/{reference}/appointment/cancel",
    response={200: AppointmentFacts, **_REFUSALS},
    operation_id="cancel_appointment",
    openapi_extra=_described({"appointment": _ID}, "appointment"),
)
@limited(Act.PLACE)
@open_to(Right.EVERYONE)
def cancel(request: HttpRequest, reference: str) -> HttpResponse:
    """Give the appointment of an application up; the application goes on."""
    facts = own_case(request, reference)
    body = read_body(request, _cancel, _NOT_READ)
    once = once_of(request, "appointment-cancel", facts.reference)
    ended = cancel_appointment(reference=facts.reference, booking=body.appointment, now=timezone.now(), once=once)
    return _as_it_stands(ended)


@router.post(
    "/{reference}/appointment/arrive",
    response={200: AppointmentFacts, **_REFUSALS},
    operation_id="arrive_at_appointment",
    openapi_extra=_body({"token": {"type": "string", "maxLength": 80}}, "token"),
)
@limited(Act.PLACE)
@open_to(Right.EVERYONE)
def arrive(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the token of the appointment on its day; it lets in once. A place whose token was passed on is given up."""
    facts = own_case(request, reference)
    body = read_body(request, _arrive, _NOT_READ)
    return _as_it_stands(arrive_at_appointment(reference=facts.reference, token=body.token, now=timezone.now()))


@router.post(
    "/{reference}/draws/{draw}",
    response={200: DrawTicket, **_REFUSALS},
    operation_id="take_part_in_draw",
)
@limited(Act.PLACE)
@open_to(Right.EVERYONE)
def take_part(request: HttpRequest, reference: str, draw: str) -> HttpResponse:
    """Take part in a draw; asked again it is the same ticket."""
    facts = own_case(request, reference)
    ticket = take_part_in_draw(reference=facts.reference, draw=draw, now=timezone.now())
    return answer({"draw": draw, "ticket": ticket}, HTTPStatus.OK)


def _as_it_stands(booking: Booking) -> HttpResponse:
    told = {
        "id": booking.id,
        "kind": booking.kind,
        "office": booking.office,
        "starts_at": _utc(booking.starts_at),
        "ends_at": _utc(booking.ends_at),
        "state": booking.state,
        "sequence": booking.sequence,
        "token": token_for(booking.id) if booking.state == "booked" else None,
    }
    return answer(told, HTTPStatus.OK)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
