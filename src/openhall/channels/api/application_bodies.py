"""What an application is asked with, read strictly: whatever could be meant in two ways is refused."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest

from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _
from openhall.kernel.canonical import read_json

_log = logging.getLogger("openhall.applications")
_MOST_BYTES = 1_000_000
#: Lists of children of children are two deep; more levels than these are nobody's answers.
_DEEPEST = 16
_SHOWN, _LONGEST = 20, 100


class ApplicationBody(msgspec.Struct, forbid_unknown_fields=True):
    """The members of the body."""

    service: str
    answers: dict[str, Any]
    on_behalf_of: str = ""
    file_secrets: dict[str, str] = {}


_application = msgspec.json.Decoder(ApplicationBody)


def read_application(request: HttpRequest) -> ApplicationBody:
    """Return what was sent; raise a ``Problem`` that says what cannot be read, or which members there are not."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > _MOST_BYTES:
        told = _("An application is at most %(most)s bytes. Send files to /api/v1/files first and name their ids.")
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", told, {"most": _MOST_BYTES})
    try:
        _look_through(read_json(request.body))
        return _application.decode(request.body)
    except ValueError as error:
        told = _("The body is not an application: %(fault)s. It is JSON with “service” and “answers”.")
        fault = {"fault": _plain(error)}
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "cannot-be-read", told, fault) from error


def note_unknown(names: Sequence[str]) -> None:
    """Note members that nobody asked for: somebody tries what can be set."""
    if names:
        # Written as Python writes texts: no name can begin a line of its own in the log.
        told = [name[:_LONGEST] for name in names[:_SHOWN]]
        _log.warning("an application came with members that nobody asked for: %r", told)


def _look_through(value: object) -> None:
    """Refuse members that there are not, all by their names, and what is nested deeper than answers are."""
    if _is_deeper(value, _DEEPEST):
        raise ValueError("nested too deeply")
    names = [name for name in value if name not in ApplicationBody.__struct_fields__] if isinstance(value, dict) else []
    if not names:
        return
    note_unknown(names)
    shown = [name[:_LONGEST] for name in names[:_SHOWN]]
    told = _("There are no such members: %(names)s.")
    errors = [(f"/{name.replace('~', '~0').replace('/', '~1')}", told) for name in shown]
    params = {"names": ", ".join(shown)}
    raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-member", told, params, errors)


def _is_deeper(value: object, levels: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(_is_deeper(each, levels - 1) for each in inner if isinstance(each, dict | list))


def _plain(error: ValueError) -> str:
    """Return what a reader of JSON says, without the bytes that it was given."""
    return "broken UTF-8" if isinstance(error, UnicodeDecodeError) else str(error)[:200]
