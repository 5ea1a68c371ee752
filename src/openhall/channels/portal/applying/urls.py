"""Addresses of applying, below ``{language}/apply/{authority}/{service}/``."""

from django.urls import URLPattern, URLResolver, include, path

from openhall.channels.portal.applying import begin, checking, endings, for_whom, practice, questions
from openhall.channels.portal.applying.place import NEW
from openhall.kernel.acts import Act, limited

#: The page of questions answers whatever other word stands at the end; the gate of definitions keeps these from it.
_MATTER: list[URLPattern] = [
    path("", begin.resume),
    path("for-whom/", limited(Act.FILL, by_reference={NEW: Act.BEGIN})(for_whom.for_whom)),
    path("check/", limited(Act.SUBMIT)(checking.check)),
    path("stopped/", endings.stopped),
    path("saved/", endings.saved),
    path("changed/", endings.changed),
    path("done/", endings.done),
    path("<slug:page>/", limited(Act.FILL, by_reference={NEW: Act.BEGIN})(questions.question)),
]
_SERVICE: list[URLPattern | URLResolver] = [
    path("", limited(Act.FILL)(begin.begin)),
    path("practice/", limited(Act.FILL)(practice.practice)),
    path("<str:reference>/", include(_MATTER)),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("<slug:slug>/apply/<slug:authority>/<slug:service>/", include(_SERVICE)),
]
