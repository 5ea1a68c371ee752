"""The OpenAPI 3.1 document of the API."""

from http import HTTPStatus
from typing import Any

from django.conf import settings

from openhall.channels.api.demo import TAG
from openhall.channels.api.whole import api

_TOO_OFTEN = {
    "description": "Too Many Requests: `too-often`; nothing was done",
    "headers": {"Retry-After": {"description": "seconds to wait", "schema": {"type": "integer"}}},
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetail"}}},
}
LICENCE = {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}


def document(base_url: str) -> dict[str, Any]:
    """Return the document; it names the address under which this hall is reached."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix="/api/v1"))
    made["openapi"] = "3.1.0"
    made["info"] = {**made["info"], "license": LICENCE}
    made["servers"] = [{"url": f"{base_url}/api/v1"}]
    made["paths"] = {
        path.removeprefix("/api/v1"): _tidy(item) for path, item in made["paths"].items() if _is_here(item)
    }
    return made


def _is_here(item: dict[str, Any]) -> bool:
    """Tell whether an address exists in this hall: what is for a demonstration does not elsewhere."""
    return bool(settings.OPENHALL_DEMO) or all(TAG not in operation.get("tags", ()) for operation in item.values())


def _tidy(item: dict[str, Any]) -> dict[str, Any]:
    """Say of each refusal that it is a problem document, and of each operation that it is done too often."""
    for operation in item.values():
        operation["responses"][429] = _TOO_OFTEN
        for status, response in operation["responses"].items():
            if int(status) >= HTTPStatus.BAD_REQUEST and "application/json" in response.get("content", {}):
                response["content"] = {"application/problem+json": response["content"].pop("application/json")}
    return item
