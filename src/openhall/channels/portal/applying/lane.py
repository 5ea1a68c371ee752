"""Pages of questions without the framework's own work around them: no look through all addresses, no signals.

A page of a form is asked for more often than anything else that cannot be prepared, and a third of its time went
into finding it. Whatever is not a plain page, such as a redirection or a fault, is left to the framework.
"""

import re
from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

from django.core.handlers.wsgi import WSGIRequest

from openhall.channels.portal.applying.questions import question
from openhall.channels.portal.searching import Answer

_PLACE = "/apply/"
_QUESTION = re.compile(
    r"/(?P<slug>[a-z-]+)/apply/(?P<authority>[a-z0-9-]+)/(?P<service>[a-z0-9-]+)/(?P<reference>[^/]+)/"
    r"(?!for-whom/|check/|stopped/|saved/|changed/|done/)(?P<page>[a-z0-9-]+)/"
)


def question_answer(environ: WSGIEnvironment) -> Answer | None:
    """Return the page of questions that is asked for with GET, or ``None`` for whatever else there is to say."""
    path = environ["PATH_INFO"]
    if _PLACE not in path or environ.get("QUERY_STRING"):
        return None
    match = _QUESTION.fullmatch(path)
    if match is None:
        return None
    response = question(WSGIRequest(environ), **match.groupdict())
    if response.status_code != HTTPStatus.OK or response.cookies:
        return None
    headers = [(name, value) for name, value in response.items() if name != "Content-Length"]
    return "200 OK", headers, response.content
