"""Bodies of requests as JSON, read strictly: whatever could be meant in two ways is refused, and nothing is guessed."""

import logging
from collections.abc import Sequence
from http import HTTPStatus
from typing import TypeVar

import msgspec
from django.http import HttpRequest

from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _
from openhall.kernel.canonical import read_json
from openhall.kernel.texts import names_for_a_log

_Body = TypeVar("_Body", bound=msgspec.Struct)
_log = logging.getLogger("openhall.applications")
MOST_BYTES = 1_000_000
#: Lists of children of children are two deep; more levels than these are nobody's answers.
_DEEPEST = 16
_SHOWN, _LONGEST = 20, 100


def read_body(request: HttpRequest, decoder: msgspec.json.Decoder[_Body], told: str) -> _Body:
    """Return what was sent; raise a ``Problem`` that says what cannot be read (``told``), or names unknown members."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        large = _("A body is at most %(most)s bytes. Send files to /api/v1/files first and name their ids.")
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", large, {"most": MOST_BYTES})
    try:
        _look_through(read_json(request.body or b"{}"), decoder.type.__struct_fields__)
        return decoder.decode(request.body or b"{}")
    except ValueError as error:
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "cannot-be-read", told, {"fault": _plain(error)}) from error


def note_unknown(names: Sequence[str]) -> None:
    """Note members that nobody asked for: somebody tries what can be set."""
    if names:
        told = names_for_a_log(names[:_SHOWN])
        _log.warning("an application came with members that nobody asked for: %r", told)


def _look_through(value: object, known: Sequence[str]) -> None:
    """Refuse members that there are not, all by their names, and what is nested deeper than answers are."""
    if _is_deeper(value, _DEEPEST):
        raise ValueError("nested too deeply")
    names = [name for name in value if name not in known] if isinstance(value, dict) else []
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
