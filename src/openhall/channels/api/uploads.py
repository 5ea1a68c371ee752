"""Sending a file in parts, over lines that drop: tus 1.0.0, with creation, expiration and termination.

https://tus.io/protocols/resumable-upload
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from ninja import Router

from openhall.blocks.documents.facade import (
    CEILING,
    Progress,
    append_upload,
    begin_upload,
    end_upload,
    secret_of_file,
    upload_of,
)
from openhall.channels.api.file_refusals import asker, limits_of, refusals_told
from openhall.channels.api.files import REFUSALS, TAG, represented
from openhall.channels.api.problems import Problem
from openhall.channels.api.representations import JSON
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.turns import Act, limited
from openhall.channels.api.words import mark as _
from openhall.kernel.acts import unlimited
from openhall.kernel.rights import Right, open_to

VERSION = "1.0.0"
PART_TYPE = "application/offset+octet-stream"
_PROTOCOL = {"Tus-Resumable": VERSION}
_ABILITIES = {
    **_PROTOCOL,
    "Tus-Version": VERSION,
    "Tus-Max-Size": str(CEILING),
    "Tus-Extension": "creation,expiration,termination",
}
_REFUSALS = {**REFUSALS, 404: ProblemDetail, 409: ProblemDetail, 411: ProblemDetail, 412: ProblemDetail}
_MOST_DIGITS = 15

router = Router(tags=[TAG])


def _parameters(*headers: tuple[str, str]) -> dict[str, object]:
    """Describe the headers of a request; the version of the protocol is one of them."""
    named = [("Tus-Resumable", f"always {VERSION}"), *headers]
    told = [
        {"name": name, "in": "header", "required": True, "schema": {"type": "string"}, "description": words}
        for name, words in named
    ]
    return {"parameters": told}


@router.api_operation(
    ["OPTIONS"], "/uploads", response={204: None}, operation_id="describe_uploads", summary="What uploads in parts can"
)
@open_to(Right.EVERYONE, methods=("OPTIONS",))
def describe(request: HttpRequest) -> HttpResponse:
    """Say which version and extensions of the protocol there are."""
    del request
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_ABILITIES)


@router.post(
    "/uploads",
    response={201: None, **_REFUSALS},
    operation_id="begin_upload",
    openapi_extra=_parameters(
        ("Upload-Length", "bytes of the whole file"),
        ("Upload-Metadata", "`filename`, and with `service` and `question` their limits; values in base64"),
    ),
)
@limited(Act.FILE)
@open_to(Right.EVERYONE, methods=("POST",))
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a file that is sent in parts; `Location` says where to. Service and question may stand in the query too."""
    _speaks_the_protocol(request)
    length, told = _number(request, "Upload-Length"), _metadata(request)
    with refusals_told(_PROTOCOL):
        asked = {**request.GET.dict(), **told}
        limits = limits_of(asked.get("service", ""), asked.get("question", ""))
        name = told.get("filename") or told.get("name", "")
        progress = begin_upload(name=name, length=length, limits=limits, owner=asker(request), now=datetime.now(UTC))
    address = {"Location": f"/api/v1/uploads/{progress.id}"}
    return HttpResponse(status=HTTPStatus.CREATED, headers={**_headers(progress), **address})


@router.get("/uploads/{upload}", response={200: dict, **_REFUSALS}, operation_id="get_upload")
@open_to(Right.EVERYONE)
def get(request: HttpRequest, upload: str) -> HttpResponse:
    """Say how far an upload has come, in headers (so HEAD will do) and as JSON."""
    with refusals_told(_PROTOCOL):
        progress = upload_of(upload, owner=asker(request), now=datetime.now(UTC))
    file = represented(progress.file, is_guest=not progress.owner) if progress.file else None
    told = {"id": progress.id, "offset": progress.offset, "length": progress.length, "file": file}
    return HttpResponse(msgspec.json.encode(told), content_type=JSON, headers=_headers(progress))


@router.patch(
    "/uploads/{upload}",
    response={204: None, **_REFUSALS},
    operation_id="append_upload",
    openapi_extra={
        **_parameters(("Upload-Offset", "where these bytes follow")),
        "requestBody": {"content": {PART_TYPE: {"schema": {"type": "string", "format": "binary"}}}},
    },
)
@limited(Act.PART)
@open_to(Right.EVERYONE, methods=("PATCH",))
def append(request: HttpRequest, upload: str) -> HttpResponse:
    """Append bytes. With the last one the file is looked at: `Openhall-File` is its id, or a problem says why not."""
    _speaks_the_protocol(request)
    size, offset, owner, now = _size(request), _number(request, "Upload-Offset"), asker(request), datetime.now(UTC)
    if size and request.headers.get("Content-Type") != PART_TYPE:
        told = _("Send the bytes as “%(type)s”.")
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "part-type", told, {"type": PART_TYPE}, headers=_PROTOCOL)
    with refusals_told(_PROTOCOL):
        begun = upload_of(upload, owner=owner, now=now)
        if offset == begun.offset and offset + size > begun.length:
            told = _("The upload was begun for %(length)s bytes, and this is more.")
            status, known = HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"length": begun.length}
            raise Problem(status, "upload-too-long", told, known, headers=_PROTOCOL)
        progress = append_upload(upload, offset=offset, stream=request, owner=owner, now=now)
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_headers(progress))


@router.delete("/uploads/{upload}", response={204: None, **_REFUSALS}, operation_id="end_upload")
@limited(Act.PART)
@open_to(Right.EVERYONE, methods=("DELETE",))
def end(request: HttpRequest, upload: str) -> HttpResponse:
    """Give an upload up: what has arrived is removed."""
    _speaks_the_protocol(request)
    with refusals_told(_PROTOCOL):
        end_upload(upload, owner=asker(request), now=datetime.now(UTC))
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=_PROTOCOL)


_METHODS: Mapping[str, Callable[[HttpRequest, str], HttpResponse]] = {"PATCH": append, "DELETE": end, "HEAD": get}


@router.post("/uploads/{upload}", response={204: None, **_REFUSALS}, include_in_schema=False)
@unlimited("what it stands for is counted")
@open_to(Right.EVERYONE, methods=("POST",))
def override(request: HttpRequest, upload: str) -> HttpResponse:
    """Do what `X-HTTP-Method-Override` names, for those behind a proxy that lets only GET and POST through."""
    method = _METHODS.get(request.headers.get("X-HTTP-Method-Override", "").upper())
    if method is None:
        told = _("Send the bytes with PATCH, or name it in “X-HTTP-Method-Override”.")
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, "method-not-allowed", told, headers=_PROTOCOL)
    return method(request, upload)


def _headers(progress: Progress) -> dict[str, str]:
    """Return what the protocol tells of an upload, and the file that it has become."""
    told = {
        **_PROTOCOL,
        "Cache-Control": "no-store",
        "Upload-Offset": str(progress.offset),
        "Upload-Length": str(progress.length),
        "Upload-Expires": http_date(progress.expires_at.timestamp()),
    }
    if progress.file is not None:
        told["Openhall-File"] = progress.file.id
        if not progress.owner:
            told["Openhall-File-Secret"] = secret_of_file(progress.file.id)
    return told


def _speaks_the_protocol(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        told = _("Uploads in parts speak version %(version)s of tus. Send it as “Tus-Resumable”.")
        params = {"version": VERSION}
        raise Problem(HTTPStatus.PRECONDITION_FAILED, "upload-protocol", told, params, headers=_ABILITIES)


def _size(request: HttpRequest) -> int:
    """Return how many bytes follow; a body of unknown length cannot be read by this server."""
    if not request.META.get("CONTENT_LENGTH") and request.headers.get("Transfer-Encoding"):
        told = _("Say with “Content-Length” how many bytes follow.")
        raise Problem(HTTPStatus.LENGTH_REQUIRED, "length-needed", told, headers=_PROTOCOL)
    return int(request.META.get("CONTENT_LENGTH") or 0)


def _number(request: HttpRequest, name: str) -> int:
    given = request.headers.get(name, "")
    if not (given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS):
        told = _("“%(header)s” says a number of bytes.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "upload-header", told, {"header": name}, headers=_PROTOCOL)
    return int(given)


def _metadata(request: HttpRequest) -> dict[str, str]:
    try:
        pairs = (each.strip().partition(" ") for each in request.headers.get("Upload-Metadata", "").split(","))
        return {name: base64.b64decode(value, validate=True).decode() for name, _space, value in pairs if name}
    except (binascii.Error, UnicodeDecodeError) as error:
        told = _("“%(header)s” is pairs of a name and a value in base64.")
        params = {"header": "Upload-Metadata"}
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "upload-header", told, params, headers=_PROTOCOL) from error
