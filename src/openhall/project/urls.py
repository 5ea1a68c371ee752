"""All addresses of the hall."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from openhall.kernel.rights import Right, open_to
from openhall.project import operations
from openhall.project.errors import failure


@open_to(Right.EVERYONE, methods=())
def unknown_to_the_api(request: HttpRequest) -> HttpResponse:
    """Say that there is nothing at this address of the API, whatever was to be done there."""
    return failure(request, HTTPStatus.NOT_FOUND)


urlpatterns = [
    path("healthz", operations.healthz),
    path("readyz", operations.readyz),
    path("api/v1/", include("openhall.channels.api.urls")),
    re_path("^api/", unknown_to_the_api),
    path("desk/", include("openhall.channels.desk.urls")),
    path("", include("openhall.channels.portal.urls")),
]

handler400 = "openhall.project.errors.bad_request"
handler403 = "openhall.project.errors.forbidden"
handler404 = "openhall.project.errors.not_found"
handler500 = "openhall.project.errors.server_error"
