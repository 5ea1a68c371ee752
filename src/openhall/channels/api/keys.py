"""The ``Idempotency-Key`` of a request that changes something: the same key and body again is the same act."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest

from openhall.blocks.cases.facade import Once, hash_of
from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _

MOST_KEY = 200
#: How the header is described in the OpenAPI document.
KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "maxLength": MOST_KEY},
    "description": "the same key and body again: the same answer, and nothing is done twice",
}


def read_key(request: HttpRequest) -> str:
    """Return the key of a request; raise a ``Problem`` where there is none."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if not key or len(key) > MOST_KEY:
        told = _("Send an Idempotency-Key of 1 to %(most)s characters, a new one for each request.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "idempotency-key-missing", told, {"most": MOST_KEY})
    return key


def once_of(request: HttpRequest, act: str, reference: str) -> Once:
    """Name the request of an act on one's own case: the same key may be used for another case or act."""
    key = read_key(request)
    return Once(f"case:{reference}", hash_of(f"{act}\n{key}".encode()), hash_of(request.body))
