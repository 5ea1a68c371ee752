"""The form of a service: the schema of its answers, and in a demonstration answers that pass."""

from http import HTTPStatus
from typing import Any

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Field, Router, Schema

from openhall.blocks.cases.facade import example_for
from openhall.blocks.catalogue.facade import Catalogue, Service, current_catalogue, form_of
from openhall.channels.api.problems import Problem, language_of
from openhall.channels.api.shapes import ProblemDetail
from openhall.channels.api.words import mark as _
from openhall.kernel.rights import Right, open_to

SCHEMA_JSON = "application/schema+json"
_REFUSALS: dict[int, type[Schema]] = {404: ProblemDetail}
router = Router(tags=["services"])


class Example(Schema):
    """Answers that pass, and somebody who may send them."""

    person: str | None = Field(description="id of a person of the demonstration; null where no account is needed")
    on_behalf_of: str = Field(description="id of the organisation that the person acts for, or empty")
    answers: dict[str, Any]


@router.get(
    "/{authority}/{service}/form",
    response={200: dict[str, Any], **_REFUSALS},
    operation_id="get_form",
)
@open_to(Right.EVERYONE)
def form(request: HttpRequest, authority: str, service: str) -> HttpResponse:
    """Return JSON Schema 2020-12 of the answers, with words in the language asked for."""
    catalogue, found = _service(authority, service)
    language = language_of(request)
    schema = form_of(found, catalogue.jurisdiction).json_schema(language)
    response = HttpResponse(msgspec.json.encode(schema), content_type=SCHEMA_JSON)
    response["Content-Language"] = language.code
    response["Cache-Control"] = "no-cache"
    response["Vary"] = "Accept-Language"
    return response


@router.get("/{authority}/{service}/example", response={200: Example, **_REFUSALS}, operation_id="get_example")
@open_to(Right.EVERYONE)
def example(request: HttpRequest, authority: str, service: str) -> HttpResponse:
    """Return an example application (demonstrations only): repeatable without limit."""
    del request
    if not settings.OPENHALL_DEMO:
        told = _("There is nothing at this address. What there is stands in /api/v1/openapi.json.")
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-address", told)
    catalogue, found = _service(authority, service)
    made = example_for(catalogue, found, timezone.now())
    body = {"person": made.person, "on_behalf_of": made.on_behalf_of, "answers": made.answers}
    return HttpResponse(
        msgspec.json.encode(body), content_type="application/json", headers={"Cache-Control": "no-store"}
    )


def _service(authority: str, service: str) -> tuple[Catalogue, Service]:
    catalogue = current_catalogue()
    found = catalogue.service(f"{authority}/{service}")
    if found is None:
        told = _("There is no service “%(service)s”. The list is at /api/v1/services.")
        raise Problem(HTTPStatus.NOT_FOUND, "unknown-service", told, {"service": f"{authority}/{service}"[:200]})
    return catalogue, found
