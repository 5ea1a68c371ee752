"""Answers of the API that are the same for everybody until the next publication, as finished bytes."""

from collections.abc import Iterator
from typing import Any

import msgspec

from openhall.blocks.catalogue.facade import Catalogue
from openhall.channels.api import representations as shape
from openhall.channels.api.listing import first_page
from openhall.channels.api.openapi import document
from openhall.ui.responses import PublicResponse


def public_responses(catalogue: Catalogue, base_url: str) -> Iterator[PublicResponse]:
    """Yield the bare list, every service, and the OpenAPI document."""
    page, cursor = first_page(catalogue)
    items = [shape.list_item(summary, base_url) for summary in page]
    yield _json("/api/v1/services", {"items": items, "next_cursor": cursor})
    for service in catalogue.services():
        yield _json(f"/api/v1/services/{service.id}", shape.detail(service, catalogue, base_url))
    yield _json("/api/v1/openapi.json", document(base_url))


def _json(path: str, value: dict[str, Any]) -> PublicResponse:
    return PublicResponse(path, msgspec.json.encode(value), shape.JSON, needs_no_query=True)
