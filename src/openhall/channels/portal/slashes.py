"""An address without its last slash: send it on when there is a page, say so when there is none."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import resolve

from openhall.channels.portal import views
from openhall.kernel.languages import BY_SLUG
from openhall.kernel.rights import Right, open_to


@open_to(Right.EVERYONE)
def add_slash(request: HttpRequest, address: str) -> HttpResponse:
    """Send a reader to the same address with a slash at its end, if a page is there."""
    is_ours = address == "ui" or address.partition("/")[0] in BY_SLUG
    if not is_ours or resolve(f"/{address}/").func is views.unknown:
        return views.error_response(request, 404)
    asked = f"?{request.META['QUERY_STRING']}" if request.META.get("QUERY_STRING") else ""
    return HttpResponsePermanentRedirect(f"/{address}/{asked}")
