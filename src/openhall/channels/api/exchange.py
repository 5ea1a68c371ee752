"""Systems of other authorities ask for facts and answers: signed requests, signed answers, nothing without a basis."""

from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from openhall.blocks.cases.facade import sources_of
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.exchange.facade import (
    AnswerMessage,
    Asking,
    ConsentMissing,
    Message,
    NotAllowed,
    NotGenuineError,
    SourceDownError,
    Terms,
    answer_facts,
    answer_predicate,
    coming_key,
    public_key_text,
    sign_answer,
    take_request,
)
from openhall.channels.api.problems import Problem
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.words import mark as _
from openhall.kernel.acts import Act, take_turn, unlimited
from openhall.kernel.rights import Right, open_to

_MOST = 20_000
_PURPOSE = msgspec.Meta(min_length=3, max_length=120)
_REFUSALS: dict[int, type[Schema]] = {
    401: ProblemDetail,
    403: ProblemDetail,
    413: ProblemDetail,
    422: ProblemDetail,
    503: ProblemDetail,
}
router = Router(tags=["exchange"])


class ExchangeKey(Schema):
    """The key with which this hall signs its requests and answers."""

    id: str = Field(description="the key id in signatures of this hall")
    ed25519: str = Field(description="the public key, base64")
    next_ed25519: str | None = Field(default=None, description="the key that takes its place: register both")
    next_from: str | None = Field(default=None, description="from when on, UTC")


class Facts(Schema):
    """What is held, as of when."""

    facts: dict[str, Any]
    as_of: str | None


class YesOrNo(Schema):
    """The answer to a question, and nothing of what it rests on."""

    holds: bool


class _Wanted(msgspec.Struct, forbid_unknown_fields=True):
    """The members of a request."""

    person: str
    purpose: str
    facts: tuple[str, ...] = ()
    organisation: str = ""
    service: str = ""
    matter: str = ""


_wanted = msgspec.json.Decoder(_Wanted)
_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["person", "purpose"],
                    "additionalProperties": False,
                    "properties": {
                        "person": {"type": "string", "description": "id of the person"},
                        "purpose": {
                            "type": "string",
                            "minLength": 3,
                            "maxLength": 120,
                            "description": "what it is for",
                        },
                        "facts": {"type": "array", "items": {"type": "string"}, "description": "ids of held facts"},
                        "organisation": {"type": "string", "description": "id of an organisation they act for"},
                        "service": {"type": "string", "description": "authority/service, where there is one"},
                        "matter": {"type": "string", "description": "your own reference", "maxLength": 40},
                    },
                }
            }
        },
    }
}
_NOT_GENUINE = _("The signature is missing, not by a registered key, too old, or was used before.")
_NOT_READ = _("The body cannot be read. It is JSON with “person”, “purpose” and “facts”.")
_NOT_ALLOWED = _("Your authority may not ask for this. What it may ask is agreed in the sources of this government.")
_NO_CONSENT = _("The person has not allowed this, or does not allow it any more.")
_DOWN = _("A source that is needed does not answer now. Try again later.")
_TOO_LARGE = _("The body is larger than any such request.")


@router.get("/key", response={200: ExchangeKey}, operation_id="get_exchange_key")
@open_to(Right.EVERYONE)
def key(request: HttpRequest) -> HttpResponse:
    """Return the public key of this hall, for a system that registers it."""
    del request
    body = {"id": settings.OPENHALL_URL, "ed25519": public_key_text()}
    if coming := coming_key(now=timezone.now()):
        body |= {"next_ed25519": coming[0], "next_from": f"{coming[1]:%Y-%m-%dT%H:%M:%SZ}"}
    return HttpResponse(msgspec.json.encode(body), content_type="application/json")


# Whoever asks is told by the signature, not by a session: it is looked at before anything else.
@router.post("/facts", response={200: Facts, **_REFUSALS}, operation_id="ask_facts", openapi_extra=_BODY)
@unlimited("counted for the authority once its signature is known; without one nothing is done")
@open_to(Right.EVERYONE)
def facts(request: HttpRequest) -> HttpResponse:
    """Return held facts to the system of another authority (RFC 9421)."""
    message, authority, wanted = _taken(request)
    try:
        fetched = answer_facts(
            terms=_terms(),
            authority=authority,
            wanted=wanted.facts,
            asking=_asking(authority, wanted),
            now=timezone.now(),
        )
    except (NotAllowed, ConsentMissing) as refused:
        raise _refused(refused) from refused
    if fetched.down:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "source-down", _DOWN)
    oldest = min((each.as_of for each in fetched.values.values()), default=None)
    told = {"facts": {each.fact: each.value for each in fetched.values.values()}, "as_of": oldest}
    return _signed(message, told)


@router.post(
    "/predicates/{predicate}", response={200: YesOrNo, **_REFUSALS}, operation_id="ask_predicate", openapi_extra=_BODY
)
@unlimited("counted for the authority once its signature is known; without one nothing is done")
@open_to(Right.EVERYONE)
def predicate(request: HttpRequest, predicate: str) -> HttpResponse:
    """Answer a question about somebody with yes or no (RFC 9421)."""
    message, authority, wanted = _taken(request)
    try:
        does_hold = answer_predicate(
            terms=_terms(),
            authority=authority,
            predicate=predicate,
            asking=_asking(authority, wanted),
            now=timezone.now(),
        )
    except (NotAllowed, ConsentMissing) as refused:
        raise _refused(refused) from refused
    except SourceDownError as down:
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, "source-down", _DOWN) from down
    return _signed(message, {"holds": does_hold})


def _taken(request: HttpRequest) -> tuple[Message, str, _Wanted]:
    body = request.body
    if len(body) > _MOST:
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", _TOO_LARGE)
    # The address under which the hall is known: what stands before it changes host and scheme.
    url = f"{settings.OPENHALL_URL}{request.get_full_path()}"
    message = Message(request.method or "", url, dict(request.headers), body)
    try:
        authority = take_request(message=message, now=timezone.now())
    except NotGenuineError as error:
        raise Problem(HTTPStatus.UNAUTHORIZED, "signature-not-accepted", _NOT_GENUINE) from error
    take_turn(request, Act.PROGRAM, own=f"authority:{authority}")
    try:
        wanted = _wanted.decode(body)
    except msgspec.DecodeError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "body-not-read", _NOT_READ) from error
    is_told = 3 <= len(wanted.purpose) <= 120 and len(wanted.matter) <= 40  # noqa: PLR2004 - as the schema says
    if not is_told:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "body-not-read", _NOT_READ)
    return message, authority, wanted


def _terms() -> Terms:
    catalogue = current_catalogue()
    jurisdiction = catalogue.jurisdiction
    return Terms(sources_of(catalogue), jurisdiction.predicates, jurisdiction.fact_askers)


def _asking(authority: str, wanted: _Wanted) -> Asking:
    return Asking(wanted.person[:64], wanted.organisation[:64], wanted.service[:200], authority, purpose=wanted.purpose)


def _refused(refusal: Exception) -> Problem:
    is_consent = isinstance(refusal, ConsentMissing)
    code = "consent-missing" if is_consent else "exchange-not-allowed"
    return Problem(HTTPStatus.FORBIDDEN, code, _NO_CONSENT if is_consent else _NOT_ALLOWED)


def _signed(message: Message, told: object) -> HttpResponse:
    answer = AnswerMessage(HTTPStatus.OK, {"Content-Type": "application/json"}, message, msgspec.json.encode(told))
    sign_answer(answer, key=settings.OPENHALL_URL, now=timezone.now())
    return HttpResponse(answer.body, headers={**answer.headers, "Cache-Control": "no-store"})
