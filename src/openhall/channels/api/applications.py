"""Applications over the API: submit once, follow, fetch the receipt."""

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from openhall.blocks.cases.facade import (
    AnswersRefused,
    Applicant,
    OtherBody,
    Request,
    Submitted,
    hash_of,
    prepare_application,
    submit_application,
    submitted_before,
)
from openhall.blocks.catalogue.facade import current_catalogue, diary_of
from openhall.blocks.identity.facade import Scope, Visitor, may_help
from openhall.blocks.journal.facade import receipt_of
from openhall.channels.api.asking import visitor
from openhall.channels.api.bodies import note_unknown, read_body
from openhall.channels.api.keys import KEY_PARAMETER, read_key
from openhall.channels.api.own_cases import answer, own_case, status_of
from openhall.channels.api.problems import Problem, language_of
from openhall.channels.api.shapes import ApplicationStatus, ProblemDetail, SubmittedApplication
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.acts import take_turn
from openhall.kernel.rights import Right, open_to

_log = logging.getLogger("openhall.applications")


#: How the body is described: an application's answers have the schema that the service's form address gives.
_REQUEST_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {
                    "type": "object",
                    "required": ["service", "answers"],
                    "additionalProperties": False,
                    "properties": {
                        "service": {"type": "string", "description": "authority/service"},
                        "answers": {"type": "object", "description": "as /services/{id}/form describes"},
                        "on_behalf_of": {
                            "type": "string",
                            "description": "id of an organisation, of a person who lets you act for them, or “myself”; "
                            "empty: oneself where the service is for people, else the only fitting organisation",
                        },
                        "file_secrets": {
                            "type": "object",
                            "additionalProperties": {"type": "string"},
                            "description": "secrets of files that were sent without signing in, by the file's id",
                        },
                    },
                }
            }
        },
    },
    "parameters": [KEY_PARAMETER],
}


class ApplicationBody(msgspec.Struct, forbid_unknown_fields=True):
    """The members of the body."""

    service: str
    answers: dict[str, Any]
    on_behalf_of: str = ""
    file_secrets: dict[str, str] = {}


_application = msgspec.json.Decoder(ApplicationBody)
_NOT_READ = _("The body is not an application: %(fault)s. It is JSON with “service” and “answers”.")
_REFUSALS: dict[int, type[Schema]] = {401: ProblemDetail, 404: ProblemDetail, 413: ProblemDetail, 422: ProblemDetail}
router = Router(tags=["applications"])


@router.post(
    "",
    response={201: SubmittedApplication, **_REFUSALS},
    operation_id="submit_application",
    openapi_extra=_REQUEST_BODY,
)
@limited(Act.SUBMIT)
@open_to(Right.EVERYONE)
def submit(request: HttpRequest) -> HttpResponse:
    """Submit an application. Whatever happens to the answer on its way, the same key never makes two."""
    asker = visitor(request)
    body, key = read_body(request, _application, _NOT_READ), read_key(request)
    asked = _request_of(asker, key, body)
    try:
        done = submitted_before(asked) or _submit(request, asker, body, asked)
    except OtherBody:
        _log.warning("%s sent an idempotency key again with another application", asked.caller)
        raise
    except AnswersRefused as refused:
        note_unknown([fault.pointer for fault in refused.faults if fault.code == "unknown-member"])
        raise
    return answer(_submitted(done), HTTPStatus.CREATED)


def _submit(request: HttpRequest, asker: Visitor, body: ApplicationBody, asked: Request) -> Submitted:
    now, catalogue = timezone.now(), current_catalogue()
    service = catalogue.service(body.service)
    if service is None:
        told = _("There is no service “%(service)s”. The list is at /api/v1/services.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-service", told, {"service": body.service[:200]})
    application = prepare_application(
        catalogue=catalogue,
        service=service,
        answers=body.answers,
        applicant=_applicant(asker, body, service.id),
        channel="api",
        language=language_of(request).code,
        now=now,
    )
    if diary := diary_of(catalogue.jurisdiction, service.id):
        take_turn(request, Act.PLACE_OF_KIND, about=diary.kind.id)
    return submit_application(application=application, request=asked, now=now)


def _applicant(asker: Visitor, body: ApplicationBody, service: str) -> Applicant:
    """Return who applies; ``on_behalf_of`` names one of their organisations, or somebody who lets them apply."""
    named = body.on_behalf_of
    is_firm = any(each.id == named for each in asker.organisations)
    if not is_firm and may_help(asker, named, service, Scope.SUBMIT):
        return Applicant(asker, file_secrets=body.file_secrets, giver=named)
    return Applicant(asker, named, file_secrets=body.file_secrets)


def _request_of(asker: Visitor, key: str, body: ApplicationBody) -> Request:
    """Name the request: a person's by their key; a guest's by key and body, for anybody may use the same key."""
    meant = hash_of(msgspec.json.encode(body, order="sorted"))
    if asker.is_guest:
        return Request("guest", hash_of(f"{key}\n{meant}".encode()), meant)
    return Request(f"person:{asker.id}", hash_of(key.encode()), meant)


@router.get("/{reference}", response={200: ApplicationStatus, **_REFUSALS}, operation_id="get_application")
@open_to(Right.EVERYONE)
def status(request: HttpRequest, reference: str) -> HttpResponse:
    """Say where an application stands, to its owner or to whoever has its secret."""
    return answer(status_of(own_case(request, reference)), HTTPStatus.OK)


@router.get(
    "/{reference}/receipt",
    response={200: dict[str, Any], 202: dict[str, str], **_REFUSALS},
    operation_id="get_receipt",
)
@open_to(Right.EVERYONE)
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """Return the complete receipt; 202 while the log takes it in."""
    document = receipt_of(own_case(request, reference).leaf)
    if document is None:
        return answer({"state": "being-sequenced"}, HTTPStatus.ACCEPTED, {"Retry-After": "1"})
    return answer(document, HTTPStatus.OK)


def _submitted(done: Submitted) -> dict[str, Any]:
    return {"reference": done.reference, "secret": done.secret, "status": done.status, "receipt": done.receipt}
