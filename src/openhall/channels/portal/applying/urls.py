"""Addresses of applying, below ``{language}/apply/{authority}/{service}/``."""

from django.urls import URLPattern, path

from openhall.channels.portal.applying import begin, checking, endings, practice, questions

_BASE = "<slug:slug>/apply/<slug:authority>/<slug:service>/"
_MATTER = _BASE + "<str:reference>/"

#: Longer ones first: the page of questions answers whatever word stands at the end.
urlpatterns: list[URLPattern] = [
    path(_BASE, begin.begin),
    path(_BASE + "practice/", practice.practice),
    path(_MATTER, begin.resume),
    path(_MATTER + "check/", checking.check),
    path(_MATTER + "stopped/", endings.stopped),
    path(_MATTER + "saved/", endings.saved),
    path(_MATTER + "changed/", endings.changed),
    path(_MATTER + "done/", endings.done),
    path(_MATTER + "receipt/", endings.receipt),
    path(_MATTER + "receipt.json", endings.receipt_file),
    path(_MATTER + "<slug:page>/", questions.question),
]
