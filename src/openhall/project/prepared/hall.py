"""Put the front before the framework."""

from collections.abc import Mapping
from functools import partial
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from openhall.blocks.catalogue.facade import searcher_of
from openhall.channels.portal.applying.lane import question_answer
from openhall.channels.portal.searching import PIECES, search_answers
from openhall.project.decisions import note_decision
from openhall.project.prepared.front import Front, Hot
from openhall.project.prepared.pack import Pack
from openhall.project.prepared.store import PackStore


def open_front(framework: WSGIApplication) -> Front:
    """Return the whole hall as one application."""
    return Front(framework, PackStore(settings.PREPARED_FOLDER), _hot, partial(question_answer, noting=_note)).warm()


def _hot(pack: Pack) -> Mapping[str, Hot]:
    return search_answers(searcher_of(pack.publication), pack.texts(PIECES))


def _note(request: HttpRequest, response: HttpResponse, since: float, route: str) -> None:
    note_decision(request, response, since, route=route)
