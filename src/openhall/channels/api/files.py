"""Sending a file in one piece."""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from openhall.blocks.documents.facade import ReceivedFile, StoredFile, secret_of_file, take_file
from openhall.channels.api.file_refusals import asker, limits_of, refusals_told
from openhall.channels.api.problems import Problem
from openhall.channels.api.representations import JSON
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.rights import Right, open_to
from openhall.kernel.texts import names_for_a_log

TAG = "files"
router = Router(tags=[TAG])

_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary", "description": "one file"},
        "service": {"type": "string", "description": "authority/service; with `question`, its limits apply at once"},
        "question": {"type": "string", "description": "the id of a file question or paper of that service"},
    },
}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}
_FORM_FIELDS = frozenset(_FORM["properties"])
_SHOWN, _LONGEST = 20, 100
_log = logging.getLogger("openhall.files")
REFUSALS: dict[int, type[Schema]] = dict.fromkeys((401, 413, 415, 422, 503), ProblemDetail)


class FileTaken(Schema):
    """A file that was looked at and is kept."""

    id: str = Field(description="the answer of a file question")
    sha256: str = Field(description="over the bytes as they were sent, in hexadecimal")
    size: int
    secret: str | None = Field(None, description="for a guest: what an application with this file must present")


@router.post("/files", response={201: FileTaken, **REFUSALS}, operation_id="send_file", openapi_extra=_BODY)
@limited(Act.FILE)
@open_to(Right.EVERYONE, methods=("POST",))
def send(request: HttpRequest) -> HttpResponse:
    """Take one file. Its kind is found from its content, whatever its name and declared type say."""
    owner = asker(request)
    _refuse_unknown([*request.POST, *request.FILES])
    with refusals_told():
        limits = limits_of(request.POST.get("service", ""), request.POST.get("question", ""))
        given = _file(request)
        taken = take_file(stream=given, name=given.name or "", limits=limits, owner=owner, now=datetime.now(UTC))
    body, headers = msgspec.json.encode(represented(taken, is_guest=not owner)), {"Cache-Control": "no-store"}
    return HttpResponse(body, content_type=JSON, status=HTTPStatus.CREATED, headers=headers)


def represented(file: StoredFile, *, is_guest: bool) -> dict[str, Any]:
    """Return a file as its sender is told of it."""
    told = {"id": file.id, "sha256": file.sha256, "size": file.size}
    return {**told, "secret": secret_of_file(file.id)} if is_guest else told


def _refuse_unknown(names: Sequence[str]) -> None:
    unknown = sorted({name[:_LONGEST] for name in names if name not in _FORM_FIELDS})[:_SHOWN]
    if not unknown:
        return
    _log.warning("a file came with fields that nobody asked for: %r", names_for_a_log(unknown))
    told, bad = _("There are no such members: %(names)s."), HTTPStatus.UNPROCESSABLE_ENTITY
    raise Problem(bad, "unknown-member", told, {"names": ", ".join(unknown)}, [(f"/{name}", told) for name in unknown])


def _file(request: HttpRequest) -> ReceivedFile:
    given = request.FILES.getlist("file")
    if len(given) != 1 or not isinstance(given[0], ReceivedFile):
        told = _("Send one file, as the field “file” of multipart/form-data.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "one-file", told)
    return given[0]
