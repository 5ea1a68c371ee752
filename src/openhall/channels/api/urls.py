"""Addresses below ``/api/v1/``."""

import msgspec
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path

from openhall.channels.api.applications import router as applications
from openhall.channels.api.demo import router as demo
from openhall.channels.api.endpoints import api
from openhall.channels.api.forms import router as forms
from openhall.channels.api.openapi import document
from openhall.kernel.rights import Right, open_to


@open_to(Right.EVERYONE)
def openapi(_request: HttpRequest) -> HttpResponse:
    """Return the OpenAPI document."""
    return HttpResponse(msgspec.json.encode(document(settings.OPENHALL_URL)), content_type="application/json")


api.add_router("/applications", applications)
api.add_router("/demo", demo)
api.add_router("/services", forms)

urlpatterns = [
    path("openapi.json", openapi),
    path("", api.urls),
]
