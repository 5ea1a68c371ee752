"""Errors as RFC 9457 problem details, in the language that was asked for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

import msgspec
from django.http import HttpRequest, HttpResponse

from openhall.kernel.languages import ALL, Language, negotiate
from openhall.kernel.visits import WHY
from openhall.ui.catalogues import translations

PROBLEM = "application/problem+json"
_REFUSING = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS})


@dataclass
class Problem(Exception):  # noqa: N818 - the standard's own word
    """A refusal: its HTTP status, a code that stays the same, and an English sentence that is translated.

    ``params`` fill the sentence's named places; ``errors`` are pairs of JSON pointer and sentence;
    ``members`` stand beside the standard's own.
    """

    status: HTTPStatus
    code: str
    detail: str
    params: Mapping[str, object] = field(default_factory=dict)
    errors: Sequence[tuple[str, str]] = ()
    headers: dict[str, str] = field(default_factory=dict)
    members: Mapping[str, object] = field(default_factory=dict)


def language_of(request: HttpRequest) -> Language:
    """Return the language that a caller asks for."""
    return negotiate(request.headers.get("Accept-Language", ""), ALL)


def problem_response(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Write ``problem`` as an answer."""
    if problem.status in _REFUSING:
        request.__dict__[WHY] = problem.code
    language = language_of(request)
    say = translations(language).gettext
    body: dict[str, object] = {
        "type": "about:blank",
        "title": problem.status.phrase,
        "status": int(problem.status),
        "code": problem.code,
        "detail": _filled(say(problem.detail), problem.params),
        "instance": request.path,
        **problem.members,
    }
    if problem.errors:
        body["errors"] = [
            {"pointer": pointer, "message": _message(problem, told, say)} for pointer, told in problem.errors
        ]
    response = HttpResponse(msgspec.json.encode(body), content_type=PROBLEM, status=int(problem.status))
    response["Content-Language"] = language.code
    response["Cache-Control"] = "no-store"
    response["Vary"] = "Accept-Language"
    for name, value in problem.headers.items():
        response[name] = value
    return response


def _filled(sentence: str, params: Mapping[str, object]) -> str:
    return sentence % params if params else sentence


def _message(problem: Problem, told: str, say: Callable[[str], str]) -> str:
    """Write the sentence of one error: the problem's own with what fills it, or one that is in words already."""
    return _filled(say(told), problem.params) if told == problem.detail else say(told)
