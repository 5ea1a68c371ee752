"""Applications over the API: submit once, follow, fetch the receipt."""

import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from openhall.blocks.cases.facade import (
    AnswersRefused,
    Applicant,
    CaseFacts,
    OtherBody,
    Request,
    Submitted,
    case_of,
    hash_of,
    is_secret_of_case,
    prepare_application,
    submit_application,
    submitted_before,
)
from openhall.blocks.catalogue.facade import current_catalogue
from openhall.blocks.identity.facade import Visitor
from openhall.blocks.journal.facade import receipt_of
from openhall.channels.api.application_bodies import ApplicationBody, note_unknown, read_application
from openhall.channels.api.asking import visitor
from openhall.channels.api.problems import Problem, language_of
from openhall.channels.api.shapes import ApplicationStatus, ProblemDetail, SubmittedApplication
from openhall.channels.api.words import mark as _
from openhall.kernel.references import read_reference
from openhall.kernel.rights import Right, open_to

_log = logging.getLogger("openhall.applications")
_MOST_KEY = 200
_BY_SECRET = "Secret "  # noqa: S105 - the name of a scheme


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
                            "description": "id of an organisation, or “myself”; "
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
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "schema": {"type": "string", "maxLength": _MOST_KEY},
            "description": "the same key and body again: the same answer, and no second application",
        }
    ],
}


_REFUSALS: dict[int, type[Schema]] = {401: ProblemDetail, 404: ProblemDetail, 413: ProblemDetail, 422: ProblemDetail}
router = Router(tags=["applications"])


@router.post(
    "",
    response={201: SubmittedApplication, **_REFUSALS},
    operation_id="submit_application",
    openapi_extra=_REQUEST_BODY,
)
@open_to(Right.EVERYONE)
def submit(request: HttpRequest) -> HttpResponse:
    """Submit an application. Whatever happens to the answer on its way, the same key never makes two."""
    asker = visitor(request)
    body, key = read_application(request), _read_key(request)
    asked = _request_of(asker, key, body)
    try:
        done = submitted_before(asked) or _submit(asker, body, asked, language_of(request).code)
    except OtherBody:
        _log.warning("%s sent an idempotency key again with another application", asked.caller)
        raise
    except AnswersRefused as refused:
        note_unknown([fault.pointer for fault in refused.faults if fault.code == "unknown-member"])
        raise
    return _json(_submitted(done), HTTPStatus.CREATED)


def _submit(asker: Visitor, body: ApplicationBody, asked: Request, language: str) -> Submitted:
    now, catalogue = timezone.now(), current_catalogue()
    service = catalogue.service(body.service)
    if service is None:
        told = _("There is no service “%(service)s”. The list is at /api/v1/services.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-service", told, {"service": body.service[:200]})
    application = prepare_application(
        catalogue=catalogue,
        service=service,
        answers=body.answers,
        applicant=Applicant(asker, body.on_behalf_of, file_secrets=body.file_secrets),
        channel="api",
        language=language,
        now=now,
    )
    return submit_application(application=application, request=asked, now=now)


def _read_key(request: HttpRequest) -> str:
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > _MOST_KEY:
        told = _("Send an Idempotency-Key of 1 to %(most)s characters, a new one for each application.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency-key-missing", told, {"most": _MOST_KEY})
    return key


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
    return _json(_status(_own_case(request, reference)), HTTPStatus.OK)


@router.get(
    "/{reference}/receipt",
    response={200: dict[str, Any], 202: dict[str, str], **_REFUSALS},
    operation_id="get_receipt",
)
@open_to(Right.EVERYONE)
def receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """Return the complete receipt; 202 while the log takes it in."""
    document = receipt_of(_own_case(request, reference).leaf)
    if document is None:
        return _json({"state": "being-sequenced"}, HTTPStatus.ACCEPTED, {"Retry-After": "1"})
    return _json(document, HTTPStatus.OK)


def _own_case(request: HttpRequest, address: str) -> CaseFacts:
    """Return a case to whoever may see it; the same refusal whether it is another's or nobody's."""
    reference = read_reference(address)
    facts = case_of(reference, may_see=_owns(request, reference)) if reference else None
    if facts is None:
        told = _("There is no application of yours with this reference. Send its secret, or your token.")
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-application", told)
    return facts


def _owns(request: HttpRequest, reference: str) -> Callable[[str], bool]:
    """Return what tells whether a case of some person is the caller's: by its secret, or by who they are."""
    authorization = request.headers.get("Authorization", "")
    if authorization.startswith(_BY_SECRET):
        is_right = is_secret_of_case(reference, authorization.removeprefix(_BY_SECRET))
        return lambda _person: is_right
    asker = visitor(request)
    return lambda person: not asker.is_guest and asker.id == person


def _submitted(done: Submitted) -> dict[str, Any]:
    return {"reference": done.reference, "secret": done.secret, "status": done.status, "receipt": done.receipt}


def _status(facts: CaseFacts) -> dict[str, Any]:
    return {
        "reference": facts.reference,
        "service": facts.service,
        "status": facts.status,
        "decision": facts.decision or None,
        "submitted_at": facts.submitted_at,
        "due_on": facts.due_on,
        "holder": {"id": facts.holder, "since": facts.holder_since},
        "timeline": [{"at": event.at, "event": event.kind, "holder": event.holder} for event in facts.timeline],
        "payment": None,
        "papers": [],
        "url": f"{settings.OPENHALL_URL}/track/?reference={facts.reference}",
    }


def _json(value: object, code: HTTPStatus, headers: dict[str, str] | None = None) -> HttpResponse:
    answer = HttpResponse(msgspec.json.encode(value), content_type="application/json", status=int(code))
    for name, text in {"Cache-Control": "no-store", "Vary": "Authorization", **(headers or {})}.items():
        answer[name] = text
    return answer
