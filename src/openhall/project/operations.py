"""What operators and their machines ask: is it alive, is it ready."""

from http import HTTPStatus

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse

from openhall.blocks.catalogue.facade import newest_digest
from openhall.kernel.rights import Right, open_to
from openhall.project.prepared.store import PackStore

_PLAIN = "text/plain; charset=utf-8"


@open_to(Right.EVERYONE)
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that the process answers."""
    return _told(HTTPStatus.OK, "ok")


@open_to(Right.EVERYONE)
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether the hall can serve: the database answers, something is published, its pages are made."""
    try:
        connection.ensure_connection()
        published = newest_digest()
    except Error:
        return _told(HTTPStatus.SERVICE_UNAVAILABLE, "the database does not answer")
    if not published:
        return _told(HTTPStatus.SERVICE_UNAVAILABLE, "nothing is published; run: openhall load")
    if PackStore(settings.PREPARED_FOLDER).current() is None:
        return _told(HTTPStatus.SERVICE_UNAVAILABLE, "the public pages are not made yet")
    return _told(HTTPStatus.OK, "ready")


def _told(status: HTTPStatus, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=int(status), content_type=_PLAIN, headers={"Cache-Control": "no-store"})
