"""Where a refusal of a file becomes a problem, and who is sending it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus

from django.http import HttpRequest

from openhall.blocks.catalogue.facade import current_catalogue, form_of
from openhall.blocks.documents.facade import FileRefused, Limits
from openhall.blocks.forms.facade import Asked, FileGiven, Group
from openhall.channels.api.asking import visitor
from openhall.channels.api.problems import Problem
from openhall.channels.api.words import mark as _
from openhall.ui.file_words import sentence_of

_STATUSES: Mapping[str, HTTPStatus] = {
    "file-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "file-kind": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "file-packed": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "unknown-upload": HTTPStatus.NOT_FOUND,
    "upload-offset": HTTPStatus.CONFLICT,
}
_RETRY_SECONDS = "10"


def asker(request: HttpRequest) -> str:
    """Return the owner of what is sent: a person, or nobody for a guest."""
    found = visitor(request)
    return "" if found.is_guest else f"person:{found.id}"


@contextmanager
def refusals_told(headers: Mapping[str, str] | None = None) -> Iterator[None]:
    """Turn a refusal of a file into a ``Problem``, and put these headers on it and on any other problem."""
    try:
        yield
    except Problem as problem:
        problem.headers.update(headers or {})
        raise
    except FileRefused as refused:
        sentence, shown = sentence_of(refused.code, refused.params)
        status = _STATUSES.get(refused.code, HTTPStatus.UNPROCESSABLE_ENTITY)
        more = dict(headers or {})
        if refused.is_passing:
            status = HTTPStatus.SERVICE_UNAVAILABLE
            more["Retry-After"] = _RETRY_SECONDS
        raise Problem(status, refused.code, sentence, shown, headers=more) from refused


def limits_of(service: str, question: str) -> Limits:
    """Return what a question of a service lets in; without one, what any question may let in.

    Raises a 422 ``Problem`` for a service or question that there is not.
    """
    if not service and not question:
        return Limits()
    catalogue = current_catalogue()
    found = catalogue.service(service)
    if found is None:
        told = _("There is no service “%(service)s”. The list is at /api/v1/services.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-service", told, {"service": service[:200]})
    asked = _asked(form_of(found, catalogue.jurisdiction).by_id, question)
    if asked is None:
        told = _("“%(question)s” is no question of this service that is answered with a file.")
        raise Problem(HTTPStatus.UNPROCESSABLE_ENTITY, "unknown-question", told, {"question": question[:200]})
    return Limits(asked.accept, asked.max_bytes)


def _asked(questions: Mapping[str, Asked], name: str) -> FileGiven | None:
    """Return the file question of this name, also from inside a repeated group."""
    named = questions.get(name)
    if named is not None and isinstance(named.kind, FileGiven):
        return named.kind
    groups = (each.kind for each in questions.values() if isinstance(each.kind, Group))
    return next((found for group in groups if (found := _asked(group.asked, name))), None)
