"""The addresses of the API."""

import logging
from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Field, NinjaAPI, Query, Schema
from ninja.errors import ValidationError

import openhall
from openhall.blocks.catalogue.facade import current_catalogue, current_searcher
from openhall.blocks.journal.facade import SealError
from openhall.channels.api import representations as shape
from openhall.channels.api.listing import DEFAULT_LIMIT, MAX_LIMIT, Asked, list_services
from openhall.channels.api.negotiation import wants_linked_data
from openhall.channels.api.problems import Problem, language_of, problem_response
from openhall.channels.api.refusals import problem_of
from openhall.channels.api.shapes import ProblemDetail, ServiceDetail, ServicePage
from openhall.channels.api.words import mark as _
from openhall.kernel.errors import Refusal
from openhall.kernel.rights import Right, open_to

_log = logging.getLogger("openhall.api")
#: Errors of every address, for the OpenAPI document.
_REFUSALS: dict[int, type[Schema]] = {406: ProblemDetail, 422: ProblemDetail}

api = NinjaAPI(
    title="Openhall",
    version="1",
    description=openhall.__doc__ or "",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)


class ListQuery(Schema):
    """What can be asked of the list of services."""

    q: str = Field("", description="words in any of the hall's languages")
    audience: str = Field("", description="citizen, business, organisation, visitor or government")
    life_event: str = ""
    authority: str = ""
    limit: int = Field(DEFAULT_LIMIT, description=f"1 to {MAX_LIMIT}")
    cursor: str = Field("", description="next_cursor of the page before")


@api.get("/services", response={200: ServicePage, **_REFUSALS}, operation_id="list_services", tags=["services"])
@open_to(Right.EVERYONE)
def list_(request: HttpRequest, query: Query[ListQuery]) -> HttpResponse:
    """List services, best answer first when ``q`` is given, else by id."""
    catalogue = current_catalogue()
    page, cursor = list_services(Asked(**query.dict()), catalogue, current_searcher())
    base_url = settings.OPENHALL_URL
    if wants_linked_data(request):
        return _answer(shape.linked_list(catalogue, page, base_url), shape.JSON_LD, _next_link(request, cursor))
    items = [shape.list_item(summary, base_url) for summary in page]
    return _answer({"items": items, "next_cursor": cursor}, shape.JSON)


@api.get(
    "/services/{authority}/{service}",
    response={200: ServiceDetail, 404: ProblemDetail, **_REFUSALS},
    operation_id="get_service",
    tags=["services"],
)
@open_to(Right.EVERYONE)
def get(request: HttpRequest, authority: str, service: str) -> HttpResponse:
    """Return one service, all languages."""
    catalogue = current_catalogue()
    found = catalogue.service(f"{authority}/{service}")
    if found is None:
        told = _("There is no service “%(service)s”. The list is at /api/v1/services.")
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-service", told, {"service": f"{authority}/{service}"[:200]})
    if wants_linked_data(request):
        return _answer(shape.linked_service(found, catalogue, settings.OPENHALL_URL), shape.JSON_LD)
    return _answer(shape.detail(found, catalogue, settings.OPENHALL_URL), shape.JSON)


@api.exception_handler(Problem)
def _refused(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem_response(request, problem)


@api.exception_handler(Refusal)
def _not_done(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Tell what a block refuses, wherever it was asked."""
    if isinstance(refusal, SealError):
        _log.error("%s: %s", request.path, refusal)
    return problem_response(request, problem_of(refusal, language_of(request)))


@api.exception_handler(ValidationError)
def _misunderstood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [(f"/{fault['loc'][-1]}", str(fault["msg"])) for fault in error.errors]
    told = _("Something asked for cannot be read. See “errors”.")
    return problem_response(request, Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "cannot-be-read", told, errors=errors))


def _next_link(request: HttpRequest, cursor: str | None) -> dict[str, str]:
    """Return where the next page of linked data is (RFC 8288): the graph itself has no place for it."""
    if cursor is None:
        return {}
    asked = request.GET.copy()
    asked["cursor"] = cursor
    return {"Link": f'<{request.path}?{asked.urlencode()}>; rel="next"'}


def _answer(value: dict[str, Any], media: str, headers: dict[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        msgspec.json.encode(value),
        content_type=media,
        headers={"Vary": "Accept", "Cache-Control": "no-cache", **(headers or {})},
    )
