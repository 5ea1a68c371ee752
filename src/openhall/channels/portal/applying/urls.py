"""Addresses of applying, below ``{language}/apply/{authority}/{service}/``."""

from django.urls import URLPattern, URLResolver, include, path

from openhall.channels.portal.applying import begin, checking, endings, for_whom, practice, questions

#: The page of questions answers whatever other word stands at the end; the gate of definitions keeps these from it.
_MATTER: list[URLPattern] = [
    path("", begin.resume),
    path("for-whom/", for_whom.for_whom),
    path("check/", checking.check),
    path("stopped/", endings.stopped),
    path("saved/", endings.saved),
    path("changed/", endings.changed),
    path("done/", endings.done),
    path("<slug:page>/", questions.question),
]
_SERVICE: list[URLPattern | URLResolver] = [
    path("", begin.begin),
    path("practice/", practice.practice),
    path("<str:reference>/", include(_MATTER)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:slug>/apply/<slug:authority>/<slug:service>/", include(_SERVICE)),
]
