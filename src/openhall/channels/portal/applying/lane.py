"""Pages of questions without the framework's own work around them: no look through all addresses, no signals.

A page of a form is asked for and answered more often than anything else that cannot be prepared, and a third of its
time went into finding it. Whatever is not plain is left to the framework: another answer than these, a file, a fault,
somebody else's form. It may run the view again, with the same bytes, for a question can be answered twice.
"""

import re
from collections.abc import Callable
from http import HTTPStatus
from io import BytesIO
from time import perf_counter
from wsgiref.types import WSGIEnvironment

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.utils.log import log_response

from openhall.channels.portal.applying.place import NEW
from openhall.channels.portal.applying.questions import question
from openhall.channels.portal.asking import is_foreign
from openhall.channels.portal.searching import Answer
from openhall.kernel.telling import within_request

_PLACE = "/apply/"
_QUESTION = re.compile(
    r"/(?P<slug>[a-z-]+)/apply/(?P<authority>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/(?P<reference>[^/]+)/"
    r"(?!for-whom/|check/|stopped/|saved/|changed/|done/)(?P<page>[a-z0-9-]+)/"
)
#: Its place in the table of addresses.
ROUTE = "<slug:slug>/apply/<slug:authority>/<slug:service>/<str:reference>/<slug:page>/"
_FORM = "application/x-www-form-urlencoded"
_MOST_BYTES = 64_000
_Asked = tuple[HttpRequest, HttpResponse]
Noting = Callable[[HttpRequest, HttpResponse, float, str], None]
_SHOWN = frozenset({HTTPStatus.OK})
#: Taken, or shown again with what is to be mended.
_TAKEN = frozenset({HTTPStatus.SEE_OTHER, HTTPStatus.UNPROCESSABLE_ENTITY})


def question_answer(environ: WSGIEnvironment, *, noting: Noting) -> Answer | None:
    """Return what a page of questions answers, or ``None`` for whatever the framework has to say.

    ``noting`` is told of each answer: the request, the answer, when it came (perf_counter) and its place in the table.
    """
    path = environ["PATH_INFO"]
    if _PLACE not in path or environ.get("QUERY_STRING"):
        return None
    match = _QUESTION.fullmatch(path)
    if match is None:
        return None
    since = perf_counter()
    with within_request():
        is_sent = environ["REQUEST_METHOD"] == "POST"
        asked = _taken(environ, match.groupdict()) if is_sent else _shown(environ, match.groupdict())
        answer = _plain(asked[1], _TAKEN if is_sent else _SHOWN) if asked else None
        if asked and answer:
            noting(*asked, since, ROUTE)
        return answer


def _shown(environ: WSGIEnvironment, words: dict[str, str]) -> _Asked:
    # A copy: the framework writes into what it is given, and has to find its own bytes there when it is asked after us.
    request = WSGIRequest({**environ})
    return request, question(request, **words)


def _taken(environ: WSGIEnvironment, words: dict[str, str]) -> _Asked | None:
    """Take answers to a draft that there is: to begin one twice would be one too many."""
    length = environ.get("CONTENT_LENGTH") or ""
    is_form = environ.get("CONTENT_TYPE", "").partition(";")[0].strip() == _FORM
    if words["reference"] == NEW or not is_form or not length.isdecimal() or int(length) > _MOST_BYTES:
        return None
    body = environ["wsgi.input"].read(int(length))
    environ["wsgi.input"] = BytesIO(body)
    request = WSGIRequest({**environ, "wsgi.input": BytesIO(body)})
    if len(body) != int(length) or is_foreign(request):
        return None
    response = question(request, **words)
    if response.status_code in _TAKEN and response.status_code >= HTTPStatus.BAD_REQUEST and not response.cookies:
        log_response("%s: %s", response.reason_phrase, request.path, response=response, request=request)
    return request, response


def _plain(response: HttpResponse, statuses: frozenset[HTTPStatus]) -> Answer | None:
    """Return a response as the front sends it, if it is one of ``statuses`` and sets nothing in the browser."""
    if response.status_code not in statuses or response.cookies:
        return None
    headers = [(name, value) for name, value in response.items() if name != "Content-Length"]
    return f"{response.status_code} {response.reason_phrase}", headers, response.content
