"""Addresses below ``/api/v1/``."""

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from openhall.channels.api import log
from openhall.channels.api.openapi import document
from openhall.channels.api.whole import api
from openhall.kernel.rights import Right, open_to


@open_to(Right.EVERYONE)
def openapi(_request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document."""
    return HttpResponse(msgspec.json.encode(document(settings.OPENHALL_URL)), content_type="application/json")


urlpatterns = [
    path("openapi.json", openapi),
    path("log/checkpoint", log.checkpoint),
    path("log/key", log.key),
    re_path("^log/tile/(?P<level>[0-9]{1,2}|entries)/(?P<path>.{1,60})$", log.tile),
    path("", api.urls),
]
