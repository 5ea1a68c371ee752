"""What an applicant does with a case that they have submitted: answer, withdraw, object, write, ask for a paper."""

from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from openhall.blocks.cases.facade import (
    AnswersRefused,
    Applicant,
    Objection,
    case_of,
    claim_case,
    object_to_refusal,
    order_paper_again,
    pay_with_voucher,
    supplement_case,
    undo_submission,
    withdraw_case,
    write_to_office,
)
from openhall.blocks.identity.facade import GUEST, Visitor
from openhall.channels.api.asking import SIGNED_IN, visitor
from openhall.channels.api.bodies import note_unknown, read_body
from openhall.channels.api.keys import KEY_PARAMETER, once_of
from openhall.channels.api.own_cases import answer, own_case, status_of, unknown_application
from openhall.channels.api.shapes import ApplicationStatus, ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.errors import Refusal
from openhall.kernel.references import read_reference
from openhall.kernel.rights import Right, open_to

_REFUSALS: dict[int, type[Schema]] = {404: ProblemDetail, 409: ProblemDetail, 413: ProblemDetail, 422: ProblemDetail}
_NOT_READ = _("The body cannot be read: %(fault)s. It is JSON with the members that the API’s description names.")
router = Router(tags=["applications"])


class AnswersBody(msgspec.Struct, forbid_unknown_fields=True):
    """Answers to what was asked for."""

    answers: dict[str, Any]
    file_secrets: dict[str, str] = {}


class NothingBody(msgspec.Struct, forbid_unknown_fields=True):
    """Nothing needs to be said."""


class ObjectionBody(msgspec.Struct, forbid_unknown_fields=True):
    """Why a refusal is wrong; without ``facts`` everything that it rests on is disputed."""

    text: str
    facts: tuple[str, ...] | None = None


class MessageBody(msgspec.Struct, forbid_unknown_fields=True):
    """Words to the office."""

    text: str


class PaperAgainBody(msgspec.Struct, forbid_unknown_fields=True):
    """Which language a new paper shall be in."""

    language: str


class VoucherBody(msgspec.Struct, forbid_unknown_fields=True):
    """The code of a voucher."""

    code: str


class KeepBody(msgspec.Struct, forbid_unknown_fields=True):
    """The secret of an application that was sent without an account."""

    secret: str


_keep = msgspec.json.Decoder(KeepBody)
_answers = msgspec.json.Decoder(AnswersBody)
_voucher = msgspec.json.Decoder(VoucherBody)
_nothing = msgspec.json.Decoder(NothingBody)
_objection = msgspec.json.Decoder(ObjectionBody)
_message = msgspec.json.Decoder(MessageBody)
_again = msgspec.json.Decoder(PaperAgainBody)


def _described(members: dict[str, Any], *required: str) -> dict[str, Any]:
    schema = {"type": "object", "properties": members, "required": [*required], "additionalProperties": False}
    body = {"required": bool(required), "content": {"application/json": {"schema": schema}}}
    return {"requestBody": body, "parameters": [KEY_PARAMETER]}


_TEXT = {"type": "string", "maxLength": 4000}
_SECRETS = {"type": "object", "additionalProperties": {"type": "string"}}


@router.post(
    "/{reference}/answers",
    response={200: ApplicationStatus, **_REFUSALS},
    operation_id="answer_what_was_asked",
    openapi_extra=_described({"answers": {"type": "object"}, "file_secrets": _SECRETS}, "answers"),
)
@limited(Act.WRITE)
@open_to(Right.EVERYONE)
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer just what the office asked for; the clock goes on."""
    facts = own_case(request, reference)
    body = read_body(request, _answers, _NOT_READ)
    asker = _owner(request)
    is_helped = bool(facts.person) and not facts.organisation and not asker.is_guest and asker.id != facts.person
    applicant = Applicant(
        asker,
        reference=facts.reference,
        file_secrets=body.file_secrets,
        giver=facts.person if is_helped else "",
    )
    once = once_of(request, "answers", facts.reference)
    try:
        supplement_case(
            reference=facts.reference, answers=body.answers, applicant=applicant, now=timezone.now(), once=once
        )
    except AnswersRefused as refused:
        note_unknown([fault.pointer for fault in refused.faults if fault.code == "unknown-member"])
        raise
    return _as_it_stands(facts.reference)


@router.post(
    "/{reference}/withdraw",
    response={200: ApplicationStatus, **_REFUSALS},
    operation_id="withdraw_application",
    openapi_extra=_described({}),
)
@limited(Act.WRITE)
@open_to(Right.EVERYONE)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Withdraw an application that is not decided yet."""
    facts = own_case(request, reference)
    read_body(request, _nothing, _NOT_READ)
    once = once_of(request, "withdraw", facts.reference)
    withdraw_case(reference=facts.reference, visitor=_owner(request), now=timezone.now(), once=once)
    return _as_it_stands(facts.reference)


@router.post(
    "/{reference}/voucher",
    response={200: ApplicationStatus, **_REFUSALS},
    operation_id="pay_with_voucher",
    openapi_extra=_described({"code": {"type": "string", "maxLength": 80}}, "code"),
)
@limited(Act.PAY)
@open_to(Right.EVERYONE)
def voucher(request: HttpRequest, reference: str) -> HttpResponse:
    """Pay what an application owes with a voucher of the department; it works once."""
    facts, now = own_case(request, reference), timezone.now()
    code, once = read_body(request, _voucher, _NOT_READ).code, once_of(request, "voucher", facts.reference)
    pay_with_voucher(reference=facts.reference, code=code, visitor=_owner(request), now=now, once=once)
    return _as_it_stands(facts.reference)


@router.post(
    "/{reference}/keep",
    response={200: ApplicationStatus, 401: ProblemDetail, **_REFUSALS},
    operation_id="keep_application",
    auth=SIGNED_IN,
    openapi_extra=_described({"secret": {"type": "string", "maxLength": 60}}, "secret"),
)
@limited(Act.WRITE)
@open_to(Right.SIGNED_IN)
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """Keep in the caller's account what was sent without one; its secret opens it no more from then on."""
    body, named = read_body(request, _keep, _NOT_READ), read_reference(reference) or ""
    once = once_of(request, "keep", named)
    try:
        claim_case(reference=named, secret=body.secret, visitor=visitor(request), now=timezone.now(), once=once)
    except Refusal as refused:
        raise (unknown_application() if refused.params.get("why") == "unknown" else refused) from refused
    return _as_it_stands(named)


@router.post(
    "/{reference}/undo",
    response={200: ApplicationStatus, **_REFUSALS},
    operation_id="undo_application",
    openapi_extra=_described({}),
)
@limited(Act.WRITE)
@open_to(Right.EVERYONE)
def undo(request: HttpRequest, reference: str) -> HttpResponse:
    """Undo what somebody submitted for the caller, within 48 hours."""
    facts = own_case(request, reference)
    read_body(request, _nothing, _NOT_READ)
    once = once_of(request, "undo", facts.reference)
    undo_submission(reference=facts.reference, visitor=_owner(request), now=timezone.now(), once=once)
    return _as_it_stands(facts.reference)


@router.post(
    "/{reference}/objection",
    response={200: ApplicationStatus, **_REFUSALS},
    operation_id="object_to_refusal",
    openapi_extra=_described({"text": _TEXT, "facts": {"type": "array", "items": {"type": "string"}}}, "text"),
)
@limited(Act.WRITE)
@open_to(Right.EVERYONE)
def objection(request: HttpRequest, reference: str) -> HttpResponse:
    """Object to a refusal: somebody else looks at it again."""
    facts = own_case(request, reference)
    body = read_body(request, _objection, _NOT_READ)
    once = once_of(request, "objection", facts.reference)
    object_to_refusal(
        reference=facts.reference,
        objection=Objection(body.facts, body.text),
        visitor=_owner(request),
        now=timezone.now(),
        once=once,
    )
    return _as_it_stands(facts.reference)


@router.post(
    "/{reference}/messages",
    response={201: ApplicationStatus, **_REFUSALS},
    operation_id="write_to_office",
    openapi_extra=_described({"text": _TEXT}, "text"),
)
@limited(Act.WRITE)
@open_to(Right.EVERYONE)
def messages(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the office; the words stay with the case."""
    facts = own_case(request, reference)
    body = read_body(request, _message, _NOT_READ)
    once = once_of(request, "messages", facts.reference)
    write_to_office(reference=facts.reference, words=body.text, visitor=_owner(request), now=timezone.now(), once=once)
    return _as_it_stands(facts.reference, HTTPStatus.CREATED)


@router.post(
    "/{reference}/papers/{paper}/again",
    response={202: ApplicationStatus, 429: ProblemDetail, **_REFUSALS},
    operation_id="order_paper_again",
    openapi_extra=_described({"language": {"type": "string"}}, "language"),
)
@limited(Act.PAPER)
@open_to(Right.EVERYONE)
def paper_again(request: HttpRequest, reference: str, paper: str) -> HttpResponse:
    """Ask for a lost paper again: a new one goes into its place, and the old one counts no more from then on."""
    facts = own_case(request, reference)
    body = read_body(request, _again, _NOT_READ)
    order_paper_again(
        reference=facts.reference,
        paper=paper,
        language=body.language,
        visitor=_owner(request),
        now=timezone.now(),
        once=once_of(request, f"papers/{paper}/again", facts.reference),
    )
    return _as_it_stands(facts.reference, HTTPStatus.ACCEPTED)


def _owner(request: HttpRequest) -> Visitor:
    """Return who acts: whoever came with the secret of a case is its guest, signed in or not."""
    if request.headers.get("Authorization", "").startswith("Secret "):
        return GUEST
    return visitor(request)


def _as_it_stands(reference: str, code: HTTPStatus = HTTPStatus.OK) -> HttpResponse:
    facts = case_of(reference)
    return answer(None if facts is None else status_of(facts), code)
