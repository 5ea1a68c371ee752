"""Addresses of applying, below ``{language}/apply/{authority}/{service}/``."""

from django.urls import URLPattern, path

from openhall.channels.portal.applying import begin, checking, endings, for_whom, practice, questions

_BASE = "<slug:slug>/apply/<slug:authority>/<slug:service>/"
_MATTER = _BASE + "<str:reference>/"

#: The page of questions answers whatever other word stands at the end; the gate keeps these from questions.
urlpatterns: list[URLPattern] = [
    path(_BASE, begin.begin),
    path(_BASE + "practice/", practice.practice),
    path(_MATTER, begin.resume),
    path(_MATTER + "for-whom/", for_whom.for_whom),
    path(_MATTER + "check/", checking.check),
    path(_MATTER + "stopped/", endings.stopped),
    path(_MATTER + "saved/", endings.saved),
    path(_MATTER + "changed/", endings.changed),
    path(_MATTER + "done/", endings.done),
    path(_MATTER + "<slug:page>/", questions.question),
]
