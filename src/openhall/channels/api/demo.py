"""The people of a demonstration, and tokens to be one of them. Where this is no demonstration there is none of it."""

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from openhall.blocks.identity.facade import SignInRefused, demo_people, issue_token
from openhall.channels.api.problems import Problem
from openhall.channels.api.representations import JSON
from openhall.channels.api.shapes import ProblemDetail, Texts
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.rights import Right, open_to

TAG = "demo"


def _in_a_demonstration(request: HttpRequest) -> bool:
    """Answer as for an address that does not exist, before anything sent is looked at."""
    del request
    if not settings.OPENHALL_DEMO:
        told = _("There is nothing at this address. What there is stands in /api/v1/openapi.json.")
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-address", told)
    return True


router = Router(tags=[TAG], auth=_in_a_demonstration)


class DemoOrganisation(Schema):
    """An organisation that somebody acts for."""

    id: str
    name: Texts
    role: str
    audience: str


class DemoPersonItem(Schema):
    """Somebody to be."""

    id: str
    name: Texts
    story: Texts
    level: int = Field(description="how sure the sign-in page is of them, 0 to 3; a token is always of level 3")
    organisations: list[DemoOrganisation]
    officer: bool
    authority: str | None = Field(description="where an officer works")
    posts: list[str]


class DemoPeople(Schema):
    """Everybody who can be played."""

    items: list[DemoPersonItem]
    next_cursor: str | None = Field(description="always null: they all stand on one page")


class TokenWanted(Schema, extra="forbid"):
    """Whom to be."""

    person: str = Field(description="an id of /demo/people", max_length=64)


class TokenGiven(Schema):
    """A bearer token."""

    token: str
    expires_at: datetime


@router.get("/people", response={200: DemoPeople, 404: ProblemDetail}, operation_id="list_demo_people")
@open_to(Right.EVERYONE)
def list_people(request: HttpRequest) -> HttpResponse:
    """List the invented people, firms' people and officers."""
    del request
    return _answer({"items": demo_people(), "next_cursor": None})


@router.post(
    "/token", response={200: TokenGiven, 404: ProblemDetail, 422: ProblemDetail}, operation_id="issue_demo_token"
)
@limited(Act.SIGN_IN)
@open_to(Right.EVERYONE)
def give_token(request: HttpRequest, wanted: TokenWanted) -> HttpResponse:
    """Return a token to be one of them, at level 3."""
    del request
    try:
        token, expires_at = issue_token(person=wanted.person, now=datetime.now(UTC))
    except SignInRefused as refused:
        told = _("There is no such person. The list is at /api/v1/demo/people.")
        errors = [("/person", told)]
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-person", told, errors=errors) from refused
    return _answer({"token": token, "expires_at": expires_at})


def _answer(value: dict[str, Any]) -> HttpResponse:
    return HttpResponse(msgspec.json.encode(value), content_type=JSON, headers={"Cache-Control": "no-store"})
