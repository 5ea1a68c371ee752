"""The page for one act too many: when to try again, with what was typed ready to be sent again."""

from http import HTTPStatus
from math import ceil

from django.http import HttpRequest, HttpResponse

from openhall.channels.portal.asking import known_visitor
from openhall.channels.portal.framing import own_page
from openhall.channels.portal.rendering import Page
from openhall.channels.portal.views import current_site
from openhall.kernel.languages import Language
from openhall.kernel.visits import SAFE_METHODS

_TEMPLATE = "apply/too_often.jinja"
#: Nothing that was typed there is written onto another page: a password, a code.
_SECRET = ("/sign-in/", "/track/taken/", "/track/lost/")


def too_often_page(request: HttpRequest, language: Language, seconds: int, *, back: str = "") -> HttpResponse:
    """Return the page for whoever may go on in ``seconds``; ``back`` leads an officer to their work."""
    asking, is_sent = known_visitor(request), request.method not in SAFE_METHODS
    is_kept = is_sent and not any(place in request.path_info for place in _SECRET)
    fields = [(name, text) for name in request.POST for text in request.POST.getlist(name)] if is_kept else []
    context = {
        "minutes": ceil(seconds / 60),
        "action": request.get_full_path(),
        "again": "" if is_sent and not fields else request.get_full_path(),
        "fields": fields,
        "has_files": is_kept and bool(request.FILES),
        "is_guest": asking.is_guest,
        "back": back,
    }
    page = Page("", _TEMPLATE, context)
    return own_page(request, current_site(asking), language, page, HTTPStatus.TOO_MANY_REQUESTS)
